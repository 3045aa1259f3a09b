import { expect } from 'chai';
import { openHarness } from '../support/harness.ts';
import { SHAPES } from '../support/shape.ts';
import { describeShapes } from './shapes.ts';
import { inForce, inHub, only, why } from './views.ts';

const SAM = { LastName: 'Sample', Company: 'Acme', Email: 'sam@example.com' };

describeShapes(
  'the first meeting of two systems',
  (world) => {
    it('links records with one e-mail address, fills blanks, and lets authority decide the rest', async () => {
      // Of the Lead only a poll tells, which comes with the settling; of the contact a webhook at once.
      const lead = await world.force.create('Lead', { ...SAM, Phone: '+49 30 901820', City: 'Hamburg' });
      await world.hub.create('contacts', {
        email: 'Sam@Example.com',
        lastname: 'Sample',
        jobtitle: 'Buyer',
        city: 'Berlin',
      });
      await world.settle();
      const contact = only(await inHub(world, 'contacts'));
      const after = only(await inForce(world, 'Lead'));
      expect(after).to.include({ Id: lead, Title: 'Buyer', Company: 'Acme' });
      expect(contact.properties['phone']).to.equal('+49 30 901820');
      expect(contact.properties['company']).to.equal('Acme');
      expect(contact.properties['city']).to.equal(after['City']);
      const conflict = only((await why(world, 'sam@example.com')).conflicts);
      expect(conflict).to.include({ field: 'city', value: after['City'] });
      expect(JSON.stringify(conflict.losers)).to.include(after['City'] === 'Berlin' ? 'Hamburg' : 'Berlin');
    });
  },
  SHAPES,
);

describeShapes('a record with several candidates', (world) => {
  /** Two Leads from before Leadloop began to watch, and a contact that could be either. */
  async function twinsAndContact(): Promise<{ readonly leads: readonly string[]; readonly contact: string }> {
    const old = '2026-01-05T08:00:00.000+0000';
    await world.force.control.post(
      'records/Lead',
      ['A', 'B'].map((FirstName) => ({
        ...SAM,
        FirstName,
        CreatedDate: old,
        LastModifiedDate: old,
        SystemModstamp: old,
      })),
    );
    const contact = await world.hub.create('contacts', { email: SAM.Email, lastname: 'Sample' });
    await world.settle();
    const failure = only((await why(world, contact)).failures);
    expect(failure).to.include({ system: 'salesforce', code: 'SEVERAL_MATCHES' });
    const leads = (await inForce(world, 'Lead')).map((lead) => lead.Id);
    expect(leads).to.have.length(2);
    for (const lead of leads) expect(failure.message).to.include(lead);
    return { leads, contact };
  }

  async function expectLinked(contact: string, lead: string): Promise<void> {
    const { failures, links } = await why(world, contact);
    expect(failures).to.deep.equal([]);
    expect(links.filter((link) => link.primary).map((link) => link.id)).to.have.members([contact, lead]);
  }

  it('is parked with all of them, and linked by itself when a person has merged them', async () => {
    const { leads, contact } = await twinsAndContact();
    await world.force.merge('Lead', leads[0]!, leads[1]!);
    await world.settle();
    await expectLinked(contact, leads[0]!);
    expect(await inHub(world, 'contacts')).to.have.length(1);
  });

  it('is linked by itself when a person has corrected the address of the other one', async () => {
    const { leads, contact } = await twinsAndContact();
    await world.force.edit('Lead', leads[1]!, { Email: 'other@example.com' });
    await world.hub.edit('contacts', contact, { jobtitle: 'Buyer' });
    await world.settle();
    await expectLinked(contact, leads[0]!);
    expect(await inHub(world, 'contacts')).to.have.length(2);
  });
});

describe('two populated systems', function () {
  this.timeout(120_000);

  it('come together without doubling anybody, and a second look makes 0 writes', async () => {
    const world = await openHarness({ population: 60 });
    try {
      const known = (emails: readonly unknown[]): readonly string[] =>
        emails.filter((email) => typeof email === 'string').map((email) => email.toLowerCase());
      const emails = async () => ({
        hub: known((await inHub(world, 'contacts')).map((each) => each.properties['email'])),
        force: known(
          [...(await inForce(world, 'Lead')), ...(await inForce(world, 'Contact'))]
            .filter((each) => each['IsConverted'] !== true)
            .map((each) => each['Email']),
        ),
      });
      const before = await emails();
      const everybody = new Set([...before.hub, ...before.force]);
      await world.settleAll();
      const after = await emails();
      expect(after.hub).to.have.length(everybody.size);
      expect(new Set(after.force)).to.deep.equal(everybody);
      const { writes } = await world.runtime.operations.sync({ full: true });
      expect(writes).to.satisfy((counts: Record<string, number>) =>
        Object.values(counts).every((n) => n === 0),
      );
    } finally {
      await world.close();
    }
  });
});
