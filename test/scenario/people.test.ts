import { expect } from 'chai';
import { SHAPES } from '../support/shape.ts';
import { describeShapes } from './shapes.ts';
import { inForce, inHub, only, why } from './views.ts';

const ADA = { email: 'ada@example.com', firstname: 'Ada', lastname: 'Byron', company: 'Engines' };

describeShapes(
  'people kept in step',
  (world) => {
    it('makes a Lead of a new HubSpot contact, and carries an edit of the Lead back', async () => {
      const contact = await world.hub.create('contacts', ADA);
      await world.settle();
      const lead = only(await inForce(world, 'Lead'));
      expect(lead).to.include({
        Email: 'ada@example.com',
        FirstName: 'Ada',
        LastName: 'Byron',
        Company: 'Engines',
      });

      await world.force.edit('Lead', lead.Id, { Phone: '+44 20 7946 0000' });
      await world.settle();
      const after = only(await inHub(world, 'contacts'));
      expect(after.id).to.equal(contact);
      expect(after.properties['phone']).to.equal('+44 20 7946 0000');
    });

    it('makes a HubSpot contact of a new Lead, and carries an edit of the contact back', async () => {
      const lead = await world.force.create('Lead', {
        Email: 'grace@example.com',
        FirstName: 'Grace',
        LastName: 'Hopper',
        Company: 'Navy',
      });
      await world.settle();
      const contact = only(await inHub(world, 'contacts'));
      expect(contact.properties).to.include({
        email: 'grace@example.com',
        firstname: 'Grace',
        lastname: 'Hopper',
        company: 'Navy',
      });

      await world.hub.edit('contacts', contact.id, { jobtitle: 'Rear Admiral' });
      await world.settle();
      expect(only(await inForce(world, 'Lead'))).to.include({ Id: lead, Title: 'Rear Admiral' });
    });

    it('makes a second sync of 0 writes', async () => {
      await world.hub.create('contacts', ADA);
      await world.force.create('Lead', { LastName: 'Hopper', Company: 'Navy', Email: 'grace@example.com' });
      await world.settle();
      expect(await world.settle()).to.satisfy((writes: Record<string, number>) =>
        Object.values(writes).every((count) => count === 0),
      );
    });
  },
  SHAPES,
);

describeShapes('people with little to know them by', (world) => {
  it('takes a contact without an e-mail address across once', async () => {
    await world.hub.create('contacts', { firstname: 'Nemo', lastname: 'Captain', company: 'Nautilus' });
    await world.settle();
    await world.settle();
    expect(only(await inForce(world, 'Lead'))).to.include({
      FirstName: 'Nemo',
      LastName: 'Captain',
      Email: null,
    });
    expect(await inHub(world, 'contacts')).to.have.length(1);
  });

  it('gives a contact without a last name and company what Salesforce cannot do without', async () => {
    await world.hub.create('contacts', { email: 'noname@example.com' });
    await world.settle();
    expect(only(await inForce(world, 'Lead'))).to.include({
      LastName: '[not provided]',
      Company: '[not provided]',
    });
    expect(only(await inHub(world, 'contacts')).properties['lastname']).to.not.equal('[not provided]');
  });

  it('keeps two Leads with one e-mail address as two records of one person', async () => {
    const first = await world.force.create('Lead', {
      LastName: 'Twin',
      Company: 'A',
      Email: 'twin@example.com',
    });
    await world.settle();
    const second = await world.force.create('Lead', {
      LastName: 'Twin',
      Company: 'A',
      Email: 'twin@example.com',
    });
    await world.settle();
    expect(await inHub(world, 'contacts')).to.have.length(1);
    expect((await inForce(world, 'Lead')).map((lead) => lead.Id)).to.have.members([first, second]);
    const { links } = await why(world, 'twin@example.com');
    expect(links.map(({ object, primary }) => [object, primary])).to.have.deep.members([
      ['contacts', true],
      ['Lead', true],
      ['Lead', false],
    ]);
  });

  it('carries an owner across by e-mail address and leaves one without a twin alone', async () => {
    const { results } = (await (
      await fetch(`${world.hub.simulator.url}/crm/v3/owners`, {
        headers: { authorization: 'Bearer pat-sandbox' },
      })
    ).json()) as { results: { id: string; email: string }[] };
    const sam = results.find((owner) => owner.email === 'sam.rep@example.com');
    await world.hub.create('contacts', { ...ADA, hubspot_owner_id: sam!.id });
    await world.settle();
    const users = await world.force.records('User');
    const lead = only(await inForce(world, 'Lead'));
    expect(users.find((user) => user.Id === lead['OwnerId'])).to.include({ Email: 'sam.rep@example.com' });

    const alex = users.find((user) => user['Email'] === 'alex.rep@example.com');
    await world.force.edit('Lead', lead.Id, { OwnerId: alex!.Id });
    await world.settle();
    const owner = only(await inHub(world, 'contacts')).properties['hubspot_owner_id'];
    expect(results.find((each) => each.id === owner)).to.include({ email: 'alex.rep@example.com' });
  });
});

describeShapes('a value that is cleared', (world) => {
  it('is cleared on the other side where the mapping says so', async () => {
    const contact = await world.hub.create('contacts', { ...ADA, jobtitle: 'Analyst' });
    await world.settle();
    await world.hub.edit('contacts', contact, { jobtitle: '' });
    await world.settle();
    expect(only(await inForce(world, 'Lead'))['Title']).to.equal(null);
  });

  it('stays on the other side where the mapping keeps values, and comes back with neither side asking', async () => {
    const contact = await world.hub.create('contacts', ADA);
    await world.settle();
    await world.hub.edit('contacts', contact, { company: '' });
    await world.settle();
    expect(only(await inForce(world, 'Lead'))['Company']).to.equal('Engines');
    expect(only(await inHub(world, 'contacts')).properties['company'] ?? '').to.equal('');
    const lead = only(await inForce(world, 'Lead'));
    await world.force.edit('Lead', lead.Id, { Company: 'Analytical Engines' });
    await world.settle();
    expect(only(await inHub(world, 'contacts')).properties['company']).to.equal('Analytical Engines');
  });
});
