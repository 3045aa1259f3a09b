import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { sql } from 'kysely';
import { seededRandom } from '../../../src/connector/sim/random.ts';
import { PERSON, type EntityId } from '../../../src/domain/entity.ts';
import { placeOf, type Place, type Qualified } from '../../../src/domain/qualified.ts';
import { resumeConnection } from '../../../src/ledger/connections.ts';
import { ledgerOver, type LedgerDb } from '../../../src/ledger/database.ts';
import { openDatabase } from '../../../src/platform/database/open.ts';
import { loadMappings } from '../../../src/runtime/mappings.ts';
import { salesSideOf } from '../../../src/sla/sales-side.ts';
import { COMPILE_ONCE } from '../../support/compile-once.ts';
import { prepareDataFolder } from '../../support/data-folder.ts';
import { silentLog } from '../../support/log.ts';
import {
  controlOf,
  hubSpotPerson,
  salesforcePerson,
  type Control,
  type HubSpotPerson,
  type SalesforcePerson,
  type SalesforceRecord,
} from '../../support/people.ts';
import { allQualified } from '../../support/qualified.ts';
import { startTestSandbox, type TestSandbox } from '../../support/sandbox.ts';
import { freePort } from '../../support/servers.ts';
import { setUpSystems } from '../../support/set-up.ts';
import { eventually } from '../views.ts';
import { startLeadloop, type LeadloopProcess } from './leadloop-process.ts';
import { BUYERS, CLOSED, fillForm, REFUSED, startMarket } from './market-at-work.ts';
import { startRelay, type WebhookRelay } from './webhook-relay.ts';

const ROUNDS = Number(process.env['CRASH_ROUNDS'] ?? 2);
/** Another number looks at other days in the market. */
const SEED = Number(process.env['CRASH_SEED'] ?? 11);
const NEVER = 'refused@first.example';
const LATE = 'late@late.example';

describe('everybody who is qualified, while Leadloop is ended in the middle of its work', function () {
  this.timeout(180_000 + ROUNDS * 60_000);
  let folder: string;
  let relay: WebhookRelay;
  let sandbox: TestSandbox;
  let hub: HubSpotPerson & { readonly control: Control };
  let force: SalesforcePerson & { readonly control: Control };
  let running: LeadloopProcess;
  let start: () => LeadloopProcess;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leadloop-conservation-'));
    await prepareDataFolder(folder, ['ledger']);
    const port = await freePort();
    relay = await startRelay(port);
    sandbox = await startTestSandbox({
      webhookUrl: (system) => (system === 'hubspot' ? relay.url : null),
      latencyMs: () => 5,
    });
    hub = { ...hubSpotPerson(sandbox.hub), control: controlOf(sandbox.hub) };
    force = { ...(await salesforcePerson(sandbox.force)), control: controlOf(sandbox.force) };
    await hub.control.post('search-lag', { ms: 0 });
    await force.control.post('rules', {
      validation: [
        { type: 'Lead', field: 'Company', pattern: `^${REFUSED}`, message: 'Not with this company' },
      ],
    });
    const environment = {
      ...sandbox.environment,
      HUBSPOT_WEBHOOK_URL: relay.url,
      SALESFORCE_STREAM: 'on',
      LEADLOOP_TOUCHPOINT_DAYS: '1',
    };
    start = () => startLeadloop({ dataDir: folder, port, environment, nodeArguments: [COMPILE_ONCE] });
    await setUpSystems(sandbox.environment);
    running = start();
    await running.ready;
    for (const email of BUYERS) {
      const account = await force.create('Account', { Name: email });
      await force.create('Contact', { LastName: 'Berg', Email: email, AccountId: account });
    }
    await (await running.operations()).sync({ full: true });
    for (const { id, properties } of await hub.records('contacts'))
      await hub.edit('contacts', id, { company: properties['email'] ?? '' });
  });
  after(async () => {
    await running.kill();
    await sandbox.close();
    await relay.close();
    await rm(folder, { recursive: true, force: true });
  });

  const closedLeads = async () => (await force.records('Lead')).filter((lead) => lead['Status'] === CLOSED);

  /** The ledger as the ended process left it. */
  async function inLedger<T>(look: (db: LedgerDb) => Promise<T>): Promise<T> {
    const database = await openDatabase({ url: null, dataDir: join(folder, 'ledger'), log: silentLog });
    try {
      return await look(ledgerOver(database.pool));
    } finally {
      await database.close();
    }
  }

  it(`is in one place after ${ROUNDS} times kill -9, and both systems say the same`, async () => {
    const asked = new Set([NEVER]);
    await fillForm(hub.control, 'Talk to sales', NEVER, REFUSED);
    const random = seededRandom(SEED);
    for (let round = 0; round < ROUNDS; round += 1) {
      const market = startMarket({ hub, force, asked, random });
      // Every other one is killed while it starts, or soon after.
      if (round % 2 === 0) await running.ready;
      if (round === 0) await eventually(async () => (await closedLeads()).length > 0, 90_000);
      await sleep(random() * 2_500);
      await running.kill();
      await market.stop();
      if (round < ROUNDS - 1) running = start();
    }
    for (const { control } of [hub, force]) await control.clear('faults');

    const nowhere = await inLedger(async (db) => {
      const found = (await placesIn(db)).filter(({ place }) => place === null);
      await letWaitsPass(db);
      return found;
    });
    expect(nowhere, 'in the ledger as kill -9 left it').to.deep.equal([]);

    running = start();
    await running.ready;
    const operations = await running.operations();
    await eventually(async () => (await hub.control.get<{ pending: number }>('webhooks')).pending === 0);
    let { writes } = await operations.sync({ full: true });
    while (Object.values(writes).some((count) => count > 0))
      ({ writes } = await operations.sync({ full: false }));

    // From now on sales' own system is down, so that at the end somebody waits.
    const effect = { kind: 'status', status: 503, body: 'down' };
    await force.control.post('faults', { path: 'composite/sobjects', times: null, effect });
    await fillForm(hub.control, 'Talk to sales', LATE, LATE);
    asked.add(LATE);
    await eventually(async () => {
      const [late] = await operations.why(LATE);
      return late?.decided?.standing?.stage === 'mql';
    });
    await running.kill();

    const { places, contactOf } = await inLedger(async (db) => ({
      places: await placesIn(db),
      contactOf: await contactsIn(db),
    }));
    expect(
      places.filter(({ place }) => place === null),
      'at rest',
    ).to.deep.equal([]);
    await expectSystemsAgree(places, contactOf, asked);
  });

  /** What both systems say of everybody, by their own records alone, beside what the ledger says. */
  async function expectSystemsAgree(
    places: readonly Placed[],
    contactOf: ReadonlyMap<EntityId, string>,
    asked: ReadonlySet<string>,
  ): Promise<void> {
    const emailOf = new Map(
      (await hub.records('contacts')).map(({ id, properties }) => [id, properties['email'] ?? id]),
    );
    const byEmail = Map.groupBy(
      places,
      ({ qualified: { person } }) => emailOf.get(contactOf.get(person) ?? '') ?? person,
    );
    expect([...byEmail.keys()].toSorted(), 'who asked for sales').to.deep.equal([...asked].toSorted());

    const living = async (type: string) => (await force.records(type)).filter((one) => !one.IsDeleted);
    const leads = await living('Lead');
    const contacts = await living('Contact');
    const [tasks, deals, roles] = await Promise.all(
      ['Task', 'Opportunity', 'OpportunityContactRole'].map(living),
    );
    const made = (records: readonly SalesforceRecord[] = []) =>
      records.filter((one) => typeof one['Leadloop_Id__c'] === 'string');
    const wrong: string[] = [];
    for (const records of [leads, contacts, tasks, deals, roles])
      for (const [key, same] of Map.groupBy(made(records), (one) => String(one['Leadloop_Id__c'])))
        if (same.length > 1) wrong.push(`${same.length} records with the key ${key}`);

    for (const [email, times] of byEmail) {
      const cycles = times.map(({ qualified: { cycle } }) => cycle);
      const last = times.toSorted((a, b) => b.qualified.cycle - a.qualified.cycle)[0]?.place ?? null;
      const open = leads.filter((lead) => lead['Email'] === email && lead['IsConverted'] !== true);
      const records = [...open, ...contacts.filter((contact) => contact['Email'] === email)];
      const ids = records.map(({ Id }) => Id);
      const theirTasks = made(tasks).filter((task) => ids.includes(String(task['WhoId'])));
      const theirDeals = made(roles).filter((role) => ids.includes(String(role['ContactId'])));
      const delivered = times.filter(({ place }) => place === 'delivered').length;
      const isClosed = open.some((lead) => lead['Status'] === CLOSED);
      const isRefused = email.startsWith('refused');
      const expected: Record<string, boolean> = {
        'is qualified twice in a cycle': new Set(cycles).size === cycles.length,
        'is more than one person to sales': records.length <= 1,
        'is not there although delivered': records.length === 1 || last !== 'delivered',
        'is there although waiting or refused': records.length === 0 || (email !== LATE && !isRefused),
        'has more tasks than hand-offs': theirTasks.length <= times.length,
        'has no task of a delivered hand-off': theirTasks.length >= delivered,
        'has more opportunities than hand-offs': theirDeals.length <= times.length,
        'has no opportunity of a delivered hand-off':
          theirDeals.length >= delivered || !BUYERS.includes(email),
        'is rejected in one place alone': isClosed === (last === 'rejected'),
        'is refused in one place alone': isRefused === (last === 'errored'),
        'waits in one place alone': (email === LATE) === (last === 'waiting'),
      };
      for (const [problem, holds] of Object.entries(expected))
        if (!holds) wrong.push(`${email} ${problem}: ${JSON.stringify(times)}`);
    }
    expect(wrong).to.deep.equal([]);
    const sums = Map.groupBy(places, ({ place }) => place);
    // A market in which nobody was is no proof.
    for (const place of ['delivered', 'rejected', 'errored', 'waiting'] as const)
      expect(sums.get(place) ?? [], place).to.not.deep.equal([]);
  }
});

interface Placed {
  readonly qualified: Qualified;
  readonly place: Place | null;
}

async function placesIn(db: LedgerDb): Promise<readonly Placed[]> {
  const { byKind, handOff } = await loadMappings(join(import.meta.dirname, '..', '..', '..', 'mappings'));
  const scope = { stages: [...(handOff?.value.at ?? [])], systems: salesSideOf(byKind.get(PERSON)).systems };
  return (await allQualified(db, scope)).map((qualified) => ({ qualified, place: placeOf(qualified) }));
}

async function contactsIn(db: LedgerDb): Promise<ReadonlyMap<EntityId, string>> {
  const { rows } = await sql<{ entity: EntityId; id: string }>`
    select entity_id as entity, record_id as id from link where system = 'hubspot' and object = 'contacts'`.execute(
    db,
  );
  return new Map(rows.map(({ entity, id }) => [entity, id]));
}

/** As if the minutes that a failure is waited for had gone by. */
async function letWaitsPass(db: LedgerDb): Promise<void> {
  await sql`update intent set due_at = now() where state = 'due' and due_at > now()`.execute(db);
  await sql`update intent set lease_until = now() where state = 'sent' and lease_until > now()`.execute(db);
  await sql`update inbox set due_at = now() where due_at > now()`.execute(db);
  await sql`update budget set paused_until = null where paused_until is not null`.execute(db);
  for (const system of ['hubspot', 'salesforce']) await resumeConnection(db, system);
}
