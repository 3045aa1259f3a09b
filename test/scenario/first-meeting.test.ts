import { expect } from 'chai';
import { openHarness } from '../support/harness.ts';
import { describeShapes, SHAPES } from './shapes.ts';
import { inForce, inHub, only, why } from './views.ts';

const SAM = { LastName: 'Sample', Company: 'Acme', Email: 'sam@example.com' };

describeShapes(
  'the first meeting of two systems',
  (world) => {
    it('links records with one e-mail address, fills blanks, and lets authority decide the rest', async () => {
      await world.hub.create('contacts', {
        email: 'Sam@Example.com',
        lastname: 'Sample',
        jobtitle: 'Buyer',
        city: 'Berlin',
      });
      const lead = await world.force.create('Lead', { ...SAM, Phone: '+49 30 901820', City: 'Hamburg' });
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
  const twins = async (): Promise<readonly [string, string]> => [
    await world.force.create('Lead', { ...SAM, FirstName: 'A' }),
    await world.force.create('Lead', { ...SAM, FirstName: 'B' }),
  ];

  it('is parked with all of them, and linked by itself when a person has merged them', async () => {
    await world.hub.control.post('webhooks', { url: null });
    const [first, second] = await twins();
    // Both are there before Leadloop looks: neither is linked yet.
    await world.runtime.engine.pollAll(AbortSignal.timeout(10_000));
    await world.settle();
    const before = (await inHub(world, 'contacts')).length;
    expect(before).to.equal(1);
    await world.force.merge('Lead', first, second);
    await world.settle();
    expect(await inHub(world, 'contacts')).to.have.length(1);
    expect(only(await inForce(world, 'Lead')).Id).to.equal(first);
  });
});

describe('two populated systems', function () {
  this.timeout(120_000);

  it('come together without doubling anybody, and a second look makes 0 writes', async () => {
    const world = await openHarness({ population: 120 });
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
