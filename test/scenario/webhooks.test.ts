import { expect } from 'chai';
import { SHAPES } from '../support/shape.ts';
import { describeShapes } from './shapes.ts';
import { eventually, inForce, inHub, only, waiting } from './views.ts';

const person = (n: number) => ({
  email: `p${n}@example.com`,
  firstname: `P${n}`,
  lastname: 'Person',
  company: 'Acme',
});
const numbers = Array.from({ length: 20 }, (_, n) => n);

describeShapes(
  'webhooks',
  (world) => {
    it('bring a change across without a poll', async () => {
      await world.hub.create('contacts', person(1));
      await eventually(async () => (await inForce(world, 'Lead')).length === 1);
      expect(only(await inForce(world, 'Lead'))['Email']).to.equal('p1@example.com');
    });

    it('do no harm when they come twice, out of order, and in part not at all', async () => {
      await world.hub.control.post('webhooks', { duplicate: 0.5, shuffle: 1, lose: 0.3 });
      const ids = await Promise.all(numbers.map((n) => world.hub.create('contacts', person(n))));
      await Promise.all(ids.map((id, n) => world.hub.edit('contacts', id, { jobtitle: `Title ${n}` })));
      await world.settle();
      const leads = await inForce(world, 'Lead');
      expect(leads.map((lead) => [lead['Email'], lead['Title']])).to.have.deep.members(
        numbers.map((n) => [`p${n}@example.com`, `Title ${n}`]),
      );
      expect(await inHub(world, 'contacts')).to.have.length(20);
    });
  },
  SHAPES,
);

describeShapes('webhooks that fail', (world) => {
  it('are made up for by polling when none arrives', async () => {
    await world.hub.control.post('webhooks', { lose: 1 });
    const id = await world.hub.create('contacts', person(1));
    await world.settle();
    await world.hub.remove('contacts', id);
    await world.settle();
    await world.force.edit('Lead', only(await inForce(world, 'Lead')).Id, { Title: 'Late' });
    await world.settle();
    expect(await inHub(world, 'contacts')).to.deep.equal([]);
  });

  it('are made up for although the search index lags two seconds behind', async () => {
    await world.hub.control.post('search-lag', { ms: 2_000 });
    await world.hub.control.post('webhooks', { lose: 1 });
    await world.hub.create('contacts', person(1));
    await world.settle();
    expect(await inForce(world, 'Lead')).to.deep.equal([]);
    await eventually(async () => {
      await world.settle();
      return (await inForce(world, 'Lead')).length === 1;
    });
  });

  const send = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${world.url}/webhooks/hubspot`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
  const event = JSON.stringify([
    { subscriptionType: 'contact.creation', objectId: 4711, portalId: 24_681_357, eventId: 1, occurredAt: 1 },
  ]);

  it('are refused without a signature, and with a forged one, and nothing is stored', async () => {
    const forged = {
      'x-hubspot-signature-v3': 'bm90IGEgc2lnbmF0dXJl',
      'x-hubspot-request-timestamp': String(Date.now()),
    };
    for (const headers of [{}, forged]) {
      const answer = await send(event, headers);
      expect(answer.status).to.equal(401);
      expect(await answer.text()).to.not.include('sandbox-secret');
    }
    expect(await waiting(world)).to.equal(0);
    expect((await world.runtime.operations.status()).entities).to.deep.equal([]);
  });

  it('are refused when they are larger than any real one, and nothing is stored', async () => {
    const answer = await send(`[${'1,'.repeat(600_000)}1]`);
    expect(answer.status).to.equal(413);
    expect((await world.runtime.operations.status()).entities).to.deep.equal([]);
  });
});
