import { expect } from 'chai';
import { findEntities } from '../../src/ledger/history.ts';
import { readStandings } from '../../src/ledger/standings.ts';
import { openHarness, type Harness } from '../support/harness.ts';
import { eventually, inForce, inHub, only } from './views.ts';

const ADA = 'ada@acme.example';

describe('an opportunity that sales makes', function () {
  this.timeout(60_000);
  let world: Harness;
  before(async () => {
    world = await openHarness();
  });
  after(() => world.close());
  beforeEach(() => world.reset());

  const stage = async (): Promise<string | undefined> => {
    const ids = await findEntities(world.runtime.db, ADA);
    return [...(await readStandings(world.runtime.db, ids)).values()][0]?.stage;
  };
  const untilIn = async (wanted: string): Promise<void> => {
    await world.settle();
    await eventually(async () => (await stage()) === wanted);
    await world.settle();
  };

  it('is heard for the person who has a role in it, from the first day until it is won', async () => {
    const account = await world.force.create('Account', { Name: 'Acme' });
    const contact = await world.force.create('Contact', {
      LastName: 'Byron',
      Email: ADA,
      AccountId: account,
    });
    await untilIn('inquiry');
    const opportunity = await world.force.create('Opportunity', {
      Name: 'Engines',
      AccountId: account,
      StageName: 'Prospecting',
      CloseDate: '2026-12-31',
    });
    await world.force.create('OpportunityContactRole', { OpportunityId: opportunity, ContactId: contact });
    await untilIn('opportunity');
    await world.force.edit('Opportunity', opportunity, { StageName: 'Closed Won' });
    await untilIn('customer');
    expect(only(await inHub(world, 'contacts')).properties).to.include({ lifecyclestage: 'customer' });
    expect(await inForce(world, 'OpportunityContactRole')).to.have.length(1);
    expect(Object.values(await world.settle()).every((count) => count === 0)).to.equal(true);
  });

  it('is heard when it comes with the conversion of a lead', async () => {
    await world.hub.create('contacts', { email: ADA, lastname: 'Byron', company: 'Acme' });
    await untilIn('inquiry');
    await world.force.convert(only(await inForce(world, 'Lead')).Id);
    await untilIn('opportunity');
    expect(await inForce(world, 'Opportunity')).to.have.length(1);
    expect(await inForce(world, 'OpportunityContactRole')).to.have.length(1);
  });
});
