/** Vendor calls for 1,000 changed people, and writes when nothing changed; beside it one record at a time. */
import { Client } from '@hubspot/api-client';
import { Connection } from 'jsforce';
import { setTimeout as sleep } from 'node:timers/promises';
import { printHead, printTable } from './support/report.ts';
import { addContacts, LONG_AGO, openWorld, takeCalls, total, type World } from './support/world.ts';

const PEOPLE = Number(process.env['BENCH_PEOPLE'] ?? 5_000);
const NAIVE_PEOPLE = 1_000;
const EDIT = { route: 'HubSpot POST /crm/v3/objects/contacts/batch/update', size: 100 };
const HEADERS = { authorization: 'Bearer pat-sandbox', 'content-type': 'application/json' };
const QUIET_MS = 10_000;
const IDLE_MS = 30_000;

/** Without latency batches would be smaller and calls more. One record at a time it only takes longer, so not there. */
const LATENCY_MS = { hubspot: 80, salesforce: 120 };

printHead(
  `Vendor calls: ${PEOPLE} people, HubSpot → Salesforce, told by webhooks, and found by \`leadloop sync\``,
);
const told = await openWorld({ latencyMs: LATENCY_MS, webhooks: true });
if (told !== null) {
  const before = await addContacts(told, PEOPLE, 'calls');
  await told.operations.sync({ full: true });
  await takeCalls(told);
  const [first = '', ...others] = before;
  // Leadloop polls an object less once webhooks tell of it.
  await edit(told, [first]);
  await addCompany(told);
  const delivered = await untilDelivered(told, PEOPLE + 2);
  await takeCalls(told);
  const began = Date.now();
  const changedTold = withoutEdits(
    await counted(told, async () => {
      await edit(told, others);
      return (await untilDelivered(told, delivered + others.length)) - delivered;
    }),
  );
  const tookMs = Date.now() - began;
  const idle = await counted(told, () => sleep(IDLE_MS, 0));
  const lookedAfter = await counted(told, async () =>
    total(Object.values((await told.operations.sync({ full: false })).writes)),
  );
  await told.close();
  const found = await openWorld({ latencyMs: LATENCY_MS });
  if (found === null) throw new Error('Leadloop did not start again');
  await found.operations.sync({ full: false });
  const ids = await addContacts(found, PEOPLE, 'calls');
  await takeCalls(found);
  const sync = async (full: boolean): Promise<number> =>
    total(Object.values((await found.operations.sync({ full })).writes));
  const made = await counted(found, () => sync(false));
  const changed = withoutEdits(
    await counted(found, async () => {
      await edit(found, ids);
      return sync(false);
    }),
  );
  const nothing = await counted(found, () => sync(false));
  const everything = await counted(found, () => sync(true));
  await found.close();
  const naive = await naively();

  const per = ({ calls }: Counted, people: number): number =>
    Math.round((total(calls.values()) * 10_000) / people) / 10;
  const row = (what: string, counts: Counted, people = PEOPLE) => ({
    what,
    'calls per 1,000': per(counts, people),
    writes: counts.writes,
  });
  printTable([
    row('people changed, told by webhooks', changedTold),
    row('the poll for lost webhooks after it, once in 5 minutes', lookedAfter),
    row('people changed, found by sync', changed),
    row('people made, found by sync', made),
    row('sync, nothing changed', nothing),
    row('sync --full, nothing changed', everything),
    row('one record at a time, looked up first', naive, NAIVE_PEOPLE),
  ]);
  const ratio = per(naive, NAIVE_PEOPLE) / per(changedTold, PEOPLE);
  console.log(`One record at a time needs ${Math.round(ratio)} times as many calls.\n`);
  const polls = (total(idle.calls.values()) * tookMs) / IDLE_MS;
  console.log(
    `Polls go by time: ${Math.round((total(idle.calls.values()) * 60_000) / IDLE_MS)} calls a minute with nothing changed, ` +
      `so ${Math.round(polls)} of the ${total(changedTold.calls.values())} calls of the first row in its ${Math.round(tookMs / 1000)} seconds.\n`,
  );
  for (const [what, { calls }] of [
    ['told by webhooks', changedTold],
    ['found by sync', changed],
  ] as const)
    printTable(
      [...calls].map(([route, count]) => ({ [`route, people changed, ${what}`]: route, calls: count })),
    );
}

interface Counted {
  readonly writes: number;
  /** By route. */
  readonly calls: ReadonlyMap<string, number>;
}

/** @param work says how many records were written */
async function counted(where: World, work: () => Promise<number>): Promise<Counted> {
  const writes = await work();
  return { writes, calls: await takeCalls(where) };
}

async function naively(): Promise<Counted> {
  const world = await openWorld();
  if (world === null) throw new Error('Leadloop did not start again');
  await addContacts(world, NAIVE_PEOPLE, 'naive', LONG_AGO);
  await takeCalls(world);
  const counts = await counted(world, () => oneByOne(world));
  await world.close();
  return counts;
}

/** Waits until so many writes are delivered in all, and nothing has waited for a while: their echoes are in, too. */
async function untilDelivered({ operations }: World, wanted: number): Promise<number> {
  let quietSince: number | null = null;
  for (;;) {
    const { inbox, outbox, receipts } = await operations.status();
    const delivered = total(receipts.map((row) => row.delivered));
    const waiting = total([...inbox, ...outbox].map((row) => row.waiting));
    if (delivered < wanted || waiting > 0) quietSince = null;
    else quietSince ??= Date.now();
    if (quietSince !== null && Date.now() - quietSince >= QUIET_MS) return delivered;
    await sleep(500);
  }
}

async function addCompany({ hubspot }: World): Promise<void> {
  const answer = await fetch(`${hubspot}/crm/v3/objects/companies`, {
    method: 'POST',
    headers: HEADERS,
    body: JSON.stringify({ properties: { name: 'Calls', domain: 'calls.example.com' } }),
  });
  if (!answer.ok) throw new Error(`the company was not made: ${answer.status}`);
}

/** As people, a workflow or an import change many at once. Not Leadloop's calls, so they are taken off its count. */
async function edit({ hubspot }: World, ids: readonly string[]): Promise<void> {
  for (let start = 0; start < ids.length; start += EDIT.size) {
    const inputs = ids.slice(start, start + EDIT.size);
    const answer = await fetch(`${hubspot}/crm/v3/objects/contacts/batch/update`, {
      method: 'POST',
      headers: HEADERS,
      body: JSON.stringify({ inputs: inputs.map((id) => ({ id, properties: { jobtitle: 'Changed' } })) }),
    });
    if (!answer.ok) throw new Error(`the people were not changed: ${answer.status}`);
  }
}

function withoutEdits({ writes, calls }: Counted): Counted {
  const edits = Math.ceil(PEOPLE / EDIT.size);
  const left = (calls.get(EDIT.route) ?? 0) - edits;
  const others = [...calls].filter(([route]) => route !== EDIT.route);
  return { writes, calls: new Map(left === 0 ? others : [...others, [EDIT.route, left]]) };
}

/** As usual workflow tools do it: read a page, look each person up in Salesforce, update or create. Returns the writes. */
async function oneByOne({ hubspot, salesforce, environment }: World): Promise<number> {
  const client = new Client({ accessToken: environment['HUBSPOT_ACCESS_TOKEN'] ?? '', basePath: hubspot });
  const connection = new Connection({
    instanceUrl: salesforce,
    accessToken: await token(salesforce),
    version: '68.0',
  });
  let writes = 0;
  let after: string | undefined;
  for (let read = 0; read < NAIVE_PEOPLE; read += 100) {
    const fields = ['email', 'firstname', 'lastname', 'company', 'jobtitle'];
    const page = await client.crm.contacts.basicApi.getPage(100, after, fields);
    after = page.paging?.next?.after;
    for (const { properties } of page.results) {
      const email = properties['email'] ?? '';
      const { records } = await connection.query<{ Id: string }>(
        `SELECT Id FROM Lead WHERE Email = '${email}'`,
      );
      const fields = {
        Email: email,
        FirstName: properties['firstname'] ?? '',
        LastName: properties['lastname'] ?? '',
        Company: properties['company'] ?? '',
        Title: properties['jobtitle'] ?? '',
      };
      const [found] = records;
      await (found === undefined
        ? connection.sobject('Lead').create(fields)
        : connection.sobject('Lead').update({ Id: found.Id, ...fields }));
      writes += 1;
    }
  }
  return writes;
}

async function token(salesforce: string): Promise<string> {
  const form = { grant_type: 'client_credentials', client_id: 'sandbox', client_secret: 'sandbox' };
  const answer = await fetch(`${salesforce}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}
