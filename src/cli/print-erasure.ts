import type { EraseHow, EraseStep, Erasure, PersonToErase } from '../domain/erasure.ts';
import { refKey } from '../domain/record.ts';
import { printTable } from './print.ts';

/** Who would be erased, and how. */
export function printPeople(people: readonly PersonToErase[]): void {
  for (const { entity, records, ledger } of people) {
    console.log(`\nPerson ${entity}`);
    printTable(
      'Records',
      ['Record', 'What happens', ''],
      records.map(({ ref, how, primary, endedWhy }) => [
        refKey(ref),
        said(how),
        endedWhy ?? (primary ? 'primary' : 'twin'),
      ]),
      'None.',
    );
    printTable(
      'In the ledger',
      ['Table', 'Rows'],
      Object.entries(ledger).map(([table, rows]) => [table, rows]),
      'Nothing.',
    );
  }
  if (people.length > 0)
    console.log(
      '\nLists that were imported, files of rejected rows, saved plans and backups are yours: Leadloop does not reach them.',
    );
}

const said = (how: EraseHow): string =>
  how.kind === 'delete' ? 'deleted' : `anonymised: ${Object.keys(how.fields).join(', ')}`;

export function printErasure({ id, askedAt, askedBy, state, endedAt, steps, addresses }: Erasure): void {
  console.log(`\nErasure ${id}, asked for by ${askedBy} on ${askedAt.toISOString()}`);
  printTable(
    'Records',
    ['Record', 'How', 'Answer'],
    steps.map((step) => [refKey(step.ref), step.how.kind, answered(step)]),
    'None.',
  );
  if (state === 'done') console.log(`\nDone on ${endedAt?.toISOString() ?? ''}, in the ledger too.`);
  else console.log("\nNot done yet: it goes on by itself; 'leadloop status' tells what it waits for.");
  const isHeld = addresses.some(({ releasedAt }) => releasedAt === null);
  console.log(
    isHeld
      ? `Whoever brings the address again is held; 'leadloop erase --forget ${id}' ends that.`
      : 'The address is not held.',
  );
}

function answered({ state, endedAt, failure }: EraseStep): string {
  if (failure !== null) return `${failure.code}: ${failure.meaning} ${failure.fix}`;
  const when = endedAt?.toISOString() ?? '';
  return state === 'done' ? `done ${when}` : state === 'gone' ? `was gone already ${when}` : 'not yet';
}

/** Everybody who was erased. */
export const printErasures = (erasures: readonly Erasure[]): void =>
  printTable(
    'Erasures',
    ['Erasure', 'Asked on', 'By', 'State', 'Address'],
    erasures.map(({ id, askedAt, askedBy, state, addresses }) => [
      id,
      askedAt.toISOString(),
      askedBy,
      state,
      addresses.some(({ releasedAt }) => releasedAt === null) ? 'held' : 'not held',
    ]),
    'None.',
  );
