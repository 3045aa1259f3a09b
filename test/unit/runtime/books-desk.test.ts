import { join } from 'node:path';
import { expect } from 'chai';
import { sql } from 'kysely';
import type { BooksDesk, BooksRequest, CloseRequest } from '../../../src/api/books.ts';
import type { EntityId } from '../../../src/domain/entity.ts';
import type { Report } from '../../../src/domain/report.ts';
import { loadMappings, type Mappings } from '../../../src/runtime/mappings.ts';
import { makeBooksDesk } from '../../../src/runtime/books-desk.ts';
import { makeReportDesk } from '../../../src/runtime/report-desk.ts';
import { emptyLedger } from '../../support/ledger.ts';
import { openTestLedger, type TestLedger } from '../ledger/support.ts';
import { seedInto } from '../report/seed.ts';

const SHIPPED = join(import.meta.dirname, '..', '..', '..', 'mappings');
const SHOW: BooksRequest = { period: '2026-10', by: null, model: 'linear', lines: false };
const CLOSE: CloseRequest = { period: '2026-10', by: null, models: ['linear'], who: 'kim' };

/** Model and outcome first, as the columns are. */
const figures = ({ rows }: Report) => rows.map(([, ...row]) => row.join(' | '));

describe('the books of a ledger', function () {
  this.timeout(60_000);
  let ledger: TestLedger;
  let seed: ReturnType<typeof seedInto>;
  let mappings: Mappings | null;
  let now: Date;
  let desk: BooksDesk;
  before(async () => {
    ledger = await openTestLedger();
    seed = seedInto(ledger.db);
    desk = makeBooksDesk(ledger.db, { now: () => now }, () => Promise.resolve(mappings));
  });
  after(() => ledger.close());
  beforeEach(async () => {
    await emptyLedger(ledger.db);
    mappings = await loadMappings(SHIPPED);
    now = new Date('2026-11-03T09:00:00Z');
  });

  const close = (over: Partial<CloseRequest> = {}) => desk.closeBooks({ ...CLOSE, ...over });
  const show = (over: Partial<BooksRequest> = {}) => desk.showBooks({ ...SHOW, ...over });
  const refusal = (asked: Promise<unknown>): Promise<string> =>
    asked.then(
      () => 'nothing was refused',
      (error: unknown) => `${(error as { code: string }).code}: ${(error as Error).message}`,
    );
  const lines = async (): Promise<readonly string[]> => {
    const { rows } = await sql<{ line: string }>`
      select to_jsonb(book_line)::text as line from book_line order by seq`.execute(ledger.db);
    return rows.map(({ line }) => line);
  };
  const fairTouch = (person: EntityId, day = '2026-09-10') =>
    seed.touch(person, day, 'marketing_event', { campaign: 'Fair', details: { state: 'attended' } });
  const ended = (day: string, amount: number | null, over: Record<string, string | boolean> = {}) =>
    seed.opportunity({ isClosed: true, isWon: true, closeDate: day, amount, currency: 'EUR', ...over });
  const edit = (opportunity: EntityId, fields: object) =>
    sql`update shadow set fields = fields || ${JSON.stringify(fields)}::jsonb
      where (system, object, record_id) in (select system, object, record_id from link where entity_id = ${opportunity})`.execute(
      ledger.db,
    );

  /** Ada was at the fair and won 1000.01 EUR in October. */
  async function october(): Promise<{ ada: EntityId; won: EntityId }> {
    const ada = await seed.person();
    await fairTouch(ada);
    const won = await ended('2026-10-31', 1000.01);
    await seed.role(won, ada);
    return { ada, won };
  }
  const springTouch = (ada: EntityId) =>
    seed.touch(ada, '2026-10-20', 'form_submit', { campaign: 'Spring', about: 'Demo' });

  it('keep what was booked while a late touch restates it, once', async () => {
    const { ada } = await october();
    await close();
    const booked = await lines();
    expect(figures(await show())).to.deep.equal(['won | Fair | EUR | 1000.01 | 0.00 | 1000.01']);
    expect(await lines()).to.deep.equal(booked);
    await springTouch(ada);
    now = new Date('2026-11-20T09:00:00Z');
    for (const _look of ['first', 'second'])
      expect(figures(await show())).to.deep.equal([
        'won | Fair | EUR | 1000.01 | -500.00 | 500.01',
        'won | Spring | EUR | 0.00 | 500.00 | 500.00',
      ]);
    const after = await lines();
    expect(after.slice(0, booked.length)).to.deep.equal(booked);
    expect(after).to.have.length(booked.length + 2);
    expect((await desk.books())[0]?.restatedAt).to.deep.equal(now);
  });

  it('say now what the report of campaigns says, and sum to each amount', async () => {
    const { ada, won } = await october();
    await seed.role(await ended('2026-10-01', 50, { currency: 'JPY' }), ada);
    await ended('2026-10-15', 7);
    await close();
    await springTouch(ada);
    await edit(won, { amount: 900 });
    const rows = (await show()).rows;
    const { columns, rows: told } = await makeReportDesk(ledger.db, { now: () => now }, () =>
      Promise.resolve(mappings),
    ).report({
      name: 'campaigns',
      from: new Date('2026-10-01'),
      until: new Date('2026-11-01'),
      by: null,
      model: 'linear',
      rollUp: false,
    });
    for (const currency of ['EUR', 'JPY']) {
      const index = columns.findIndex(({ name }) => name === `revenue_${currency}`);
      const nonzero = told.filter((row) => Number(row[index]) !== 0).map((row) => [row[0], row[index]]);
      const own = rows.filter((row) => row[3] === currency).map((row) => [row[2], row[6]]);
      expect(own).to.have.deep.members(nonzero);
    }
    expect(rows.filter((row) => row[3] === 'EUR').map((row) => row[6])).to.deep.equal([
      '450.00',
      '450.00',
      '7.00',
    ]);
  });

  it('are of those that ended in the period, won and lost, and of nothing that is open', async () => {
    await ended('2026-10-01', 1);
    await ended('2026-10-31', 2, { isWon: false });
    await ended('2026-09-30', 4);
    await ended('2026-11-01', 8);
    await seed.opportunity({ isClosed: false, amount: 16, closeDate: '2026-10-10', currency: 'EUR' });
    await ended('2026-10-10', null);
    const [book] = await close();
    expect(book).to.deep.include({
      period: '2026-10',
      credited: 'campaign',
      model: 'linear',
      opportunities: 3,
      closedAt: now,
      closedBy: 'kim',
      restatedAt: null,
      version: mappings?.version,
    });
    expect(figures(await show())).to.deep.equal([
      'won | (no-touches) | EUR | 1.00 | 0.00 | 1.00',
      'lost | (no-touches) | EUR | 2.00 | 0.00 | 2.00',
    ]);
    await close({ period: '2026-Q3' });
    expect(figures(await show({ period: '2026-Q3' }))).to.deep.equal([
      'won | (no-touches) | EUR | 4.00 | 0.00 | 4.00',
    ]);
  });

  it('tell which opportunities came later, are gone, or have another amount', async () => {
    const { won } = await october();
    const reopened = await ended('2026-10-05', 5);
    const moved = await ended('2026-10-06', 6);
    const lost = await ended('2026-10-07', 7);
    await close();
    const late = await ended('2026-10-08', 8);
    await edit(reopened, { isClosed: false, isWon: false });
    await edit(moved, { closeDate: '2026-11-02' });
    await edit(lost, { isWon: false });
    await edit(won, { currency: 'USD' });
    const report = await show();
    expect(report.notes.map(({ code, ids }) => [code, ...ids])).to.deep.equal([
      ['came-later', late],
      ['gone-since', ...[reopened, moved].toSorted()],
      ['other-amount', ...[won, lost].toSorted()],
    ]);
    expect(figures(report)).to.deep.equal([
      'won | (no-touches) | EUR | 18.00 | -10.00 | 8.00',
      'won | Fair | EUR | 1000.01 | -1000.01 | 0.00',
      'won | Fair | USD | 0.00 | 1000.01 | 1000.01',
      'lost | (no-touches) | EUR | 0.00 | 7.00 | 7.00',
    ]);
  });

  it('keep currency, rate and day of each line, of which every one can be seen', async () => {
    const ada = await seed.person();
    await fairTouch(ada);
    const won = await ended('2026-10-31', 100, { currency: 'CHF' });
    await edit(won, { rate: 0.9275 });
    await seed.role(won, ada);
    await close();
    const other = new Date('2026-11-20T09:00:00Z');
    now = other;
    await edit(won, { rate: 0.93 });
    const report = await show({ lines: true });
    const said = ([stated, why, , , , day, source, amount, currency, rate]: Report['rows'][number]) =>
      [stated, why, day, source, amount, currency, rate].join(' | ');
    expect(report.rows.map(said)).to.deep.equal([
      '2026-11-03T09:00:00.000Z | booked | 2026-10-31 | Fair | 100.00 | CHF | 0.9275',
      '2026-11-20T09:00:00.000Z | restated | 2026-10-31 | Fair | -100.00 | CHF | 0.9275',
      '2026-11-20T09:00:00.000Z | restated | 2026-10-31 | Fair | 100.00 | CHF | 0.93',
    ]);
    expect(report.rows.every((row) => row[3] === won)).to.equal(true);
    // Who was credited how much has not changed.
    expect(figures(await show())).to.deep.equal(['won | Fair | CHF | 100.00 | 0.00 | 100.00']);
  });

  it('are one row for a campaign that is called otherwise by now', async () => {
    const fair = await seed.campaign({ name: 'Fair' });
    const { ada } = await october();
    await close();
    await edit(fair, { name: 'Great fair' });
    await seed.touch(ada, '2026-10-20', 'form_submit', { campaign: 'Spring', about: 'Demo' });
    await sql`update touchpoint set campaign = ${fair} where campaign = 'Fair'`.execute(ledger.db);
    expect(figures(await show())).to.deep.equal([
      'won | Great fair | EUR | 1000.01 | -500.00 | 500.01',
      'won | Spring | EUR | 0.00 | 500.00 | 500.00',
    ]);
  });

  it('are closed by several models and by channel, each for itself', async () => {
    const { ada } = await october();
    await springTouch(ada);
    const closed = await close({ models: ['first', 'last'] });
    expect(closed.map(({ model }) => model)).to.deep.equal(['first', 'last']);
    await close({ by: 'channel', models: [] });
    const both = await show({ model: null });
    expect(both.rows.map((row) => row.join(' | '))).to.deep.equal([
      'first | won | Fair | EUR | 1000.01 | 0.00 | 1000.01',
      'last | won | Spring | EUR | 1000.01 | 0.00 | 1000.01',
    ]);
    const channel = await show({ by: 'channel', model: null });
    expect(channel.rows.map((row) => row.slice(0, 3))).to.deep.equal([
      ['w-shaped', 'won', 'Event'],
      ['w-shaped', 'won', 'Demo or sales request'],
    ]);
  });

  it('are closed once, also when two people do it at the same time, and then nothing is stored twice', async () => {
    await october();
    const answers = await Promise.all([refusal(close()), refusal(close({ models: ['first', 'linear'] }))]);
    expect(answers.filter((answer) => answer === 'nothing was refused')).to.have.length(1);
    const stored = await lines();
    expect(await refusal(close({ models: ['last', 'linear'] }))).to.match(
      /^CLOSED_BEFORE: 2026-10 is closed already by campaign and the model linear: on 2026-11-03T09:00:00.000Z by kim\./u,
    );
    expect(await lines()).to.deep.equal(stored);
    expect((await desk.books()).filter(({ model }) => model === 'last')).to.deep.equal([]);
  });

  it('are restated once by people who look at the same time', async () => {
    const { ada } = await october();
    await close();
    await springTouch(ada);
    await Promise.all([show(), show(), show()]);
    expect(await lines()).to.have.length(3);
  });

  it('say so when the rules have changed since', async () => {
    await october();
    await close();
    expect((await show()).notes).to.deep.equal([]);
    if (mappings === null) throw new Error('no mappings');
    const sources = new Map([...mappings.sources, ['reports.yaml', 'another']]);
    mappings = { ...mappings, sources };
    expect((await show()).notes.map(({ code }) => code)).to.deep.equal(['rules-changed']);
  });

  it('are refused, with what to do, where there is nothing to close or to show', async () => {
    await october();
    expect(await refusal(close({ period: '2026-11' }))).to.equal(
      'NOT_OVER: 2026-11 is not over: it can be closed from 2026-12-01T00:00:00.000Z on.',
    );
    expect(await refusal(close({ period: '2026-13' }))).to.match(
      /^NO_PERIOD: "2026-13" is no period\. Write/u,
    );
    expect(await refusal(close({ models: ['w-shape'] }))).to.match(
      /^UNKNOWN_CHOICE: there is no model "w-shape".*w-shaped/u,
    );
    expect(await refusal(close({ by: 'person' }))).to.match(/^UNKNOWN_CHOICE/u);
    expect(await refusal(show())).to.match(
      /^NOT_CLOSED: 2026-10 is not closed by the model linear\. 'leadloop/u,
    );
    await close();
    expect(await refusal(show({ model: 'first' }))).to.include('It is closed by campaign, model linear.');
    mappings = null;
    expect(await refusal(close())).to.match(/^NO_MAPPINGS/u);
  });

  it('hold opportunities and sources, and nothing of a person', async () => {
    const { ada } = await october();
    await close();
    const [line = ''] = await lines();
    expect(line).not.to.include(ada);
    expect(line).not.to.include('someone@example.com');
    const { rows } = await sql<{ who: string; what: string }>`select who, what from audit`.execute(ledger.db);
    expect(rows).to.deep.equal([{ who: 'kim', what: 'books close' }]);
  });
});
