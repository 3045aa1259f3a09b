import { expect } from 'chai';
import { SHAPES } from '../support/shape.ts';
import { describeShapes } from './shapes.ts';
import { inForce, inHub, only, why } from './views.ts';

describeShapes(
  'companies kept in step',
  (world) => {
    it('makes an Account of a new HubSpot company, and carries an edit of the Account back', async () => {
      await world.hub.create('companies', { name: 'Acme', domain: 'acme.com', city: 'Springfield' });
      await world.settle();
      const account = only(await inForce(world, 'Account'));
      expect(account).to.include({ Name: 'Acme', Website: 'acme.com', BillingCity: 'Springfield' });
      await world.force.edit('Account', account.Id, { NumberOfEmployees: 250 });
      await world.settle();
      expect(only(await inHub(world, 'companies')).properties['numberofemployees']).to.equal('250');
    });

    it('links a company and an Account by domain, however the address is spelled', async () => {
      const account = await world.force.create('Account', {
        Name: 'Acme Corporation',
        Website: 'https://www.acme.com/',
      });
      await world.settle();
      expect(only(await inHub(world, 'companies')).properties['domain']).to.equal('acme.com');
      const { links } = await why(world, account);
      expect(links).to.have.length(2);
    });

    it('links a new company with the Account that was there before, and makes none', async () => {
      const account = await world.force.create('Account', {
        Name: 'Acme Corporation',
        Website: 'www.acme.com',
      });
      await world.settle();
      await world.hub.remove('companies', only(await inHub(world, 'companies')).id);
      await world.settle();
      const company = await world.hub.create('companies', { name: 'Acme', domain: 'acme.com' });
      await world.settle();
      expect(only(await inForce(world, 'Account')).Id).to.equal(account);
      expect((await why(world, company)).links.map((link) => link.id)).to.include.members([account, company]);
    });

    it('puts a Contact into the Account of its primary company', async () => {
      const company = await world.hub.create('companies', { name: 'Acme', domain: 'acme.com' });
      const contact = await world.hub.create('contacts', { email: 'wile@acme.com', lastname: 'Coyote' });
      await world.settle();
      await world.force.convert(only(await inForce(world, 'Lead')).Id);
      await world.settle();
      const acme = (await inForce(world, 'Account')).find((account) => account['Name'] === 'Acme');
      await world.force.edit('Contact', only(await inForce(world, 'Contact')).Id, { AccountId: acme!.Id });
      await world.settle();
      const after = (await inHub(world, 'contacts')).find((each) => each.id === contact);
      expect(after!.properties['associatedcompanyid']).to.equal(company);
    });
  },
  SHAPES,
);

describeShapes('companies and the people in them', (world) => {
  it('takes the Account of a Contact across first, then puts the person into it', async () => {
    const account = await world.force.create('Account', { Name: 'Acme', Website: 'acme.com' });
    await world.force.create('Contact', { LastName: 'Coyote', Email: 'wile@acme.com', AccountId: account });
    await world.settle();
    const company = only(await inHub(world, 'companies'));
    const contact = only(await inHub(world, 'contacts'));
    expect(contact.properties['associatedcompanyid']).to.equal(company.id);
    expect(contact.properties['email']).to.equal('wile@acme.com');
  });

  it('lets a person wait for a company that Salesforce refuses, and goes on by itself', async () => {
    await world.force.control.post('rules', {
      validation: [{ type: 'Account', field: 'BillingCity', pattern: '^$', message: 'A city is needed' }],
    });
    const contactId = await world.force.create('Contact', { LastName: 'Coyote', Email: 'wile@acme.com' });
    const company = await world.hub.create('companies', { name: 'Acme', domain: 'acme.com' });
    await world.settle();
    const contact = only(await inHub(world, 'contacts'));
    await world.hub.associate(contact.id, company);
    await world.settle();
    expect(await inForce(world, 'Account')).to.have.length(0);
    const { failures } = await why(world, company);
    expect(only(failures)).to.include({ system: 'salesforce' });
    expect(only(failures).message).to.include('A city is needed');

    await world.hub.edit('companies', company, { city: 'Springfield' });
    await world.settle();
    const account = only(await inForce(world, 'Account'));
    const after = (await inForce(world, 'Contact')).find((each) => each.Id === contactId);
    expect(after!['AccountId']).to.equal(account.Id);
  });

  it('keeps the Account of a Contact when the two sides name different companies', async () => {
    const acme = await world.force.create('Account', { Name: 'Acme', Website: 'acme.com' });
    await world.force.create('Contact', { LastName: 'Coyote', Email: 'wile@acme.com', AccountId: acme });
    const other = await world.hub.create('companies', { name: 'Globex', domain: 'globex.com' });
    await world.settle();
    const contact = only(await inHub(world, 'contacts'));
    const globex = (await inForce(world, 'Account')).find((account) => account['Name'] === 'Globex');
    const initech = await world.force.create('Account', { Name: 'Initech', Website: 'initech.com' });
    await world.settle();
    await world.hub.associate(contact.id, other);
    await world.force.edit('Contact', only(await inForce(world, 'Contact')).Id, { AccountId: initech });
    await world.settle();
    expect(only(await inForce(world, 'Contact'))['AccountId'])
      .to.equal(initech)
      .and.not.equal(globex!.Id);
    const companies = await inHub(world, 'companies');
    const named = companies.find((company) => company.properties['name'] === 'Initech');
    expect(only(await inHub(world, 'contacts')).properties['associatedcompanyid']).to.equal(named!.id);
    expect(only((await why(world, 'wile@acme.com')).conflicts)).to.include({
      field: 'account',
      winner: 'salesforce',
    });
  });
});
