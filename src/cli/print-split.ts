import { refKey } from '../domain/record.ts';
import type { SplitPart, SplitReport } from '../domain/split.ts';
import type { Value } from '../domain/value.ts';
import { printTable } from './print.ts';

/** What a split does, or did. */
export function printSplit({ stays, leaves, givenBack, kept, made, rekeyed }: SplitReport): void {
  console.log(`Stay together: ${stays.records.map(refKey).join(', ')}`);
  console.log(`Leaves:        ${leaves.records.map(refKey).join(', ')}`);
  for (const [who, part] of [
    ['what stays', stays],
    ['what leaves', leaves],
  ] as const)
    lackLines(who, part).forEach((line) => console.log(line));
  for (const ref of rekeyed) console.log(`${refKey(ref)} gets a key of its own.`);
  for (const ref of made)
    console.log(`${refKey(ref)} was made from the other: it keeps what it was made with.`);
  printTable(
    'Given back',
    ['Record', 'Field', 'From', 'To'],
    givenBack.flatMap(({ ref, fields }) =>
      Object.entries(fields).map(([field, { from, to }]) => [refKey(ref), field, shown(from), shown(to)]),
    ),
    'Nothing.',
  );
  if (kept.length === 0) return;
  printTable(
    'Not given back',
    ['Record', 'Field', 'Why'],
    kept.map(({ ref, field, why }) => [
      refKey(ref),
      field,
      why === 'unknown' ? 'what stood there before is not known' : why,
    ]),
    '',
  );
}

const lackLines = (who: string, { lacks }: SplitPart): readonly string[] =>
  lacks.map(({ system, made, why }) =>
    made
      ? `In ${system} a record is made for ${who}, unless one is found there.`
      : `In ${system} none is made for ${who}: ${why ?? ''}.`,
  );

const shown = (value: Value): string =>
  value === null ? '(blank)' : typeof value === 'string' ? value : JSON.stringify(value);
