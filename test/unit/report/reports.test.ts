import { join } from 'node:path';
import { expect } from 'chai';
import { sql } from 'kysely';
import type { ReportDesk, ReportRequest } from '../../../src/api/report.ts';
import { MODELS } from '../../../src/attribution/models/index.ts';
import type { EntityId } from '../../../src/domain/entity.ts';
import type { Report } from '../../../src/domain/report.ts';
import { inTransaction } from '../../../src/ledger/database.ts';
import { storeDecisions } from '../../../src/ledger/decisions.ts';
import { storeHandOffs } from '../../../src/ledger/hand-offs.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { loadMappings, type Mappings } from '../../../src/runtime/mappings.ts';
import { makeReportDesk } from '../../../src/runtime/report-desk.ts';
import { emptyLedger } from '../../support/ledger.ts';
import { ids, openTestLedger, type TestLedger } from '../ledger/support.ts';
import { seedInto } from './seed.ts';

const SHIPPED = join(import.meta.dirname, '..', '..', '..', 'mappings');
const ALL: Omit<ReportRequest, 'name'> = { from: null, until: null, by: null, model: null, rollUp: false };

/** Rows as objects, by the names of the columns. */
const rowsOf = ({ columns, rows }: Report) =>
  rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null])));

const some = (report: Report, ...names: readonly string[]) =>
  rowsOf(report).map((row) => names.map((name) => row[name]));

describe('reports', function () {
  this.timeout(60_000);
  let ledger: TestLedger;
  let mappings: Mappings | null;
  let desk: ReportDesk;
  let seed: ReturnType<typeof seedInto>;
  before(async () => {
    ledger = await openTestLedger();
    seed = seedInto(ledger.db);
  });
  after(() => ledger.close());
  beforeEach(async () => {
    await emptyLedger(ledger.db);
    mappings = await loadMappings(SHIPPED);
    desk = makeReportDesk(ledger.db, systemClock, () => Promise.resolve(mappings));
  });

  const report = (name: ReportRequest['name'], over: Partial<ReportRequest> = {}) =>
    desk.report({ ...ALL, ...over, name });

  async function won(amount: number | null, closeDate: string, over: Record<string, string | boolean> = {}) {
    return seed.opportunity({ isClosed: true, isWon: true, closeDate, amount, ...over });
  }

  /** Ada: fair, then a demo. Bea: a page, then a form without a campaign. */
  async function twoPeople(): Promise<{ ada: EntityId; bea: EntityId }> {
    const ada = await seed.person({ leadSource: 'Fair' });
    const bea = await seed.person({});
    await seed.touch(ada, '2026-01-10', 'marketing_event', {
      campaign: 'Fair',
      details: { state: 'attended' },
    });
    await seed.touch(ada, '2026-02-01', 'form_submit', { campaign: 'Spring', about: 'Demo' });
    await seed.touch(bea, '2026-01-20', 'page_view', { about: '/pricing' });
    await seed.touch(bea, '2026-02-05', 'form_submit', { about: 'Newsletter' });
    await seed.touch(bea, '2026-02-06', 'email_sent', { campaign: 'Spring' });
    return { ada, bea };
  }

  describe('campaigns × outcome', () => {
    it('counts whom a campaign touched, how far they came after it, and what it earned', async () => {
      const { ada, bea } = await twoPeople();
      await seed.came(ada, [
        ['2026-01-10', 'inquiry'],
        ['2026-01-20', 'mql'],
        ['2026-03-01', 'customer'],
      ]);
      await seed.role(await won(1000.01, '2026-03-01'), ada);
      await seed.role(await seed.opportunity({ isClosed: false, amount: 50, closeDate: '2026-12-01' }), bea);
      const found = await report('campaigns', { model: 'linear' });
      expect(
        some(found, 'source', 'people', 'mql', 'customer', 'open', 'won', 'pipeline', 'revenue'),
      ).to.deep.equal([
        ['Fair', 1, 1, 1, 0, 1, '0.00', '500.01'],
        // She was qualified before she asked for the demo.
        ['Spring', 1, 0, 1, 0, 1, '0.00', '500.00'],
        ['(anonymous)', 1, 0, 0, 1, 0, '25.00', '0.00'],
        ['(unknown)', 1, 0, 0, 1, 0, '25.00', '0.00'],
      ]);
      expect(found.asked).to.deep.equal(['by campaign', 'model linear']);
    });

    it('goes by channel as well, where what is not in reports.yaml does not count', async () => {
      await twoPeople();
      expect(some(await report('campaigns', { by: 'channel' }), 'source', 'people')).to.deep.equal([
        ['Demo or sales request', 1],
        ['Event', 1],
        ['Form', 1],
        ['Website', 1],
      ]);
    });

    it('keeps to a period: first touches, and what was closed in it', async () => {
      const { ada } = await twoPeople();
      await seed.role(await won(10, '2026-03-01'), ada);
      const march = { from: new Date('2026-02-01'), until: new Date('2026-03-01') };
      const found = await report('campaigns', march);
      expect(some(found, 'source', 'people', 'won')).to.deep.equal([
        ['(unknown)', 1, 0],
        ['Spring', 1, 0],
      ]);
      const next = { from: new Date('2026-03-01'), until: new Date('2026-03-02') };
      expect(some(await report('campaigns', next), 'source', 'won')).to.deep.equal([
        ['Fair', 1],
        ['Spring', 1],
      ]);
    });

    it('puts down what nobody earned under a name, so that all of it is there', async () => {
      await won(7, '2026-03-01');
      expect(some(await report('campaigns'), 'source', 'won', 'revenue')).to.deep.equal([
        ['(no-touches)', 1, '7.00'],
      ]);
    });

    it('never adds two currencies', async () => {
      const { ada } = await twoPeople();
      await seed.role(await won(10, '2026-03-01', { currency: 'EUR' }), ada);
      await seed.role(await won(1000, '2026-03-01', { currency: 'JPY' }), ada);
      const found = await report('campaigns', { model: 'first' });
      expect(some(found, 'source', 'revenue_EUR', 'revenue_JPY')[0]).to.deep.equal(['Fair', '10.00', '1000']);
    });

    it('takes the touches of everybody at the account where there is no contact role, and says so', async () => {
      const account = await seed.company('Acme');
      const cora = await seed.person({ account });
      await seed.touch(cora, '2026-01-10', 'meeting', { campaign: 'Roadshow' });
      const opportunity = await won(100, '2026-03-01', { account });
      const found = await report('campaigns');
      expect(some(found, 'source', 'revenue')).to.deep.equal([['Roadshow', '100.00']]);
      expect(found.notes).to.deep.include({
        code: 'account-wide',
        text: '1 opportunity: won without a contact role, so that the touches of everybody at the account count',
        ids: [opportunity],
      });
    });
  });

  describe('what campaigns cost', () => {
    const COSTS = [
      'source',
      'budget',
      'cost',
      'cost_currency',
      'cost_per_person',
      'cost_per_qualified',
    ] as const;
    const RETURN = ['source', 'cost_per_won', 'revenue_EUR', 'roi'] as const;

    /** Ada came by Fair and won 1000.01, of which the model `first` gives all to Fair. */
    async function fairWon(currency: string | null = 'EUR'): Promise<EntityId> {
      const { ada } = await twoPeople();
      await seed.came(ada, [['2026-01-20', 'mql']]);
      await seed.role(await won(1000.01, '2026-03-01', currency === null ? {} : { currency }), ada);
      return ada;
    }

    function countUnnamedAs(currency: string): void {
      if (mappings === null || mappings.reports === null) throw new Error('no reports.yaml');
      const { value } = mappings.reports;
      mappings = { ...mappings, reports: { ...mappings.reports, value: { ...value, currency } } };
    }

    it('is set against those whom they brought and what was put down to them, exact to the cent', async () => {
      await fairWon();
      for (const _ of [1, 2])
        await seed.touch(await seed.person(), '2026-01-10', 'form_submit', { campaign: ' fair ' });
      await seed.campaign({ name: 'Fair', budgetedCost: 500, actualCost: 400.1, currency: 'EUR' });
      await seed.campaign({ name: 'Spring', budgetedCost: 20, currency: 'EUR' });
      const found = await report('campaigns', { model: 'first' });
      expect(some(found, ...COSTS)).to.have.deep.members([
        ['Fair', '500.00', '400.10', 'EUR', '133.37', '400.10'],
        ['Spring', '20.00', null, 'EUR', null, null],
        ['(unknown)', null, null, null, null, null],
        ['(anonymous)', null, null, null, null, null],
      ]);
      expect(some(found, ...RETURN)[0]).to.deep.equal(['Fair', '400.10', '1000.01', 1.4994]);
      expect(found.notes).to.deep.equal([
        { code: 'cost-unknown', text: '1 row: nobody has said what was spent', ids: ['Spring'] },
      ]);
    });

    it('is one row, however touches name the campaign; of two with one name it is neither', async () => {
      const id = await seed.campaign({ name: 'Fair', utm: 'fair-26', actualCost: 10 });
      for (const campaign of ['Fair', 'FAIR-26', id])
        await seed.touch(await seed.person(), '2026-01-10', 'form_submit', { campaign });
      await seed.campaign({ name: 'Twins', actualCost: 1 });
      await seed.campaign({ name: 'twins', actualCost: 2 });
      await seed.touch(await seed.person(), '2026-01-10', 'form_submit', { campaign: 'Twins' });
      const found = await report('campaigns');
      expect(some(found, 'source', 'people', 'cost', 'cost_per_person')).to.deep.equal([
        ['Fair', 3, '10.00', '3.33'],
        ['Twins', 1, null, null],
        ['Twins', 0, '1.00', null],
        ['twins', 0, '2.00', null],
      ]);
      expect(found.notes.map(({ code, ids: names }) => [code, names])).to.deep.equal([
        ['no-such-campaign', ['Twins']],
      ]);
      expect(some(await report('sources'), 'source', 'people')).to.deep.equal([
        ['Fair', 3],
        ['Twins', 1],
      ]);
    });

    it('has a row also where it led to nothing, in the days of the campaign', async () => {
      await seed.campaign({ name: 'Nothing', actualCost: 10, start: '2026-01-10', end: '2026-01-20' });
      await seed.campaign({ name: 'For free', actualCost: 0 });
      await seed.campaign({ name: 'Planned', budgetedCost: 10 });
      expect(some(await report('campaigns'), 'source', 'people', 'cost', 'roi')).to.deep.equal([
        ['Nothing', 0, '10.00', -1],
      ]);
      const within = async (from: string, until: string) =>
        (await report('campaigns', { from: new Date(from), until: new Date(until) })).rows.length;
      expect(await within('2026-01-20', '2026-01-21')).to.equal(1);
      expect(await within('2026-01-01', '2026-01-11')).to.equal(1);
      expect(await within('2026-01-21', '2026-02-01')).to.equal(0);
      expect(await within('2026-01-01', '2026-01-10')).to.equal(0);
    });

    it('is never set against another currency, and the file can say which one is meant', async () => {
      await fairWon(null);
      await seed.campaign({ name: 'Fair', actualCost: 400, currency: 'EUR' });
      const found = await report('campaigns', { model: 'first' });
      expect(some(found, 'source', 'cost', 'revenue', 'roi')[0]).to.deep.equal([
        'Fair',
        '400.00',
        '1000.01',
        null,
      ]);
      expect(found.notes.map(({ code }) => code)).to.include('revenue-in-other-currency');
      countUnnamedAs('EUR');
      const meant = await report('campaigns', { model: 'first' });
      expect(some(meant, ...RETURN)[0]).to.deep.equal(['Fair', '400.00', '1000.01', 1.5]);
    });

    it('says that it is of the whole campaign where a period is asked for', async () => {
      await fairWon();
      await seed.campaign({ name: 'Fair', actualCost: 400, currency: 'EUR' });
      const { notes } = await report('campaigns', { from: new Date('2026-01-01') });
      expect(notes.map(({ code }) => code)).to.include('whole-cost');
    });

    it('has no columns where nobody has told any', async () => {
      await fairWon();
      await seed.campaign({ name: 'Fair' });
      const { columns, notes } = await report('campaigns');
      expect(columns.map(({ name }) => name)).not.to.include('cost');
      expect(notes).to.deep.equal([]);
    });

    describe('with --roll-up', () => {
      it('is that of all campaigns below, whose people count once', async () => {
        const ada = await fairWon();
        const fairs = await seed.campaign({ name: 'Fairs' });
        const year = await seed.campaign({ name: '2026', parent: fairs, actualCost: 0.05 });
        await seed.campaign({ name: 'Fair', parent: year, actualCost: 100.1, currency: 'EUR' });
        await seed.campaign({ name: 'Spring', parent: year, actualCost: 50, currency: 'EUR' });
        await seed.touch(ada, '2026-01-11', 'form_submit', { campaign: '2026' });
        countUnnamedAs('EUR');
        const found = await report('campaigns', { model: 'linear', rollUp: true });
        expect(some(found, 'source', 'people', 'revenue_EUR', 'cost', 'cost_per_person')[0]).to.deep.equal([
          'Fairs',
          1,
          '1000.01',
          '150.15',
          '150.15',
        ]);
        expect(found.asked).to.include('rolled up');
      });

      it('is not told where a part of it is unknown or in another currency', async () => {
        const fairs = await seed.campaign({ name: 'Fairs' });
        await seed.campaign({ name: 'A', parent: fairs, actualCost: 10, budgetedCost: 1 });
        await seed.campaign({ name: 'B', parent: fairs, budgetedCost: 2 });
        const mails = await seed.campaign({ name: 'Mails', actualCost: 1, currency: 'EUR' });
        await seed.campaign({ name: 'C', parent: mails, actualCost: 1, currency: 'USD' });
        for (const campaign of ['Fairs', 'C'])
          await seed.touch(await seed.person(), '2026-01-11', 'form_submit', { campaign });
        const found = await report('campaigns', { rollUp: true });
        expect(some(found, 'source', 'budget', 'cost')).to.deep.equal([
          ['Fairs', '3.00', null],
          ['Mails', null, null],
        ]);
        expect(found.notes.map(({ code, ids: names }) => [code, ...names])).to.deep.equal([
          ['cost-unknown', 'Fairs'],
          ['cost-in-several-currencies', 'Mails'],
        ]);
      });

      it('takes campaigns that are each other’s parents for what they are alone', async () => {
        const a = await seed.campaign({ name: 'A', actualCost: 1 });
        const b = await seed.campaign({ name: 'B', actualCost: 2, parent: a });
        await sql`update shadow set fields = fields || ${JSON.stringify({ parent: b })}::jsonb
          where fields ->> 'name' = 'A'`.execute(ledger.db);
        expect(some(await report('campaigns', { rollUp: true }), 'source', 'cost')).to.deep.equal([
          ['A', '1.00'],
          ['B', '2.00'],
        ]);
      });

      it('is of campaigns alone', async () => {
        const refused = await Promise.all(
          [report('campaigns', { by: 'channel', rollUp: true }), report('models', { rollUp: true })].map(
            (asked) =>
              asked.then(
                () => 'told',
                (error: unknown) => String(error),
              ),
          ),
        );
        expect(refused.every((message) => message.includes('leave out'))).to.equal(true);
      });
    });
  });

  describe('what would mislead', () => {
    it('is told: won before the first touch, without an amount, for nothing, one that is most, and months without outcomes', async () => {
      const { ada } = await twoPeople();
      const early = await won(10, '2026-01-01');
      await seed.role(early, ada);
      const blank = await won(null, '2026-04-01');
      await seed.role(blank, ada);
      const large = await won(10_000, '2026-04-02');
      await seed.role(large, ada);
      await seed.role(await won(20, '2026-04-03'), ada);
      const nothing = await won(0, '2026-04-04');
      await seed.role(nothing, ada);
      const { notes } = await report('models');
      expect(notes.map(({ code, ids: [id] }) => [code, id])).to.deep.equal([
        ['won-before-first-touch', early],
        ['won-without-amount', blank],
        ['won-for-nothing', nothing],
        ['one-amount-is-most', large],
        ['no-outcomes', undefined],
      ]);
      expect(notes.at(-1)?.text).to.contain('2026-02, 2026-03');
    });
  });

  describe('models side by side', () => {
    it('give away the same sum each, to the cent', async () => {
      const { ada, bea } = await twoPeople();
      const amounts = [1000.01, 33.33, 0.1, 99_999.99];
      for (const [index, amount] of amounts.entries()) {
        const opportunity = await won(amount, `2026-0${index + 3}-01`);
        await seed.role(opportunity, ada);
        if (index % 2 === 0) await seed.role(opportunity, bea);
      }
      const rows = rowsOf(await report('models'));
      for (const model of MODELS.keys()) {
        const cents = rows.reduce((sum, row) => sum + BigInt(String(row[model]).replace('.', '')), 0n);
        expect(cents, model).to.equal(10_103_343n);
      }
    });
  });

  describe('sources × conversion', () => {
    it('tells who came from where first, with the bounds of chance; blank and "unknown" are two', async () => {
      const fields = ['Fair', 'Fair', 'unknown', null];
      for (const [index, leadSource] of fields.entries()) {
        const person = await seed.person(leadSource === null ? {} : { leadSource });
        await seed.came(person, [
          ['2026-01-10', 'inquiry'],
          ...(index === 0 ? [['2026-02-10', 'customer'] as const] : []),
        ]);
      }
      const found = await report('sources', { by: 'field:leadSource' });
      expect(some(found, 'source', 'people', 'customer', 'conversion')).to.deep.equal([
        ['Fair', 2, 1, 0.5],
        ['(blank)', 1, 0, 0],
        ['unknown', 1, 0, 0],
      ]);
      const [fair] = rowsOf(found);
      expect(fair?.['conversion_low']).to.be.closeTo(0.0945, 1e-4);
      expect(fair?.['conversion_high']).to.be.closeTo(0.9055, 1e-4);
    });

    it('goes by the first touch else', async () => {
      await twoPeople();
      expect(some(await report('sources'), 'source', 'people')).to.deep.equal([
        ['(anonymous)', 1],
        ['Fair', 1],
      ]);
    });
  });

  it('tells a cohort by the month in which people came in, and who came round again', async () => {
    const { ada } = await twoPeople();
    await seed.came(ada, [
      ['2026-02-01', 'mql'],
      ['2026-02-02', 'recycled'],
      ['2026-05-02', 'mql', 2],
    ]);
    await seed.came(await seed.person(), [['2026-03-01', 'inquiry']]);
    expect(some(await report('funnel'), 'month', 'people', 'mql', 'recycled', 'again')).to.deep.equal([
      ['2026-01', 2, 1, 1, 1],
      ['2026-03', 1, 0, 0, 0],
    ]);
  });

  it('tells how long each step takes, by its middle and its slow tenth', async () => {
    for (const hours of [1, 2, 3])
      await seed.came(await seed.person(), [
        ['2026-03-01T00:00:00Z', 'mql'],
        [`2026-03-01T0${hours}:00:00Z`, 'sal'],
      ]);
    const [row] = rowsOf(await report('velocity'));
    expect(row).to.deep.equal({ step: 'mql → sal', times: 3, median_hours: 2, p90_hours: 2.8 });
  });

  it('tells no step back to the beginning of somebody who was taken for two', async () => {
    await seed.came(await seed.person(), [
      ['2026-03-01T00:00:00Z', 'inquiry'],
      ['2026-03-01T01:00:00Z', 'sal'],
      ['2026-03-01T02:00:00Z', 'inquiry'],
      ['2026-03-01T03:00:00Z', 'opportunity'],
    ]);
    const steps = rowsOf(await report('velocity')).map(({ step }) => step);
    expect(steps).to.have.members(['inquiry → sal', 'sal → opportunity']);
  });

  describe('follow-up', () => {
    async function handedTo(
      owner: string | null,
      touched: string | null,
      reason: string | null,
    ): Promise<void> {
      const person = await seed.person();
      const at = new Date('2026-03-02T10:00:00Z');
      await inTransaction(ledger.db, async (tx) => {
        await storeHandOffs(tx, [
          {
            id: ids.next(),
            entity: person,
            cycle: 1,
            kind: 'Lead',
            owner,
            queue: owner === null ? 'New Leads' : null,
            routed: {},
            made: { records: [] },
            priority: null,
            sourceAt: at,
            receivedAt: at,
            decidedAt: at,
          },
        ]);
        const answer = { answer: 'Said', reason, opportunity: null, from: { cycle: 1 } };
        const decided = {
          entity: person,
          decidedAt: new Date('2026-03-03'),
          rulesVersion: 'v1',
          moved: true,
        };
        if (touched !== null) await storeDecisions(tx, [{ ...decided, receipt: { hearing: { answer } } }]);
      });
      await sql`
        update hand_off set visible_at = ${at}, due_at = ${new Date('2026-03-02T12:00:00Z')},
          touched_at = ${touched === null ? null : new Date(touched)} where entity_id = ${person}`.execute(
        ledger.db,
      );
    }

    it('tells for each owner who was touched in time, who is late, and what was said', async () => {
      await handedTo('alex.rep@example.com', '2026-03-02T11:00:00Z', null);
      await handedTo('alex.rep@example.com', '2026-03-02T13:00:00Z', 'no budget');
      await handedTo(null, null, null);
      const found = await report('follow-up');
      const names = [
        'owner',
        'hand_offs',
        'touched',
        'in_time',
        'late',
        'accepted',
        'given_back',
        'given_back_no_budget',
      ];
      expect(some(found, ...names)).to.deep.equal([
        ['alex.rep@example.com', 2, 2, 1, 1, 1, 1, 1],
        ['(queue New Leads)', 1, 0, 0, 1, 0, 0, 0],
      ]);
    });

    it('adds up by team', async () => {
      await handedTo('kim.lead@example.com', '2026-03-02T11:00:00Z', null);
      const teams = some(await report('follow-up', { by: 'team' }), 'team', 'hand_offs');
      expect(teams).to.deep.equal([
        ['field', 1],
        ['it', 1],
        ['marketing', 1],
        ['partner', 1],
      ]);
    });
  });

  it('say what there is to choose from when asked for something else', async () => {
    const messages = await Promise.all(
      [
        report('campaigns', { model: 'liner' }),
        report('campaigns', { by: 'country' }),
        report('sources', { by: 'field:leadsource' }),
        report('funnel', { by: 'campaign' }),
      ].map((asked) => asked.catch((error: unknown) => String(error))),
    );
    expect(messages[0]).to.contain('there is no model "liner"').and.to.contain('linear');
    expect(messages[1]).to.contain('campaign, channel');
    expect(messages[2]).to.contain('leadSource');
    expect(messages[3]).to.contain('leave it out');
  });

  it('say what is missing when there is no reports.yaml, or the files do not stand', async () => {
    const text = (asked: Promise<unknown>) => asked.catch((error: unknown) => String(error));
    mappings = mappings === null ? null : { ...mappings, reports: null };
    expect(await text(report('funnel'))).to.contain('reports.yaml');
    mappings = null;
    expect(await text(report('funnel'))).to.contain('leadloop check');
  });
});
