import { expect } from 'chai';
import { SHAPES } from '../support/shape.ts';
import { describeShapes } from './shapes.ts';
import { delivered, inForce, inHub, only, why } from './views.ts';

const ADA = { email: 'ada@example.com', firstname: 'Ada', lastname: 'Byron', company: 'Engines' };

describeShapes(
  'a Lead that sales converts',
  (world) => {
    it('is followed to the Contact: its Account, later edits and the old Lead', async () => {
      const contact = await world.hub.create('contacts', ADA);
      await world.settle();
      const lead = only(await inForce(world, 'Lead'));
      await world.force.convert(lead.Id);
      await world.settle();
      const sold = only(await inForce(world, 'Contact'));
      const { links } = await why(world, contact);
      expect(links.map(({ object, endedWhy }) => [object, endedWhy])).to.have.deep.members([
        ['contacts', null],
        ['Lead', 'converted'],
        ['Contact', null],
      ]);
      const company = only(await inHub(world, 'companies'));
      expect(only(await inHub(world, 'contacts')).properties['associatedcompanyid']).to.equal(company.id);

      await world.hub.edit('contacts', contact, { jobtitle: 'Countess' });
      await world.settle();
      expect(only(await inForce(world, 'Contact'))).to.include({ Id: sold.Id, Title: 'Countess' });
      await world.force.edit('Contact', sold.Id, { MailingCity: 'London' });
      await world.settle();
      expect(only(await inHub(world, 'contacts')).properties['city']).to.equal('London');
    });

    it('gets what was queued for the Lead on the Contact', async () => {
      const contact = await world.hub.create('contacts', ADA);
      await world.settle();
      const lead = only(await inForce(world, 'Lead'));
      await world.force.control.post('faults', {
        method: 'PATCH',
        path: 'composite/sobjects',
        effect: { kind: 'vendor', name: 'lock-row' },
      });
      await world.hub.edit('contacts', contact, { jobtitle: 'Countess' });
      await world.webhooksArrived();
      await world.force.convert(lead.Id);
      await world.settle();
      expect(only(await inForce(world, 'Contact'))['Title']).to.equal('Countess');
      expect(await inHub(world, 'contacts')).to.have.length(1);
    });
  },
  SHAPES,
);

describeShapes('records that people merge', (world) => {
  it('keeps one primary Lead when two HubSpot contacts with a Lead each become one', async () => {
    const first = await world.hub.create('contacts', ADA);
    const second = await world.hub.create('contacts', { ...ADA, email: 'ada@home.example' });
    await world.settle();
    expect(await inForce(world, 'Lead')).to.have.length(2);
    await world.hub.merge('contacts', first, second);
    await world.settle();
    const survivor = only(await inHub(world, 'contacts'));
    expect(await inForce(world, 'Lead')).to.have.length(2);
    const { links } = await why(world, survivor.id);
    const leads = links.filter((link) => link.object === 'Lead');
    expect(leads.map((lead) => lead.primary)).to.have.members([true, false]);

    await world.hub.edit('contacts', survivor.id, { jobtitle: 'Countess' });
    await world.settle();
    const primary = leads.find((lead) => lead.primary);
    const after = (await inForce(world, 'Lead')).find((lead) => lead.Id === primary!.id);
    expect(after!['Title']).to.equal('Countess');
    expect(await inHub(world, 'contacts')).to.have.length(1);
  });

  it('follows two merged Leads to the one that is left', async () => {
    await world.hub.create('contacts', ADA);
    await world.hub.create('contacts', { ...ADA, email: 'ada@home.example' });
    await world.settle();
    const [winner, loser] = await inForce(world, 'Lead');
    await world.force.merge('Lead', winner!.Id, loser!.Id);
    await world.settle();
    expect(only(await inForce(world, 'Lead')).Id).to.equal(winner!.Id);
    const { links } = await why(world, winner!.Id);
    expect(
      links.filter((link) => link.endedWhy === null).map(({ object, primary }) => [object, primary]),
    ).to.have.deep.members([
      ['Lead', true],
      ['contacts', true],
      ['contacts', false],
    ]);
    const before = await delivered(world);
    await world.settle();
    expect(await delivered(world)).to.deep.equal(before);
  });

  it('goes on with a Lead merged into one that Leadloop never saw', async () => {
    const contact = await world.hub.create('contacts', ADA);
    await world.settle();
    const lead = only(await inForce(world, 'Lead'));
    const other = await world.force.create('Lead', { LastName: 'Lovelace', Company: 'Engines' });
    await world.force.merge('Lead', other, lead.Id);
    await world.settle();
    await world.hub.edit('contacts', contact, { jobtitle: 'Countess' });
    await world.settle();
    expect(only(await inForce(world, 'Lead'))).to.include({ Id: other, Title: 'Countess' });
    expect(await inHub(world, 'contacts')).to.have.length(1);
  });
});

describeShapes('records that people delete', (world) => {
  it('leaves the Lead of a deleted contact alone and makes the contact no second time', async () => {
    const contact = await world.hub.create('contacts', ADA);
    await world.settle();
    await world.hub.remove('contacts', contact);
    await world.settle();
    await world.force.edit('Lead', only(await inForce(world, 'Lead')).Id, { Title: 'Countess' });
    await world.settle();
    await world.settleAll();
    expect(await inForce(world, 'Lead')).to.have.length(1);
    expect(await inHub(world, 'contacts')).to.deep.equal([]);
  });

  it('leaves the contact of a deleted Lead alone, and takes up again a Lead that is restored', async () => {
    const contact = await world.hub.create('contacts', ADA);
    await world.settle();
    const lead = only(await inForce(world, 'Lead'));
    await world.force.remove('Lead', lead.Id);
    await world.settle();
    await world.hub.edit('contacts', contact, { jobtitle: 'Countess' });
    await world.settle();
    expect(await inForce(world, 'Lead')).to.deep.equal([]);
    expect(await inHub(world, 'contacts')).to.have.length(1);

    await world.force.control.post('undelete', { type: 'Lead', id: lead.Id });
    await world.settle();
    expect(only(await inForce(world, 'Lead'))).to.include({ Id: lead.Id, Title: 'Countess' });
    expect(await inHub(world, 'contacts')).to.have.length(1);
  });
});
