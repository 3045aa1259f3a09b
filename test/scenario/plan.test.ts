import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { SyncPlan } from '../../src/domain/sync-plan.ts';
import { beginApply } from '../../src/ledger/applied-plans.ts';
import { writePlanFile } from '../../src/runtime/plan/plan-file.ts';
import { writesIn, type Harness } from '../support/harness.ts';
import { SHAPES } from '../support/shape.ts';
import { describeShapes } from './shapes.ts';
import { eventually, inForce, inHub } from './views.ts';

const PEOPLE = 120;
const EDITED = 20;

describeShapes(
  'a plan of what would change',
  (world) => {
    let folder: string;
    before(async () => (folder = await mkdtemp(join(tmpdir(), 'leadloop-plan-'))));
    after(() => rm(folder, { recursive: true, force: true }));

    const makePlan = (): Promise<SyncPlan> => world.runtime.operations.plan({ selection: { kind: 'all' } });

    async function apply(plan: SyncPlan) {
      const file = join(folder, `${plan.id}.json`);
      await writePlanFile(file, plan);
      return world.runtime.operations.apply({ file });
    }

    it('is exact, is carried out, is then empty, and is undone to what was before', async function () {
      this.timeout(180_000);
      const { contacts, leads } = await inStep(world, PEOPLE);
      for (const [index, id] of contacts.slice(0, EDITED / 2).entries())
        await world.hub.edit('contacts', id, { jobtitle: `Here ${index}` });
      for (const [index, id] of leads.slice(-EDITED / 2).entries())
        await world.force.edit('Lead', id, { City: `There ${index}` });
      const before = await mapped(world);
      await world.forgetCalls();

      const plan = await makePlan();
      expect(await written(world)).to.deep.equal([0, 0]);
      expect(await mapped(world)).to.deep.equal(before);
      expect(plan.writes).to.have.length(EDITED);
      const toLeads = plan.writes.filter((write) => write.system === 'salesforce');
      expect(toLeads.map((write) => write.after).toSorted(byText)).to.deep.equal(
        Array.from({ length: EDITED / 2 }, (_, index) => ({ Title: `Here ${index}` })).toSorted(byText),
      );
      expect(toLeads.every((write) => write.before['Title'] === 'Old')).to.equal(true);
      const toContacts = plan.writes.filter((write) => write.system === 'hubspot');
      expect(toContacts.map((write) => write.after).toSorted(byText)).to.deep.equal(
        Array.from({ length: EDITED / 2 }, (_, index) => ({ city: `There ${index}` })).toSorted(byText),
      );
      expect(plan.conflicts).to.deep.equal([]);

      const applied = await apply(plan);
      expect(applied).to.include({ planned: EDITED, written: EDITED });
      expect((await makePlan()).writes).to.deep.equal([]);
      // Told again, it only says what it has done.
      expect(await apply(plan)).to.deep.equal(applied);

      const undone = await world.runtime.operations.undo({ plan: plan.id });
      expect(undone).to.deep.equal({ plan: plan.id, restored: EDITED, left: [], made: [] });
      expect(await mapped(world)).to.deep.equal(before);
      expect((await makePlan()).writes).to.deep.equal([]);
    });

    it('counts the calls that carrying it out takes', async () => {
      await unseen(world);
      await seed(world, 250);
      const plan = await makePlan();
      const [cost] = plan.cost;
      expect(plan.cost).to.have.length(1);
      expect(cost).to.include({ system: 'salesforce', writes: 250, calls: 1 });
      await world.forgetCalls();
      await apply(plan);
      // One more where the machine is so slow that writes do not wait for each other any longer.
      const [, toSalesforce] = await written(world);
      expect(toSalesforce).to.be.within(1, 2);
    });

    it('goes on where it was when it was cut off', async () => {
      const { contacts } = await inStep(world, 4);
      for (const id of contacts) await world.hub.edit('contacts', id, { jobtitle: 'CEO' });
      const plan = await makePlan();
      const { db, engine } = world.runtime;
      await beginApply(db, plan, 'test', new Date());
      const ref = { system: 'hubspot', object: 'contacts', id: contacts[0] ?? '' };
      await engine.sink.store([{ ref, origin: 'scan', lane: 'bulk', snapshot: null, occurredAt: null }]);
      await eventually(async () => (await makePlan()).writes.length === 3);
      expect(await apply(plan)).to.deep.include({ planned: 4, written: 4, left: [] });
      const leads = await inForce(world, 'Lead');
      expect(leads.map((lead) => lead['Title'])).to.deep.equal(['CEO', 'CEO', 'CEO', 'CEO']);
    });

    it('is refused when the world has moved, and then writes nothing', async () => {
      const { contacts } = await inStep(world, 3);
      const [first = '', second = ''] = contacts;
      await world.hub.edit('contacts', first, { jobtitle: 'CEO' });
      const plan = await makePlan();
      await world.hub.edit('contacts', second, { jobtitle: 'CFO' });
      const before = await mapped(world);
      await expectRefusal(apply(plan), /no longer holds.*is new.*Nothing was written/u);
      await world.hub.edit('contacts', second, { jobtitle: 'Old' });
      await world.hub.edit('contacts', first, { jobtitle: 'Chair' });
      await expectRefusal(apply(plan), /is different now/u);
      await world.hub.edit('contacts', first, { jobtitle: 'Old' });
      await expectRefusal(apply(plan), /is not needed any more/u);
      expect((await mapped(world)).leads).to.deep.equal(before.leads);
    });

    it('is refused when it was made with other mappings', async () => {
      await inStep(world, 1);
      const plan = await makePlan();
      await expectRefusal(
        apply({ ...plan, mappingVersion: 'another' }),
        /version another of the configuration/u,
      );
    });

    it('shows conflicts with both values, and who wins', async () => {
      const { contacts, leads } = await inStep(world, 1);
      await world.hub.edit('contacts', contacts[0] ?? '', { jobtitle: 'CEO' });
      await world.force.edit('Lead', leads[0] ?? '', { Title: 'Chair' });
      const { conflicts, writes } = await makePlan();
      expect(writes).to.have.length(1);
      expect(conflicts).to.have.length(1);
      expect(conflicts[0]?.field).to.equal('jobTitle');
      expect(conflicts[0]?.winner).to.be.oneOf(['hubspot', 'salesforce']);
      expect(
        conflicts[0]?.sides.map((side) => [side.ref.system, side.value, side.base]).toSorted(),
      ).to.deep.equal([
        ['hubspot', 'CEO', 'Old'],
        ['salesforce', 'Chair', 'Old'],
      ]);
      expect((await world.runtime.operations.status()).conflicts).to.equal(0);
    });

    it('looks at one person, or at the first records only', async () => {
      const { contacts } = await inStep(world, 5);
      for (const id of contacts) await world.hub.edit('contacts', id, { jobtitle: 'CEO' });
      const one = await world.runtime.operations.plan({
        selection: { kind: 'record', needle: 'plan-3@example.com' },
      });
      expect(one.writes.map((write) => write.sources.map((ref) => ref.id))).to.deep.equal([[contacts[3]]]);
      const some = await world.runtime.operations.plan({ selection: { kind: 'sample', records: 2 } });
      expect(some.writes).to.have.length(2);
      await expectRefusal(
        world.runtime.operations.plan({ selection: { kind: 'record', needle: 'nobody@example.com' } }),
        /knows no record of "nobody@example.com"/u,
      );
    });

    it('leaves on undo what somebody has changed since, and tells it', async () => {
      const { contacts, leads } = await inStep(world, 2);
      for (const id of contacts) await world.hub.edit('contacts', id, { jobtitle: 'CEO', city: 'Graz' });
      const plan = await makePlan();
      await apply(plan);
      const [first = '', second = ''] = leads;
      await world.force.edit('Lead', first, { Title: 'Chair' });
      const undone = await world.runtime.operations.undo({ plan: plan.id });
      expect(undone.restored).to.equal(1);
      expect(undone.left).to.deep.equal([
        { system: 'salesforce', object: 'Lead', record: first, fields: ['Title'], why: 'changed since' },
      ]);
      const after = new Map((await inForce(world, 'Lead')).map((lead) => [lead.Id, lead]));
      expect(after.get(first)).to.include({ Title: 'Chair', City: null });
      expect(after.get(second)).to.include({ Title: 'Old', City: null });
    });

    it('holds newcomers beside the people who are known', async () => {
      await inStep(world, 3);
      await seed(world, 2, 'newcomer');
      const plan = await makePlan();
      expect(plan.writes.map((write) => [write.kind, write.after['Email']]).toSorted()).to.deep.equal([
        ['create', 'newcomer-0@example.com'],
        ['create', 'newcomer-1@example.com'],
      ]);
    });

    it('keeps on undo the records it made', async () => {
      await unseen(world);
      await seed(world, 2);
      const plan = await makePlan();
      expect(plan.writes.map((write) => write.kind)).to.deep.equal(['create', 'create']);
      await apply(plan);
      const undone = await world.runtime.operations.undo({ plan: plan.id });
      const leads = await inForce(world, 'Lead');
      expect(undone.made.map((ref) => ref.id).toSorted()).to.deep.equal(leads.map((lead) => lead.Id));
    });

    it('is not found when it was never applied', async () => {
      await expectRefusal(
        world.runtime.operations.undo({ plan: 'nonsense' }),
        /no plan nonsense was applied/u,
      );
    });
  },
  SHAPES,
  'people',
);

/** From now on nobody tells Leadloop what people do. */
const unseen = (world: Harness): Promise<void> => world.hub.control.post('webhooks', { url: null });

async function seed(world: Harness, people: number, name = 'plan'): Promise<void> {
  await world.hub.control.post(
    'records/contacts',
    Array.from({ length: people }, (_, index) => ({
      properties: {
        email: `${name}-${index}@example.com`,
        lastname: `Person ${index}`,
        company: 'Plans',
        jobtitle: 'Old',
      },
    })),
  );
}

/** Contacts and their Leads, in the same order, in step; what people do afterwards is told to nobody. */
async function inStep(world: Harness, people: number) {
  await unseen(world);
  await seed(world, people);
  await world.settleAll();
  const contacts = (await inHub(world, 'contacts')).toSorted(
    (a, b) => numberOf(a.properties['email']) - numberOf(b.properties['email']),
  );
  const leads = (await inForce(world, 'Lead')).toSorted(
    (a, b) => numberOf(a['Email']) - numberOf(b['Email']),
  );
  expect(leads).to.have.length(people);
  return { contacts: contacts.map((contact) => contact.id), leads: leads.map((lead) => lead.Id) };
}

const numberOf = (email: unknown): number => Number(/plan-(\d+)@/u.exec(String(email))?.[1]);

/** What the records hold in the fields that are kept in step here. */
async function mapped(world: Harness) {
  return {
    contacts: (await inHub(world, 'contacts')).map(({ id, properties }) => [
      id,
      ...['email', 'firstname', 'lastname', 'jobtitle', 'company', 'city', 'phone'].map(
        (name) => properties[name] ?? null,
      ),
    ]),
    leads: (await inForce(world, 'Lead')).map((lead) =>
      ['Id', 'Email', 'FirstName', 'LastName', 'Title', 'Company', 'City', 'Phone'].map(
        (name) => lead[name] ?? null,
      ),
    ),
  };
}

/** Calls that wrote something, in HubSpot and in Salesforce. */
async function written(world: Harness): Promise<readonly number[]> {
  const { hub, force } = await world.calls();
  return [writesIn(hub), writesIn(force)];
}

const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

async function expectRefusal(work: Promise<unknown>, words: RegExp): Promise<void> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(String(error)).to.match(words);
}
