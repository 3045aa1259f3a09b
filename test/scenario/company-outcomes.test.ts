import { expect } from 'chai';
import { SHAPES } from '../support/shape.ts';
import { describeShapes } from './shapes.ts';
import { eventually, inHub, only } from './views.ts';

describeShapes(
  'what sales makes of a company',
  (world) => {
    const told = async (domain: string): Promise<Readonly<Record<string, unknown>>> => {
      const { properties } = only(
        (await inHub(world, 'companies')).filter((company) => company.properties['domain'] === domain),
      );
      return Object.fromEntries(
        ['open_opportunities', 'won_opportunities', 'lost_opportunities', 'amount_won', 'won_at'].map(
          (name) => [name, properties[`leadloop_${name}`] ?? null],
        ),
      );
    };
    const untilTold = async (
      domain: string,
      wanted: Readonly<Record<string, string | null>>,
    ): Promise<void> => {
      await world.settle();
      await eventually(async () => {
        const now = await told(domain);
        return Object.entries(wanted).every(([name, value]) => now[name] === value);
      });
      expect(await told(domain)).to.deep.include(wanted);
    };
    const account = (name: string): Promise<string> =>
      world.force.create('Account', { Name: name, Website: `www.${name}.example` });
    const opportunity = (name: string, of: string): Promise<string> =>
      world.force.create('Opportunity', {
        Name: name,
        AccountId: of,
        StageName: 'Prospecting',
        CloseDate: '2026-12-31',
      });

    it('is told of it, though nobody has a part in the opportunities', async () => {
      const acme = await account('acme');
      const engines = await opportunity('Engines', acme);
      const wheels = await opportunity('Wheels', acme);
      await untilTold('acme.example', { open_opportunities: '2', won_opportunities: '0', amount_won: null });
      const won = { StageName: 'Closed Won', Amount: 1200.5, CloseDate: '2026-11-20' };
      await world.force.edit('Opportunity', engines, won);
      await world.force.edit('Opportunity', wheels, { StageName: 'Closed Lost' });
      await untilTold('acme.example', {
        open_opportunities: '0',
        won_opportunities: '1',
        lost_opportunities: '1',
        amount_won: '1200.5',
        won_at: '2026-11-20',
      });
      expect(Object.values(await world.settle()).every((count) => count === 0)).to.equal(true);
    });

    it('is told of both companies when an opportunity goes from one to the other', async () => {
      const [acme, other] = [await account('acme'), await account('other')];
      const engines = await opportunity('Engines', acme);
      await untilTold('acme.example', { open_opportunities: '1' });
      await untilTold('other.example', { open_opportunities: null });
      await world.force.edit('Opportunity', engines, { AccountId: other });
      await untilTold('acme.example', { open_opportunities: null });
      await untilTold('other.example', { open_opportunities: '1' });
    });

    it('is taken back when an opportunity is deleted, and its deal', async () => {
      const acme = await account('acme');
      const engines = await opportunity('Engines', acme);
      await untilTold('acme.example', { open_opportunities: '1' });
      await world.force.remove('Opportunity', engines);
      await world.settle();
      await world.hub.remove('deals', only(await inHub(world, 'deals')).id);
      await untilTold('acme.example', { open_opportunities: null });
    });

    it('is one sum once two companies are one', async () => {
      const [acme, other] = [await account('acme'), await account('other')];
      await opportunity('Engines', acme);
      await opportunity('Wheels', other);
      await untilTold('acme.example', { open_opportunities: '1' });
      await untilTold('other.example', { open_opportunities: '1' });
      await world.force.merge('Account', acme, other);
      await untilTold('acme.example', { open_opportunities: '2' });
    });
  },
  SHAPES,
);
