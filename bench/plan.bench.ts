/** A plan of many people of whom few differ: whether it is exact, what it costs, and that it is carried out and undone. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SyncPlan } from '../src/domain/sync-plan.ts';
import { writePlanFile } from '../src/runtime/plan/plan-file.ts';
import { isWrite, openHarness, type Harness } from '../test/support/harness.ts';
import { printHead, printTable, rounded } from './support/report.ts';
import { LONG_AGO, person, total } from './support/world.ts';

const PEOPLE = Number(process.env['BENCH_PEOPLE'] ?? 10_000);
const DIFFERENT = 300;
const CHUNK = 5_000;

printHead(`Plan: ${rounded(PEOPLE)} people, ${DIFFERENT} edited where nobody told of it, no latency`);
const folder = await mkdtemp(join(tmpdir(), 'leadloop-bench-plan-'));
const world = await openHarness({ webhooks: false, databaseUrl: null });
const contacts = await seed(world);
await world.settleAll();
for (const [index, id] of contacts.slice(0, DIFFERENT).entries())
  await world.hub.edit('contacts', id, { jobtitle: `Planned ${index}` });
const before = await mapped(world);
const rows: Record<string, string | number>[] = [];
const all = { selection: { kind: 'all' } } as const;
const made = await measured('plan', () => world.runtime.operations.plan(all), differences);
const file = join(folder, 'plan.json');
await writePlanFile(file, made);
await measured(
  'apply',
  () => world.runtime.operations.apply({ file }),
  ({ written }) => written,
);
await measured('plan again', () => world.runtime.operations.plan(all), differences);
await measured(
  'undo',
  () => world.runtime.operations.undo({ plan: made.id }),
  ({ restored }) => restored,
);
printTable(rows);
const same = JSON.stringify(before) === JSON.stringify(await mapped(world));
console.log(
  `Afterwards the mapped fields of both systems are ${same ? 'as they were' : 'NOT as they were'}.\n`,
);
await world.close();
await rm(folder, { recursive: true, force: true });

async function measured<T>(what: string, work: () => Promise<T>, records: (result: T) => number): Promise<T> {
  await world.forgetCalls();
  const started = performance.now();
  const result = await work();
  const seconds = (performance.now() - started) / 1000;
  const calls = Object.values(await world.calls()).flatMap((routes) => Object.entries(routes));
  const count = (writes: boolean): number =>
    total(calls.filter(([route]) => isWrite(route) === writes).map(([, times]) => times));
  rows.push({
    what,
    records: records(result),
    seconds: rounded(seconds),
    'calls that read': count(false),
    'calls that write': count(true),
  });
  return result;
}

function differences({ writes }: SyncPlan): number {
  return writes.length;
}

async function seed({ hub }: Harness): Promise<readonly string[]> {
  for (let start = 0; start < PEOPLE; start += CHUNK) {
    const people = Array.from({ length: Math.min(CHUNK, PEOPLE - start) }, (_, index) => ({
      properties: { ...person(start + index, 'plan'), ...LONG_AGO },
    }));
    await hub.control.post('records/contacts', people);
  }
  return (await hub.records('contacts')).map((contact) => contact.id);
}

/** What is kept in step here, of every record. */
async function mapped({ hub, force }: Harness): Promise<unknown> {
  const names = ['email', 'firstname', 'lastname', 'company', 'jobtitle', 'city', 'zip'];
  const fields = ['Id', 'Email', 'FirstName', 'LastName', 'Company', 'Title', 'City', 'PostalCode'];
  return [
    (await hub.records('contacts')).map(({ id, properties }) => [id, names.map((name) => properties[name])]),
    (await force.records('Lead')).map((lead) => fields.map((name) => lead[name])),
  ];
}
