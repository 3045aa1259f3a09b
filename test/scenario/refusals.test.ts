import { expect } from 'chai';
import { describeShapes, SHAPES } from './shapes.ts';
import { callsMade, eventually, inForce, inHub, only, why } from './views.ts';
import { writesIn } from '../support/harness.ts';

const ADA = { email: 'ada@example.com', firstname: 'Ada', lastname: 'Byron', company: 'Engines' };

describeShapes('what Salesforce refuses', (world) => {
  const refuse = (pattern: string) =>
    world.force.control.post('rules', {
      validation: [{ type: 'Lead', field: 'Title', pattern, message: 'Titles are spelled in full' }],
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
