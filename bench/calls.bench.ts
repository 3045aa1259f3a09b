/** Vendor calls for 1,000 changed people, and writes when nothing changed; beside it one record at a time. */
import { Client } from '@hubspot/api-client';
import { Connection } from 'jsforce';
import { printHead, printTable } from './support/report.ts';
import { addContacts, openWorld, takeCalls, total, type World } from './support/world.ts';

const PEOPLE = Number(process.env['BENCH_PEOPLE'] ?? 5_000);
const NAIVE_PEOPLE = 1_000;

printHead(`Vendor calls: ${PEOPLE} people, HubSpot → Salesforce`);
const world = await openWorld();
if (world !== null) {
  await world.operations.sync({ full: false });
  const ids = await addContacts(world, PEOPLE, 'calls');
  await takeCalls(world);
  const made = await counted(world, async () => world.operations.sync({ full: false }));
  await edit(world, ids);
  await takeCalls(world);
  const changed = await counted(world, async () => world.operations.sync({ full: false }));
  const again = await counted(world, async () => world.operations.sync({ full: true }));
  const naive = await counted(world, () => oneByOne(world));

  const per = (calls: ReadonlyMap<string, number>, people: number): number =>
    Math.round((total(calls.values()) * 10_000) / people) / 10;
  printTable([
    {
      what: 'people made',
      'calls per 1,000': per(made.calls, PEOPLE),
      writes: total(Object.values(made.result.writes)),
    },
    {
      what: 'people changed',
      'calls per 1,000': per(changed.calls, PEOPLE),
      writes: total(Object.values(changed.result.writes)),
    },
    {
      what: 'a look at everything, nothing changed',
      'calls per 1,000': per(again.calls, PEOPLE),
      writes: total(Object.values(again.result.writes)),
    },
    {
      what: 'one record at a time, looked up first',
      'calls per 1,000': per(naive.calls, NAIVE_PEOPLE),
      writes: naive.result,
    },
  ]);
  const ratio = per(naive.calls, NAIVE_PEOPLE) / per(changed.calls, PEOPLE);
  console.log(`One record at a time needs ${Math.round(ratio)} times as many calls.\n`);
  printTable([...changed.calls].map(([route, calls]) => ({ 'route, people changed': route, calls })));
  await world.close();
}

async function counted<T>(where: World, work: () => Promise<T>) {
  const result = await work();
  return { result, calls: await takeCalls(where) };
}

async function edit({ hubspot }: World, ids: readonly string[]): Promise<void> {
  for (let start = 0; start < ids.length; start += 100) {
    const inputs = ids.slice(start, start + 100).map((id) => ({ id, properties: { jobtitle: 'Changed' } }));
    const answer = await fetch(`${hubspot}/crm/v3/objects/contacts/batch/update`, {
      method: 'POST',
      headers: { authorization: 'Bearer pat-sandbox', 'content-type': 'application/json' },
      body: JSON.stringify({ inputs }),
    });
    if (!answer.ok) throw new Error(`the people were not changed: ${answer.status}`);
  }
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
