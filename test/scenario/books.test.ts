import { expect } from 'chai';
import type { Report } from '../../src/domain/report.ts';
import { storeTouchpoints } from '../../src/ledger/touchpoints.ts';
import { openHarness, type Harness } from '../support/harness.ts';
import { editedMappings } from './edited-mappings.ts';
import { describeShapes } from './shapes.ts';
import { inHub, only } from './views.ts';

const ADA = 'ada@acme.example';
const TODAY = new Date();
/** The month before this one. */
const PERIOD = new Date(Date.UTC(TODAY.getUTCFullYear(), TODAY.getUTCMonth() - 1)).toISOString().slice(0, 7);

describeShapes(
  'the books of a month',
  (world) => {
    const show = (lines = false): Promise<Report> =>
      world.runtime.operations.showBooks({ period: PERIOD, by: null, model: 'linear', lines });
    const figures = ({ rows }: Report) => rows.map(([, ...row]) => row.join(' | '));
    /** As a source tells it that is read today. */
    const fills = (campaign: string, day: string) =>
      storeTouchpoints(
        world.runtime.db,
        [
          {
            source: { system: 'hubspot', object: 'form', id: `${campaign} ${day}` },
            who: { kind: 'email', address: ADA },
            kind: 'form_submit',
            at: new Date(`${PERIOD}-${day}T10:00:00Z`),
            about: 'Demo',
            campaign,
            details: {},
          },
        ],
        { lane: 'live', now: TODAY },
      );

    it('stay as they were closed when a touch becomes known late, and tell beside them what holds now', async () => {
      const account = await world.force.create('Account', { Name: 'Acme' });
      const contact = await world.force.create('Contact', {
        LastName: 'Byron',
        Email: ADA,
        AccountId: account,
      });
      const opportunity = await world.force.create('Opportunity', {
        Name: 'Engines',
        AccountId: account,
        StageName: 'Closed Won',
        CloseDate: `${PERIOD}-20`,
        Amount: 1000.01,
      });
      await world.force.create('OpportunityContactRole', { OpportunityId: opportunity, ContactId: contact });
      await world.settle();
      await fills('Spring', '05');
      const closing = { period: PERIOD, by: null, models: ['linear'], who: 'kim' };
      const [book] = await world.runtime.operations.closeBooks(closing);
      expect(book).to.include({ period: PERIOD, opportunities: 1, closedBy: 'kim' });
      expect(figures(await show())).to.deep.equal(['won | Spring |  | 1000.01 | 0.00 | 1000.01']);

      await fills('Autumn', '10');
      await Promise.all(Array.from({ length: 12 }, () => show()));
      for (const _look of ['first', 'second'])
        expect(figures(await show())).to.deep.equal([
          'won | Spring |  | 1000.01 | -500.00 | 500.01',
          'won | Autumn |  | 0.00 | 500.00 | 500.00',
        ]);

      // One line was booked, two were added, although twelve looked at the same time.
      expect((await show(true)).rows).to.have.length(3);

      await world.force.edit('Opportunity', opportunity, { StageName: 'Closed Lost' });
      await world.settle();
      const lost = await show();
      expect(figures(lost)).to.deep.equal([
        'won | Spring |  | 1000.01 | -1000.01 | 0.00',
        'lost | Spring |  | 0.00 | 500.01 | 500.01',
        'lost | Autumn |  | 0.00 | 500.00 | 500.00',
      ]);
      expect(lost.notes.map(({ code }) => code)).to.deep.equal(['other-amount']);
      const [again] = await world.runtime.operations.books();
      expect(again?.closedAt).to.deep.equal(book?.closedAt);
    });
  },
  ['embedded', 'server'],
);

describe('the books of a month, with the exchange rate of a deal', function () {
  this.timeout(60_000);
  let world: Harness;
  let mappings: Awaited<ReturnType<typeof editedMappings>>;
  before(async () => {
    // The row that the file has as a comment. Number fields that both simulators have and let people fill in stand for the
    // rate, which HubSpot calculates, and for the field of your own.
    mappings = await editedMappings(
      {},
      {
        'opportunity.yaml': {
          '# rate:': 'rate:',
          hs_exchange_rate: 'hs_acv',
          Exchange_Rate__c: 'TotalOpportunityQuantity',
        },
      },
    );
    world = await openHarness({ configDir: mappings.folder });
  });
  after(async () => {
    await world.close();
    await mappings.remove();
  });

  it('have it in each line, as it was told, and convert nothing', async () => {
    const account = await world.force.create('Account', { Name: 'Acme' });
    await world.force.create('Opportunity', {
      Name: 'Engines',
      AccountId: account,
      StageName: 'Closed Won',
      CloseDate: `${PERIOD}-20`,
      Amount: 100,
    });
    await world.settle();
    await world.hub.edit('deals', only(await inHub(world, 'deals')).id, { hs_acv: '1.08' });
    await world.settle();
    const { operations } = world.runtime;
    await operations.closeBooks({ period: PERIOD, by: null, models: [], who: 'kim' });
    const report = await operations.showBooks({ period: PERIOD, by: null, model: null, lines: true });
    const told = ['ended_on', 'source', 'amount', 'currency', 'rate'].map((name) =>
      only(report.rows).at(report.columns.findIndex((column) => column.name === name)),
    );
    expect(told).to.deep.equal([`${PERIOD}-20`, '(no-touches)', '100.00', null, '1.08']);
  });
});
