import { expect } from 'chai';
import { openHarness, type Harness } from '../support/harness.ts';
import { editedMappings } from './edited-mappings.ts';
import { inForce, inHub, only, why } from './views.ts';

const ADA = { email: 'ada@example.com', firstname: 'Ada', lastname: 'Byron', company: 'Engines' };

describe('a mapping that leaves choices to people', function () {
  this.timeout(60_000);
  let mappings: Awaited<ReturnType<typeof editedMappings>>;
  let world: Harness;

  before(async () => {
    mappings = await editedMappings({
      'on-delete: unlink': 'on-delete: park',
      '    hubspot: jobtitle\n': '    authority: manual\n    hubspot: jobtitle\n',
    });
    world = await openHarness({ configDir: mappings.folder });
  });
  beforeEach(() => world.reset());
  after(async () => {
    await world.close();
    await mappings.remove();
  });

  it('writes neither of two different values, says so, and goes on once a person has set one side right', async () => {
    const contact = await world.hub.create('contacts', { ...ADA, jobtitle: 'Countess' });
    await world.settle();
    await world.hub.control.post('webhooks', { lose: 1 });
    const lead = only(await inForce(world, 'Lead'));
    await world.force.edit('Lead', lead.Id, { Title: 'Lady' });
    await world.hub.edit('contacts', contact, { jobtitle: 'Programmer' });
    await world.settle();
    const titles = async () => [
      only(await inHub(world, 'contacts')).properties['jobtitle'],
      only(await inForce(world, 'Lead'))['Title'],
    ];
    expect(await titles()).to.deep.equal(['Programmer', 'Lady']);
    expect(only((await why(world, contact)).conflicts)).to.include({ field: 'jobTitle', state: 'open' });

    await world.force.edit('Lead', lead.Id, { City: 'London' });
    await world.settle();
    expect(only(await inHub(world, 'contacts')).properties['city']).to.equal('London');
    expect(await titles()).to.deep.equal(['Programmer', 'Lady']);

    await world.force.edit('Lead', lead.Id, { Title: 'Programmer' });
    await world.settle();
    expect(await titles()).to.deep.equal(['Programmer', 'Programmer']);
    expect(only((await why(world, contact)).conflicts)).to.include({ field: 'jobTitle', state: 'agreed' });
  });

  it('tells of a record that was deleted on one side, and of it no more once its twin is deleted, too', async () => {
    const contact = await world.hub.create('contacts', ADA);
    await world.settle();
    await world.force.remove('Lead', only(await inForce(world, 'Lead')).Id);
    await world.settle();
    expect(await inHub(world, 'contacts')).to.have.length(1);
    expect(await inForce(world, 'Lead')).to.have.length(0);
    expect(only((await why(world, contact)).failures)).to.include({
      code: 'DELETED_THERE',
      system: 'salesforce',
    });

    await world.hub.remove('contacts', contact);
    await world.settle();
    expect((await why(world, contact)).failures).to.deep.equal([]);
  });
});
