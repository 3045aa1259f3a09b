import { expect } from 'chai';
import { call } from '../support/people.ts';
import { BREAKER_FLOOR, writesIn, type Harness } from '../support/harness.ts';
import { describeShapes } from './shapes.ts';
import { eventually, inForce, inHub, only } from './views.ts';

/** More than goes without being asked about. */
const CROWD = BREAKER_FLOOR + 40;
const MANY = BREAKER_FLOOR + 20;

const person = (number: number): Record<string, string> => ({
  email: `person-${number}@example.com`,
  lastname: `Last ${number}`,
  company: 'Engines',
  city: 'London',
});

/** Puts people into the marketing system without anybody telling of it. */
async function putPeople(world: Harness, from: number, count: number): Promise<readonly string[]> {
  const people = Array.from({ length: count }, (_, index) => ({ properties: person(from + index) }));
  const { ids } = (await call(`${world.hub.simulator.url}/_sim/records/contacts`, 'POST', people)) as {
    ids: readonly string[];
  };
  return ids;
}

/** A mass edit in the marketing system that no webhook tells of: a poll finds it. */
async function editAll(
  world: Harness,
  ids: readonly string[],
  fields: Record<string, string>,
): Promise<void> {
  await world.hub.control.post('webhooks', { url: null });
  for (let start = 0; start < ids.length; start += 50)
    await Promise.all(ids.slice(start, start + 50).map((id) => world.hub.edit('contacts', id, fields)));
}

const held = async (world: Harness) => only(await world.runtime.operations.breakers());
const forceWrites = async (world: Harness): Promise<number> => writesIn((await world.calls()).force);
const cities = async (world: Harness): Promise<ReadonlyMap<unknown, number>> =>
  new Map(
    [...Map.groupBy(await inForce(world, 'Lead'), (lead) => lead['City'])].map(([key, all]) => [
      key,
      all.length,
    ]),
  );

describeShapes(
  'a mass change',
  function (world) {
    describe(`that would blank a field of ${CROWD} Leads`, () => {
      let ids: readonly string[];
      beforeEach(async function () {
        this.timeout(120_000);
        ids = await putPeople(world, 0, CROWD);
        await world.settleAll();
        expect(await cities(world)).to.deep.equal(new Map([['London', CROWD]]));
        await editAll(world, ids, { city: '' });
        await world.forgetCalls();
        await world.settle();
      });

      it('is stopped before the first write, and other changes keep flowing', async () => {
        expect(await forceWrites(world)).to.equal(0);
        const breaker = await held(world);
        expect(breaker).to.include({ system: 'salesforce', lane: 'live', kind: 'blank', waiting: CROWD });
        expect(breaker.fields).to.deep.equal([{ field: 'city', changes: CROWD }]);
        expect(breaker.sample[0]?.changes).to.deep.equal([{ field: 'city', from: 'London', to: null }]);

        const ada = await world.hub.create('contacts', { email: 'ada@example.com', lastname: 'Byron' });
        await world.settle();
        await world.hub.edit('contacts', ada, { city: 'London' });
        await world.settle();
        const lead = (await inForce(world, 'Lead')).find((each) => each['Email'] === 'ada@example.com');
        expect(lead).to.include({ City: 'London' });
        await world.force.edit('Lead', lead!.Id, { City: 'Torquay' });
        await world.settle();
        expect((await inHub(world, 'contacts')).find((each) => each.id === ada)?.properties['city']).to.equal(
          'Torquay',
        );
        expect((await cities(world)).get('London')).to.equal(CROWD);
      });

      it('is sent whole when a person releases it, and as much passes the next time', async function () {
        this.timeout(120_000);
        const { id } = await held(world);
        expect(await world.runtime.operations.releaseBreaker(id)).to.deep.equal({
          kind: 'released',
          changes: CROWD,
        });
        await eventually(async () => (await cities(world)).get(null) === CROWD, 60_000);
        expect(await world.runtime.operations.breakers()).to.deep.equal([]);
      });

      it('is dropped when a person discards it: no later sync sends it, and later edits flow', async function () {
        this.timeout(120_000);
        const { id } = await held(world);
        expect(await world.runtime.operations.discardBreaker(id)).to.deep.equal({
          kind: 'discarded',
          changes: CROWD,
        });
        await world.settle();
        await world.settleAll();
        expect(await forceWrites(world)).to.equal(0);
        expect(await cities(world)).to.deep.equal(new Map([['London', CROWD]]));
        expect(await world.runtime.operations.breakers()).to.deep.equal([]);

        await world.hub.edit('contacts', ids[0]!, { city: 'Torquay' });
        await world.settle();
        expect((await cities(world)).get('Torquay')).to.equal(1);
      });

      it('is not let through by a full sync in another lane', async function () {
        this.timeout(120_000);
        await world.settleAll();
        expect(await forceWrites(world)).to.equal(0);
        expect(await held(world)).to.include({ lane: 'live', waiting: CROWD });
      });
    });

    it('of owners is stopped before the first write', async function () {
      this.timeout(120_000);
      const { results } = (await call(`${world.hub.simulator.url}/crm/v3/owners`, 'GET', undefined, {
        authorization: 'Bearer pat-sandbox',
      })) as { results: { id: string; email: string }[] };
      const ownerOf = (name: string): string =>
        results.find((owner) => owner.email === `${name}.rep@example.com`)?.id ?? '';
      const ids = await putPeople(world, 0, MANY);
      await editAll(world, ids, { hubspot_owner_id: ownerOf('sam') });
      await world.settleAll();
      await editAll(world, ids, { hubspot_owner_id: ownerOf('alex') });
      await world.forgetCalls();
      await world.settle();
      expect(await forceWrites(world)).to.equal(0);
      expect(await held(world)).to.include({ system: 'salesforce', kind: 'owner', waiting: MANY });
    });

    it('of creates is wanted in the first full sync, and stopped afterwards until a person says so', async function () {
      this.timeout(120_000);
      await putPeople(world, 0, MANY);
      await world.settleAll();
      expect(await inForce(world, 'Lead')).to.have.length(MANY);
      expect(await world.runtime.operations.breakers()).to.deep.equal([]);

      await putPeople(world, MANY, MANY);
      const { breakers } = await world.runtime.operations.sync({ full: true });
      expect(only(breakers)).to.include({ system: 'salesforce', kind: 'create' });
      const { id, waiting } = await held(world);
      const made = (await inForce(world, 'Lead')).length;
      expect(made).to.be.lessThan(MANY + BREAKER_FLOOR + 1);
      expect(made + waiting).to.equal(2 * MANY);

      await world.runtime.operations.discardBreaker(id);
      await world.settleAll();
      expect(await inForce(world, 'Lead')).to.have.length(made);

      await world.runtime.operations.releaseBreaker(id);
      await eventually(async () => (await inForce(world, 'Lead')).length === 2 * MANY, 60_000);
      expect(await world.runtime.operations.breakers()).to.deep.equal([]);
    });
  },
  ['embedded'],
  'people',
);
