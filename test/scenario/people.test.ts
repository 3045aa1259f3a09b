import { expect } from 'chai';
import { openHarness, type Harness } from '../support/harness.ts';

describe('people and companies kept in step', function () {
  this.timeout(120_000);
  let world: Harness;
  beforeEach(async () => {
    world = await openHarness();
  });
  afterEach(() => world.close());

  const leads = async () => (await world.force.records('Lead')).filter((lead) => !lead.IsDeleted);
  const contacts = async () => (await world.hub.records('contacts')).filter((contact) => !contact.archived);

  it('makes a Lead of a new HubSpot contact, and carries an edit of the Lead back', async () => {
    const contact = await world.hub.create('contacts', { email: 'ada@example.com', firstname: 'Ada', lastname: 'Byron', company: 'Engines' });
    await world.settle();
    const [lead, ...others] = await leads();
    expect(others).to.deep.equal([]);
    expect(lead).to.include({ Email: 'ada@example.com', FirstName: 'Ada', LastName: 'Byron', Company: 'Engines' });

    await world.force.edit('Lead', lead!.Id, { Phone: '+44 20 7946 0000' });
    await world.settle();
    const [after] = await contacts();
    expect(after).to.deep.include({ id: contact });
    expect(after!.properties['phone']).to.equal('+44 20 7946 0000');
  });
});
