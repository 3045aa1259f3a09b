import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { seededRandom } from '../../../src/connector/sim/random.ts';
import { openDatabase } from '../../../src/platform/database/open.ts';
import { COMPILE_ONCE } from '../../support/compile-once.ts';
import { prepareDataFolder } from '../../support/data-folder.ts';
import { silentLog } from '../../support/log.ts';
import {
  controlOf,
  hubSpotPerson,
  salesforcePerson,
  type Control,
  type HubSpotPerson,
  type HubSpotRecord,
  type SalesforcePerson,
  type SalesforceRecord,
} from '../../support/people.ts';
import { startTestSandbox, type TestSandbox } from '../../support/sandbox.ts';
import { freePort } from '../../support/servers.ts';
import { setUpSystems } from '../../support/set-up.ts';
import { startLeadloop, type LeadloopProcess } from './leadloop-process.ts';
import { startWork, type Expected } from './people-at-work.ts';
import { startRelay, type WebhookRelay } from './webhook-relay.ts';

const ROUNDS = Number(process.env['CRASH_ROUNDS'] ?? 3);
/** Longer than any run: HubSpot's search shows nothing, so that only webhooks tell of HubSpot's changes. */
const NEVER_MS = 24 * 3_600_000;

describe('Leadloop ended in the middle of its work', function () {
  this.timeout(180_000 + ROUNDS * 60_000);
  let folder: string;
  let relay: WebhookRelay;
  let sandbox: TestSandbox;
  let hub: HubSpotPerson;
  let hubControl: Control;
  let force: SalesforcePerson;
  let running: LeadloopProcess;
  let start: () => LeadloopProcess;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leadloop-crash-'));
    await prepareDataFolder(folder, ['ledger']);
    const port = await freePort();
    relay = await startRelay(port);
    sandbox = await startTestSandbox({
      webhookUrl: (system) => (system === 'hubspot' ? relay.url : null),
      latencyMs: () => 5,
    });
    hub = hubSpotPerson(sandbox.hub);
    hubControl = controlOf(sandbox.hub);
    force = await salesforcePerson(sandbox.force);
    // The relay's address is what the sender signs.
    const environment = { ...sandbox.environment, HUBSPOT_WEBHOOK_URL: relay.url, SALESFORCE_STREAM: 'on' };
    start = () => startLeadloop({ dataDir: folder, port, environment, nodeArguments: [COMPILE_ONCE] });
    await setUpSystems(sandbox.environment);
    running = start();
    await running.ready;
  });
  afterEach(async () => {
    await running.kill();
    await sandbox.close();
    await relay.close();
    await rm(folder, { recursive: true, force: true });
  });

  const contacts = async () => (await hub.records('contacts')).filter((contact) => !contact.archived);
  const leads = async () => (await force.records('Lead')).filter((lead) => !lead.IsDeleted);
  const settle = async () => {
    await (await running.operations()).sync({ full: false });
  };

  it(`loses and doubles nothing in ${ROUNDS} times kill -9 while people edit both sides`, async () => {
    await hubControl.post('search-lag', { ms: NEVER_MS });
    const random = seededRandom(Number(process.env['CRASH_SEED'] ?? 11));
    const people = new Map<string, Expected>();
    for (let round = 0; round < ROUNDS; round += 1) {
      const work = startWork(hub, force, people, random);
      // Every third is killed while it starts.
      if (round % 3 === 2) {
        await running.kill();
        running = start();
        await sleep(random() * 2_500);
      } else {
        await running.ready;
        await sleep(random() * 2_500);
      }
      await running.kill();
      await work.stop();
      running = start();
    }
    await running.ready;
    await until(async () => (await hubControl.get<{ pending: number }>('webhooks')).pending === 0);
    await settle();

    // What HubSpot gave up to send was never acknowledged: only a look at everything can find it.
    const unheard = relay.unacknowledged();
    const heard = (await contacts()).filter((contact) => !unheard.has(contact.id));
    expect(relay.acknowledged.size).to.be.greaterThan(people.size / 2);
    expectAgreement(heard, await leads(), people);

    await hubControl.post('search-lag', { ms: 0 });
    await (await running.operations()).sync({ full: true });
    const [all, found] = [await contacts(), await leads()];
    expectAgreement(all, found, people);
    const keys = { contacts: all.map(keyOfContact), leads: found.map((lead) => lead['Leadloop_Id__c']) };
    expectEachOnce(
      all.map((contact) => contact.properties['email']),
      people.size,
    );
    expectEachOnce(
      found.map((lead) => lead['Email']),
      people.size,
    );
    // Only what Leadloop made carries its key.
    expectEachOnce([...keys.contacts, ...keys.leads].filter(Boolean), people.size);
    const { writes, parked } = await (await running.operations()).sync({ full: true });
    expect(Object.values(writes).filter((count) => count > 0)).to.deep.equal([]);
    expect(parked).to.equal(0);
  });

  it('ends within 10 s of SIGTERM with exit code 0 and nothing half done', async () => {
    const people = new Map<string, Expected>();
    const work = startWork(hub, force, people, seededRandom(3));
    const isAtWork = async (): Promise<boolean> =>
      (await leads()).some((lead) => String(lead['Email']).startsWith('hub')) ||
      (await contacts()).some(({ properties }) => properties['email']?.startsWith('force') === true);
    await until(isAtWork);
    const end = await running.terminate();
    await work.stop();
    expect(end.code).to.equal(0);
    expect(end.seconds).to.be.lessThan(10);

    const database = await openDatabase({ url: null, dataDir: join(folder, 'ledger'), log: silentLog });
    try {
      const { rows } = await database.pool.query(
        `select (select count(*)::int from intent where state = 'sent') as sent,
          (select count(*)::int from attempt where outcome <> 'failed') as unanswered,
          (select count(*)::int from entity where lease_until is not null) as leased`,
      );
      expect(rows).to.deep.equal([{ sent: 0, unanswered: 0, leased: 0 }]);
    } finally {
      await database.close();
    }
    await hubControl.post('search-lag', { ms: 0 });
    running = start();
    await running.ready;
    await until(async () => (await hubControl.get<{ pending: number }>('webhooks')).pending === 0);
    await settle();
    expectAgreement(await contacts(), await leads(), people);
  });
});

/** Every person is there once on each side and looks as the people who edited it left it. */
function expectAgreement(
  contacts: readonly HubSpotRecord[],
  leads: readonly SalesforceRecord[],
  people: ReadonlyMap<string, Expected>,
): void {
  const leadsBy = Map.groupBy(leads, (lead) => String(lead['Email']));
  const wrong = contacts.flatMap(({ properties }) => {
    const person = people.get(properties['email'] ?? '');
    const [lead, ...others] = leadsBy.get(properties['email'] ?? '') ?? [];
    const problems: string[] = [];
    if (person === undefined) return [`${properties['email']}: nobody made this one`];
    if (lead === undefined) return [`${person.email}: has no Lead`];
    if (others.length > 0) problems.push(`${others.length + 1} Leads`);
    if (lead['Title'] !== person.jobTitle)
      problems.push(`Title ${String(lead['Title'])} is not ${person.jobTitle}`);
    if (properties['jobtitle'] !== person.jobTitle)
      problems.push(`jobtitle ${properties['jobtitle']} is not ${person.jobTitle}`);
    if (lead['City'] !== person.city) problems.push(`City ${String(lead['City'])} is not ${person.city}`);
    if (properties['city'] !== person.city) problems.push(`city ${properties['city']} is not ${person.city}`);
    if (lead['FirstName'] !== properties['firstname']) problems.push('first names differ');
    if (!person.firstNames.has(String(lead['FirstName']))) problems.push('a first name nobody gave');
    return problems.map((problem) => `${person.email}: ${problem}`);
  });
  expect(wrong).to.deep.equal([]);
}

const keyOfContact = (contact: HubSpotRecord): unknown => contact.properties['leadloop_id'];

function expectEachOnce(values: readonly unknown[], count: number): void {
  expect(values.length).to.equal(count);
  expect(new Set(values).size).to.equal(count);
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 90_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('waited 90 s in vain');
    await sleep(50);
  }
}
