import { expect } from 'chai';
import { openHarness, type Harness } from '../support/harness.ts';
import { newPostgresDatabase } from '../support/postgres-database.ts';
import { eventually, inForce, inHub, only } from './views.ts';

const ADA = { LastName: 'Byron', Email: 'ada@example.com', Company: 'Engines', Title: 'Countess' };

const listeners = async (world: Harness): Promise<number> =>
  (await world.force.control.get<{ clients: number }>('cdc')).clients;
/** Channels are subscribed one by one: what happens before that of leads is told by nobody. */
const hearsLeads = async (world: Harness): Promise<boolean> =>
  (await world.force.control.get<{ channels: readonly string[] }>('cdc')).channels.includes(
    '/data/LeadChangeEvent',
  );
const titles = async (world: Harness) =>
  (await inHub(world, 'contacts')).map((contact) => contact.properties['jobtitle']);

describe('the stream of changes in Salesforce', function () {
  this.timeout(60_000);
  let world: Harness;
  before(async () => {
    world = await openHarness({ stream: true });
    await eventually(() => hearsLeads(world));
  });
  after(() => world.close());

  it('brings a change across without a poll', async () => {
    const lead = await world.force.create('Lead', ADA);
    await eventually(async () => (await titles(world)).includes('Countess'));
    await world.force.edit('Lead', lead, { Title: 'Programmer' });
    await eventually(async () => (await titles(world)).includes('Programmer'));
    expect(await titles(world)).to.deep.equal(['Programmer']);
  });

  it('is made up for by a poll when it tells that events are lost', async () => {
    await world.force.control.post('cdc', { entities: [] });
    const lead = only(await inForce(world, 'Lead'));
    await world.force.edit('Lead', lead.Id, { Title: 'Analyst' });
    await world.force.control.post('cdc', { entities: ['Lead', 'Contact', 'Account'] });
    await world.force.control.post('cdc', { overflow: { entity: 'Lead' } });
    await eventually(async () => (await titles(world)).includes('Analyst'));
  });

  it('goes on where it was after Salesforce has forgotten who listens', async () => {
    await world.force.control.post('cdc', { forgetClients: true });
    const lead = only(await inForce(world, 'Lead'));
    await world.force.edit('Lead', lead.Id, { Title: 'Poet' });
    await eventually(async () => (await titles(world)).includes('Poet'));
  });
});

describe('the stream of changes, with several workers', function () {
  this.timeout(60_000);
  let world: Harness | null = null;
  before(async function () {
    const database = await newPostgresDatabase();
    if (database.kind === 'unavailable') {
      console.log(`      left out: ${database.reason}`);
      return this.skip();
    }
    world = await openHarness({ stream: true, databaseUrl: database.url });
  });
  after(() => world?.close());

  it('is followed by one of them', async () => {
    const here = opened(world);
    await eventually(() => hearsLeads(here));
    const another = await here.anotherWorker();
    try {
      await here.force.create('Lead', ADA);
      await eventually(async () => (await titles(here)).length === 1);
      expect(await listeners(here)).to.equal(1);
    } finally {
      await another.close();
    }
  });
});

function opened(world: Harness | null): Harness {
  if (world === null) throw new Error('the world was not opened');
  return world;
}
