import { isTwice, type Place, type Qualified } from '../../domain/qualified.ts';
import type { SystemName } from '../../domain/record.ts';
import { PROOF_NUMBERS, type ProofNumber, type ProofNumbers, type ProofRow } from './proof.ts';

/** Which numbers somebody is counted in. */
export const numbersOf = (
  qualified: Pick<Qualified, 'handOffs' | 'records'>,
  place: Place | null,
): readonly ProofNumber[] => [place ?? 'nowhere', ...(isTwice(qualified) ? (['twice'] as const) : [])];

/** Counts people by where they came from. */
export function makeTally() {
  const rows = new Map<string, Sums>();
  return {
    /** `there`: the systems that say they have the person. */
    see(source: string, numbers: readonly ProofNumber[], there: ReadonlySet<SystemName>): void {
      const row = rows.get(source) ?? emptySums();
      rows.set(source, row);
      row.qualified += 1;
      for (const number of numbers) row.in[number] += 1;
      for (const system of there) row.there.set(system, (row.there.get(system) ?? 0) + 1);
    },

    /** Those with most people first. `answered`: the systems whose counts are whole. */
    rows: (answered: readonly SystemName[]): readonly ProofRow[] =>
      [...rows]
        .toSorted(([a, { qualified: m }], [b, { qualified: n }]) => n - m || (a < b ? -1 : 1))
        .map(([source, sums]) => ({ source, ...numbersIn(sums, answered) })),

    total(answered: readonly SystemName[]): ProofNumbers {
      const total = emptySums();
      for (const { qualified, in: numbers, there } of rows.values()) {
        total.qualified += qualified;
        for (const number of PROOF_NUMBERS) total.in[number] += numbers[number];
        for (const [system, count] of there) total.there.set(system, (total.there.get(system) ?? 0) + count);
      }
      return numbersIn(total, answered);
    },
  };
}

interface Sums {
  qualified: number;
  readonly in: Record<ProofNumber, number>;
  readonly there: Map<SystemName, number>;
}

const emptySums = (): Sums => ({
  qualified: 0,
  in: { delivered: 0, waiting: 0, held: 0, rejected: 0, errored: 0, nowhere: 0, twice: 0 },
  there: new Map(),
});

const numbersIn = (
  { qualified, in: numbers, there }: Sums,
  answered: readonly SystemName[],
): ProofNumbers => ({
  qualified,
  ...numbers,
  there: Object.fromEntries(answered.map((system) => [system, there.get(system) ?? 0])),
});
