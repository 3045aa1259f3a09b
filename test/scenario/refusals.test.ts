import { expect } from 'chai';
import { SHAPES } from '../support/shape.ts';
import { describeShapes } from './shapes.ts';
import { callsMade, eventually, inForce, inHub, only, why } from './views.ts';
import { writesIn } from '../support/harness.ts';

const ADA = { email: 'ada@example.com', firstname: 'Ada', lastname: 'Byron', company: 'Engines' };

describeShapes('what Salesforce refuses', (world) => {
  const refuse = (pattern: string, location: 'page' | 'field' = 'page') =>
    world.force.control.post('rules', {
      validation: [
        { type: 'Lead', field: 'Title', pattern, message: 'Titles are spelled in full', location },
      ],
    });

  it('is parked with the words of Salesforce and what to do, and sent no second time unchanged', async () => {
    await refuse('^VP$');
    const contact = await world.hub.create('contacts', { ...ADA, jobtitle: 'VP' });
    await world.settle();
    const failure = only((await why(world, contact)).failures);
    expect(failure.message).to.include('Titles are spelled in full');
    expect(failure.fix).to.not.equal('');
    expect((await world.runtime.operations.status()).parked).to.equal(1);

    await world.forgetCalls();
    await world.settle();
    await world.settle();
    expect(writesIn((await world.calls()).force)).to.equal(0);

    await world.hub.edit('contacts', contact, { jobtitle: 'Vice President' });
    await world.settle();
    expect(only(await inForce(world, 'Lead'))['Title']).to.equal('Vice President');
    expect((await why(world, contact)).failures).to.deep.equal([]);
    expect((await world.runtime.operations.status()).parked).to.equal(0);
  });

  it('goes on after the rule was mended, with a full sync', async () => {
    await refuse('^VP$');
    await world.hub.create('contacts', { ...ADA, jobtitle: 'VP' });
    await world.settle();
    await refuse('^never$');
    await world.settleAll();
    expect(only(await inForce(world, 'Lead'))['Title']).to.equal('VP');
  });

  it('holds up nothing else of the record, now or later, where a field is named', async () => {
    await refuse('^VP$', 'field');
    const contact = await world.hub.create('contacts', { ...ADA, jobtitle: 'Engineer' });
    await world.settle();
    await world.hub.edit('contacts', contact, { jobtitle: 'VP', phone: '+43151300001' });
    await world.settle();
    expect(only(await inForce(world, 'Lead'))).to.include({ Title: 'Engineer', Phone: '+43151300001' });
    const refused = only((await why(world, contact)).failures);
    expect(refused.message).to.include('Titles are spelled in full');

    await world.hub.edit('contacts', contact, { city: 'London' });
    await world.settle();
    expect(only(await inForce(world, 'Lead'))).to.include({ Title: 'Engineer', City: 'London' });
    // It was not tried once more with the city.
    expect(only((await why(world, contact)).failures).seen).to.equal(refused.seen);
    expect((await world.runtime.operations.status()).parked).to.equal(1);

    await world.hub.edit('contacts', contact, { jobtitle: 'Vice President' });
    await world.settle();
    expect(only(await inForce(world, 'Lead'))).to.include({ Title: 'Vice President', City: 'London' });
    expect((await why(world, contact)).failures).to.deep.equal([]);
    expect((await world.runtime.operations.status()).parked).to.equal(0);
  });

  it('because it knows a duplicate is linked to that record, not doubled', async () => {
    await world.force.control.post('rules', { duplicateRule: 'block' });
    // The Lead comes between Leadloop's search and its create.
    await world.force.control.post('faults', {
      method: 'PATCH',
      path: 'composite/sobjects',
      effect: { kind: 'delay', ms: 400 },
    });
    await world.hub.create('contacts', { ...ADA, jobtitle: 'Countess' });
    await eventually(async () => writesIn((await world.calls()).force) > 0);
    const lead = await world.force.create('Lead', { LastName: 'B', Company: 'E', Email: 'ada@example.com' });
    await world.settle();
    expect(only(await inForce(world, 'Lead'))).to.include({ Id: lead, Title: 'Countess' });
    expect((await why(world, lead)).links.filter((link) => link.primary)).to.have.length(2);
    expect(await inHub(world, 'contacts')).to.have.length(1);
  });
});

describeShapes('what HubSpot refuses', (world) => {
  it('holds up nothing else of the record: an address that somebody else has', async () => {
    await world.hub.create('contacts', { ...ADA, email: 'eve@example.com', firstname: 'Eve' });
    const contact = await world.hub.create('contacts', ADA);
    await world.settle();
    const { id: lead } = only(
      (await why(world, contact)).links.filter(({ system }) => system === 'salesforce'),
    );
    const title = async (): Promise<readonly (string | null | undefined)[]> => {
      const { email, jobtitle } = only(
        (await inHub(world, 'contacts')).filter(({ id }) => id === contact),
      ).properties;
      return [email, jobtitle];
    };
    await world.force.edit('Lead', lead, { Email: 'eve@example.com', Title: 'Countess' });
    await world.settle();
    expect(await title()).to.deep.equal(['ada@example.com', 'Countess']);
    expect(only((await why(world, contact)).failures).code).to.equal('ALREADY_EXISTS');

    await world.force.edit('Lead', lead, { Title: 'Analyst' });
    await world.settle();
    expect(await title()).to.deep.equal(['ada@example.com', 'Analyst']);

    await world.force.edit('Lead', lead, { Email: 'lovelace@example.com' });
    await world.settle();
    expect(await title()).to.deep.equal(['lovelace@example.com', 'Analyst']);
    expect((await why(world, contact)).failures).to.deep.equal([]);
  });
});

describeShapes(
  'a sync with nothing new',
  (world) => {
    it('makes no write and reads nothing but what changed', async () => {
      for (let n = 0; n < 30; n += 1)
        await world.hub.create('contacts', { ...ADA, email: `p${n}@example.com` });
      await world.settle();
      await world.forgetCalls();
      await world.settle();
      const calls = await callsMade(world);
      expect(writesIn(calls)).to.equal(0);
      // Of each object of HubSpot what changed and what was deleted, once; of all those of Salesforce together.
      const { 'POST /services/data/v68.0/composite': ofSalesforce = 0, ...ofHubSpot } = calls;
      expect(ofSalesforce).to.be.at.most(2);
      for (const [route, count] of Object.entries(ofHubSpot)) {
        expect(route).to.match(
          /^(POST \/crm\/v3\/objects\/\w+\/search|GET \/(crm\/v3\/objects|marketing\/v3)\/\w+)$/,
        );
        expect(count, route).to.equal(1);
      }
    });
  },
  SHAPES,
);
