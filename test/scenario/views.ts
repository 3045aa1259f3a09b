import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { EntityAnswer } from '../../src/api/operations.ts';
import type { Harness } from '../support/harness.ts';
import type { HubSpotRecord, SalesforceRecord } from '../support/people.ts';

/** Living records, in the order of their making. */
export async function inHub(world: Harness, object: string): Promise<readonly HubSpotRecord[]> {
  return (await world.hub.records(object))
    .filter((record) => !record.archived)
    .sort((a, b) => Number(a.id) - Number(b.id));
}

export async function inForce(world: Harness, type: string): Promise<readonly SalesforceRecord[]> {
  return (await world.force.records(type))
    .filter((record) => !record.IsDeleted)
    .sort((a, b) => (a.Id < b.Id ? -1 : 1));
}

/** The only one; fails when there are more or fewer. */
export function only<T>(items: readonly T[]): T {
  const [first, ...rest] = items;
  if (first === undefined || rest.length > 0) throw new Error(`expected exactly one, got ${items.length}`);
  return first;
}

/** What Leadloop says of the entity behind an e-mail address or a record id. */
export async function why(world: Harness, needle: string): Promise<EntityAnswer> {
  return only(await world.runtime.operations.why(needle));
}

/** Writes that were delivered since the ledger began, by system. */
export async function delivered(world: Harness): Promise<Readonly<Record<string, number>>> {
  const { rows } = await sql<{ system: string; n: number }>`
    select system, count(*)::int as n from receipt group by system`.execute(world.runtime.db);
  return Object.fromEntries(rows.map((row) => [row.system, row.n]));
}

/** Vendor calls since the last `forgetCalls`, in all. */
export async function callsMade(world: Harness): Promise<Readonly<Record<string, number>>> {
  const { hub, force } = await world.calls();
  return { ...hub, ...force };
}

/** Waits until `holds` does; fails after `ms`. */
export async function eventually(holds: () => Promise<boolean>, ms = 30_000): Promise<void> {
  const deadline = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not within ${ms} ms: ${holds.toString()}`);
    await sleep(10);
  }
}

/** What waits in the inbox and the outbox, in all lanes or one. */
export async function waiting(world: Harness, lane?: string): Promise<number> {
  const { inbox, outbox } = await world.runtime.operations.status();
  return [...inbox, ...outbox]
    .filter((backlog) => lane === undefined || backlog.lane === lane)
    .reduce((sum, backlog) => sum + backlog.waiting, 0);
}

/** The sources of what people do: the first time, each only notes where "now" is. */
const SOURCES = 9;

/** Waits until what people do from now on is noticed. */
export const listening = ({ runtime }: Harness): Promise<void> =>
  eventually(async () => {
    const { cursors } = await runtime.operations.status();
    return cursors.filter(({ name }) => name.startsWith('touch:')).length === SOURCES;
  });
