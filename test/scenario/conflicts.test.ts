import { expect } from 'chai';
import { setTimeout as sleep } from 'node:timers/promises';
import { SHAPES } from '../support/shape.ts';
import { describeShapes } from './shapes.ts';
import { delivered, inForce, inHub, only, why } from './views.ts';

const ADA = { email: 'ada@example.com', firstname: 'Ada', lastname: 'Byron', company: 'Engines' };
/** Salesforce stamps whole seconds, so that only edits in different seconds have an order. */
const SECOND = 1_100;

describeShapes(
  'both sides edited between two syncs',
  (world) => {
    it('takes the later of two different values and keeps the other in the conflict log', async () => {
      const contact = await world.hub.create('contacts', ADA);
      await world.hub.control.post('webhooks', { lose: 1 });
      await world.settle();
      const lead = only(await inForce(world, 'Lead'));
      await world.force.edit('Lead', lead.Id, { Email: 'ada@old.example' });
      await sleep(SECOND);
      await world.hub.edit('contacts', contact, { email: 'ada@new.example' });
      await world.settle();
      expect(only(await inForce(world, 'Lead'))['Email']).to.equal('ada@new.example');
      expect(only(await inHub(world, 'contacts')).properties['email']).to.equal('ada@new.example');
      const conflict = only((await why(world, contact)).conflicts);
      expect(conflict).to.include({ field: 'email', winner: 'hubspot', value: 'ada@new.example' });
      expect(conflict.losers).to.deep.include({
        system: 'salesforce',
        value: 'ada@old.example',
        base: 'ada@example.com',
      });
    });

    it('writes nothing when both were given the same value', async () => {
      const contact = await world.hub.create('contacts', ADA);
      await world.hub.control.post('webhooks', { lose: 1 });
      await world.settle();
      const before = await delivered(world);
      await world.force.edit('Lead', only(await inForce(world, 'Lead')).Id, { Title: 'Countess' });
      await world.hub.edit('contacts', contact, { jobtitle: 'Countess' });
      await world.settle();
      expect(await delivered(world)).to.deep.equal(before);
      expect((await why(world, contact)).conflicts).to.deep.equal([]);
    });

    it('carries edits of different fields both ways', async () => {
      const contact = await world.hub.create('contacts', ADA);
      await world.hub.control.post('webhooks', { lose: 1 });
      await world.settle();
      await world.force.edit('Lead', only(await inForce(world, 'Lead')).Id, { City: 'London' });
      await world.hub.edit('contacts', contact, { jobtitle: 'Countess' });
      await world.settle();
      expect(only(await inForce(world, 'Lead'))).to.include({ City: 'London', Title: 'Countess' });
      expect(only(await inHub(world, 'contacts')).properties).to.include({
        city: 'London',
        jobtitle: 'Countess',
      });
      expect((await why(world, contact)).conflicts).to.deep.equal([]);
    });
  },
  SHAPES,
);
