import type { Report } from '../../domain/report.ts';
import { column, makeReport, type Column } from '../make-report.ts';
import { PROOF_NUMBERS, type Proof, type ProofDifference, type ProofEntry, type ProofRow } from './proof.ts';

/** The sum of all rows. In brackets, so that it is not taken for a source. */
const ALL = '(all)';

const SURE = new Set<string>(['nowhere', 'twice']);

/** The numbers of a proof as a table, with their sums as the last row. */
export function proofTable({ asked, rows, total, systems }: Proof): Report {
  // Of what must never be, nothing is said as long as it is not.
  const numbers = PROOF_NUMBERS.filter((name) => total[name] > 0 || !SURE.has(name));
  return makeReport<ProofRow>({
    name: 'proof',
    title: 'Where everybody is who was qualified',
    asked: askedOf(asked),
    columns: [
      column('text', asked.by, capital(asked.by), ({ source }) => source),
      column('count', 'qualified', 'Qualified', ({ qualified }) => qualified),
      ...numbers.map((name): Column<ProofRow> => column('count', name, capital(name), (row) => row[name])),
      ...systems.map(({ system }): Column<ProofRow> =>
        column('count', `there_${system}`, `Delivered, says ${system}`, ({ there }) => there[system] ?? null),
      ),
    ],
    rows: [...rows, { source: ALL, ...total }],
    notes: [],
  });
}

/** Who is behind a number. */
export function listTable({ asked, list }: Proof): Report {
  return makeReport<ProofEntry>({
    name: `proof-${list?.of ?? 'list'}`,
    title: `Who is ${list?.of ?? 'there'}`,
    asked: askedOf(asked),
    columns: [
      column('text', 'person', 'Person', ({ person }) => person),
      column('count', 'cycle', 'Cycle', ({ cycle }) => cycle),
      column('text', asked.by, capital(asked.by), ({ source }) => source),
      column('text', 'qualified_at', 'Qualified', ({ qualifiedAt }) => qualifiedAt),
      column('text', 'records', 'Records', ({ records }) => records.join(' ')),
      column('text', 'why', 'Because', ({ why }) => why),
      column('text', 'since', 'Since', ({ since }) => since),
      column('text', 'fix', 'What to do', ({ fix }) => fix),
    ],
    rows: list?.entries ?? [],
    notes: moreNote(list?.more ?? 0),
  });
}

/** Who is delivered, but not there by what a system says itself. */
export function differencesTable({ asked, differences }: Proof): Report {
  return makeReport<ProofDifference>({
    name: 'proof-differences',
    title: 'Delivered, but not there by what the system says',
    asked: askedOf(asked),
    columns: [
      column('text', 'system', 'System', ({ system }) => system),
      column('text', 'person', 'Person', ({ person }) => person),
      column('text', asked.by, capital(asked.by), ({ source }) => source),
      column('text', 'record', 'Record', ({ record }) => record),
      column('text', 'why', 'Because', ({ why }) => why),
    ],
    rows: differences.entries,
    notes: moreNote(differences.more),
  });
}

const moreNote = (more: number): Report['notes'] =>
  more === 0
    ? []
    : [{ code: 'more', text: `${more} more are not listed: ask for a shorter period`, ids: [] }];

const askedOf = ({ from, until, by }: Proof['asked']): readonly string[] => [
  ...(from === null ? [] : [`from ${from}`]),
  ...(until === null ? [] : [`until ${until}`]),
  `by ${by}`,
];

const capital = (name: string): string => `${name[0]?.toUpperCase() ?? ''}${name.slice(1)}`;
