import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { sql } from 'kysely';
import type { SyncReport } from '../../../src/api/operations.ts';
import type { Fault } from '../../../src/connector/sim/fault.ts';
import { FailureError, type Failure } from '../../../src/domain/failure.ts';
import type { Lane } from '../../../src/domain/lane.ts';
import { pauseConnection, resumeConnection } from '../../../src/ledger/connections.ts';
import { dueWork } from '../../../src/ledger/leases.ts';
import { openHarness, type Harness } from '../../support/harness.ts';
import { mappingsOfPeople } from '../../support/people-alone.ts';
import { call } from '../../support/people.ts';
import { FAULTS, type Case } from './cases.ts';

/** More than one full call of the system that is hit: the fault comes between two of them. */
const PEOPLE = { hub: 110, force: 210 } as const;
const peopleIn = ({ people, system }: Case): number => people ?? PEOPLE[system];
const NEVER_MS = 24 * 3_600_000;
/** Not seen by a poll, only by a look at everything. */
const LONG_AGO = { lastmodifieddate: '2020-01-01T00:00:00.000Z' };

describe('a fault in the middle of many people', function () {
  this.timeout(120_000);
  let world: Harness;
  let files: ReturnType<typeof mappingsOfPeople>;
  before(async () => {
    files = mappingsOfPeople();
    world = await openHarness({
      webhooks: false,
      configDir: files.folder,
    });
  });
  after(async () => {
    await world.close();
    files.remove();
  });
  beforeEach(() => world.reset());

  for (const [index, item] of FAULTS.entries()) {
    it(`${item.name}: nobody is lost and nobody doubled`, async () => {
      const group = `group${index}`;
      await prepare(group, item);
      await world[item.system].control.post('faults', item.fault satisfies Fault);
      if (item.atOnce === true) await planAll();
      // A sync says so when a system cannot be asked; what it did not see, the next one sees.
      await syncAll({ full: false }).catch((error: unknown) => {
        if (!(error instanceof FailureError)) throw error;
      });
      const hits = await world[item.system].control.get<readonly number[]>('faults');
      await world[item.system].control.clear('faults');
      expect(hits[0], 'calls that the fault hit').to.be.greaterThan(0);

      // What was refused for a reason that is gone now is tried again.
      await syncAll({ full: true });
      await expectAll(group, item);
      const { writes, parked } = await syncAll({ full: true });
      expect(Object.values(writes).filter((count) => count > 0)).to.deep.equal([]);
      expect(parked).to.equal(0);
    });
  }

  /** People are there, or were already in step and have been edited. */
  async function prepare(group: string, item: Case): Promise<void> {
    const { from, verb, atOnce = false } = item;
    const people = peopleIn(item);
    if (verb === 'create') return add(from, group, people, 'new', atOnce ? LONG_AGO : {});
    await add(from, group, people, 'old');
    await syncAll({ full: false });
    await editAll(from, group);
  }

  /** Plans every write of a back-fill and delivers none yet, so that they leave all at once. */
  async function planAll(): Promise<void> {
    const { db, operations } = world.runtime;
    const held: Failure = { kind: 'auth', code: 'HELD', message: '', meaning: '', fix: '', actor: 'nobody' };
    // Else Leadloop would find in a while that the system is back.
    const unreachable: Fault = { path: 'userinfo', times: null, effect: { kind: 'status', status: 503 } };
    await world.force.control.post('faults', unreachable);
    await pauseConnection(db, 'salesforce', held, new Date());
    // What is written to HubSpot meanwhile would come back as news, which goes in another lane.
    await world.hub.control.post('search-lag', { ms: NEVER_MS });
    await operations.sync({ full: true });
    await world.hub.control.post('search-lag', { ms: 0 });
  }

  async function add(
    from: Case['from'],
    group: string,
    count: number,
    city: string,
    more: Record<string, string> = {},
  ): Promise<void> {
    const numbers = Array.from({ length: count }, (_, number) => `${number}`);
    if (from === 'hub') {
      const properties = (number: string) => ({
        email: `${number}@${group}.example.com`,
        firstname: 'A',
        lastname: number,
        company: 'Acme',
        city,
        ...more,
      });
      await world.hub.control.post(
        'records/contacts',
        numbers.map((number) => ({ properties: properties(number) })),
      );
    } else {
      await world.force.control.post(
        'records/Lead?events=true',
        numbers.map((number) => ({
          Email: `${number}@${group}.example.com`,
          FirstName: 'A',
          LastName: number,
          Company: 'Acme',
          City: city,
        })),
      );
    }
  }

  async function editAll(from: Case['from'], group: string): Promise<void> {
    if (from === 'hub') {
      const ids = (await contacts(group)).map((contact) => contact.id);
      for (let start = 0; start < ids.length; start += 100) {
        const inputs = ids.slice(start, start + 100).map((id) => ({ id, properties: { city: 'new' } }));
        const url = `${world.hub.simulator.url}/crm/v3/objects/contacts/batch/update`;
        await call(url, 'POST', { inputs }, { authorization: 'Bearer pat-sandbox' });
      }
    } else {
      for (const lead of await leads(group)) await world.force.edit('Lead', lead.Id, { City: 'new' });
    }
  }

  const contacts = async (group: string) =>
    (await world.hub.records('contacts')).filter(
      (contact) => !contact.archived && contact.properties['email']?.endsWith(`@${group}.example.com`),
    );
  const leads = async (group: string) =>
    (await world.force.records('Lead')).filter(
      (lead) => !lead.IsDeleted && String(lead['Email']).endsWith(`@${group}.example.com`),
    );

  async function expectAll(group: string, item: Case): Promise<void> {
    const people = peopleIn(item);
    const [left, right] = [await contacts(group), await leads(group)];
    expect(new Set(left.map((contact) => contact.properties['email'])).size).to.equal(people);
    expect(new Set(right.map((lead) => lead['Email'])).size).to.equal(people);
    expect([left.length, right.length], 'contacts and Leads').to.deep.equal([people, people]);
    const behind = [
      ...left.filter((contact) => contact.properties['city'] !== 'new').map((contact) => contact.id),
      ...right.filter((lead) => lead['City'] !== 'new').map((lead) => lead.Id),
    ];
    expect(behind, 'records without the new value').to.deep.equal([]);
  }

  /** Brings both sides together; what vendors ask to wait passes in no time. */
  async function syncAll(options: { readonly full: boolean }): Promise<SyncReport> {
    const ended = new AbortController();
    const time = (async () => {
      while (!ended.signal.aborted) {
        await letWaitsPass();
        await sleep(100);
      }
    })();
    try {
      return await world.runtime.operations.sync(options);
    } finally {
      ended.abort();
      await time;
    }
  }

  /** As if the minutes that vendors ask to wait, and those in which their calls are counted, had gone by. */
  async function letWaitsPass(): Promise<void> {
    const { db } = world.runtime;
    await sql`update intent set due_at = now() where state = 'due' and due_at > now()`.execute(db);
    await sql`update intent set lease_until = now()
      where state = 'sent' and lease_by is null and lease_until > now()`.execute(db);
    await sql`update inbox set due_at = now() where due_at > now()`.execute(db);
    await sql`delete from budget`.execute(db);
    await resumeConnection(db, 'hubspot');
    await resumeConnection(db, 'salesforce');
    for (const { stage, lane, partition } of await dueWork(db, new Date()))
      world.runtime.engine.ring({ stage, lane: lane as Lane, partition });
  }
});
