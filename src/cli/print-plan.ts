import type { PlannedWrite, SyncPlan } from '../domain/sync-plan.ts';
import type { Value } from '../domain/value.ts';
import { printTable } from './print.ts';

const SHOWN = 20;
const SHOWN_CONFLICTS = 10;

/** A plan for the terminal: counted by object and by field, then record by record. */
export function printPlan(plan: SyncPlan, { all }: { readonly all: boolean }): void {
  const { writes, conflicts, parks } = plan;
  console.log(
    writes.length === 0
      ? `${plan.looked} records looked at. Both systems agree: nothing would be written.`
      : `${plan.looked} records looked at. ${writes.length} writes would bring both systems together.`,
  );
  if (writes.length > 0) {
    printTable('Writes', ['System', 'Object', 'Write', 'Records'], countsByObject(writes), 'None.');
    printTable('Fields', ['System', 'Object', 'Field', 'Records', 'Blanked'], countsByField(writes), 'None.');
    printTable(
      'Cost',
      ['System', 'Calls', 'About'],
      plan.cost.map(({ system, calls, seconds }) => [system, calls, duration(seconds)]),
      'None.',
    );
    printRecords(all ? writes : writes.slice(0, SHOWN), writes.length);
  }
  if (plan.waiting > 0)
    console.log(
      `\n${plan.waiting} records refer to one that is to be made first; they follow once it is there.`,
    );
  if (conflicts.length > 0) {
    printTable(
      `Conflicts: ${conflicts.length}`,
      ['Field', 'Between', 'Was', 'Who wins', 'Why'],
      conflicts
        .slice(0, all ? undefined : SHOWN_CONFLICTS)
        .map(({ field, winner, sides, reason }) => [
          field,
          sides.map(({ ref, value }) => `${ref.system} ${ref.id} ${shown(value)}`).join(', '),
          [...new Set(sides.map(({ base }) => (base === undefined ? '(never met)' : shown(base))))].join(
            ', ',
          ),
          winner ?? 'a person decides',
          reason,
        ]),
      'None.',
    );
  }
  if (parks.length > 0) {
    const groups = Map.groupBy(parks, (park) => `${park.system} ${park.code}`);
    printTable(
      'Set aside for a person',
      ['System', 'Code', 'Records', 'What it means', 'What to do'],
      [...groups.values()].map((group) => [
        group[0]?.system ?? '',
        group[0]?.code ?? '',
        group.length,
        group[0]?.meaning ?? '',
        group[0]?.fix ?? '',
      ]),
      'None.',
    );
  }
}

function countsByObject(writes: readonly PlannedWrite[]): readonly (readonly (string | number)[])[] {
  const groups = Map.groupBy(writes, ({ system, object, kind }) => `${system}\n${object}\n${kind}`);
  return [...groups].map(([key, group]) => [...key.split('\n'), group.length]);
}

function countsByField(writes: readonly PlannedWrite[]): readonly (readonly (string | number)[])[] {
  const fields = writes.flatMap(({ system, object, after }) =>
    Object.entries(after).map(([name, value]) => ({ key: `${system}\n${object}\n${name}`, value })),
  );
  return [...Map.groupBy(fields, (field) => field.key)]
    .map(([key, group]) => [
      ...key.split('\n'),
      group.length,
      group.filter((field) => field.value === null).length,
    ])
    .toSorted((a, b) => Number(b[3]) - Number(a[3]));
}

function printRecords(writes: readonly PlannedWrite[], all: number): void {
  console.log(writes.length < all ? `\nThe first ${writes.length} of ${all}` : '\nRecord by record');
  for (const { kind, system, object, record, sources, before, after } of writes) {
    const from = sources.map((ref) => `${ref.system} ${ref.object} ${ref.id}`).join(', ');
    console.log(
      kind === 'create'
        ? `  ${system} ${object}: a new record, from ${from}`
        : `  ${system} ${object} ${record ?? ''}, from ${from}`,
    );
    for (const [name, value] of Object.entries(after)) {
      console.log(
        kind === 'create'
          ? `    ${name}: ${shown(value)}`
          : `    ${name}: ${shown(before[name] ?? null)} → ${shown(value)}`,
      );
    }
  }
  if (writes.length < all) console.log('  … --all shows the rest, --json everything.');
}

const shown = (value: Value): string => (value === null ? '(blank)' : JSON.stringify(value));

const duration = (seconds: number): string =>
  seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
