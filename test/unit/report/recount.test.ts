import { expect } from 'chai';
import { asTable, compare } from '../../../bench/loop/compare.ts';
import { anomalies, campaigns, sources, unlinked } from '../../../bench/loop/recount.ts';
import type { Deal, Lead } from '../../../bench/loop/rows.ts';
import type { Report } from '../../../src/domain/report.ts';

const LEADS: readonly Lead[] = [
  { id: 'a', day: '2018-01-02', origin: 'email' },
  { id: 'b', day: '2018-01-03', origin: 'email' },
  { id: 'c', day: '2018-01-04', origin: '' },
  { id: 'd', day: '2018-03-05', origin: 'unknown' },
];
const DEALS: readonly Deal[] = [
  { lead: 'a', day: '2018-01-02', revenue: '0.0' },
  { lead: 'c', day: '2018-04-01', revenue: '12.5' },
  { lead: 'd', day: '2018-03-04', revenue: '7' },
];

describe('the recount of leads and deals', () => {
  it('counts people and customers by origin, blank and "unknown" apart', () => {
    expect(sources(LEADS, DEALS)).to.deep.equal({
      email: { people: 2, customer: 1, conversion: '0.500000' },
      '(blank)': { people: 1, customer: 1, conversion: '1.000000' },
      unknown: { people: 1, customer: 1, conversion: '1.000000' },
    });
  });

  it('puts what was won before its lead down to no touch', () => {
    expect(campaigns(LEADS, DEALS)).to.deep.equal({
      email: { people: 2, won: 1, revenue: '0.00' },
      '(unknown)': { people: 1, won: 1, revenue: '12.50' },
      unknown: { people: 1, won: 0, revenue: '0.00' },
      '(no-touches)': { people: 0, won: 1, revenue: '7.00' },
    });
  });

  it('finds what would mislead, and deals without a lead of their own', () => {
    expect([...anomalies(LEADS, DEALS)]).to.deep.equal([
      ['won-before-first-touch', '1 opportunity:'],
      ['won-for-nothing', '1 opportunity:'],
      ['one-amount-is-most', '12.50 of 19.50'],
      ['no-outcomes', '2018-02'],
    ]);
    expect([...anomalies(LEADS, [])]).to.deep.equal([]);
    const again: Deal = { lead: 'a', day: '2018-02-01', revenue: '1' };
    const stranger: Deal = { lead: 'x', day: '2018-02-01', revenue: '1' };
    expect(unlinked(LEADS, [...DEALS, again, stranger])).to.deep.equal([again, stranger]);
  });
});

describe('a report beside the recount', () => {
  const report: Report = {
    name: 'sources',
    title: '',
    asked: [],
    columns: [
      { name: 'source', title: '', kind: 'text' },
      { name: 'mql', title: '', kind: 'count' },
      { name: 'people', title: '', kind: 'count' },
      { name: 'conversion', title: '', kind: 'share' },
    ],
    rows: [
      ['email', 9, 2, 1 / 3],
      ['elsewhere', 9, 1, 0],
    ],
    notes: [],
  };

  it('is compared figure by figure, also rows that only one of them has', () => {
    const compared = compare(report, { email: { people: 2, conversion: '0.333333' }, fair: { people: 1 } });
    expect(
      compared.map(({ origin, column, told, counted }) => [origin, column, told, counted]),
    ).to.deep.equal([
      ['email', 'people', 2, 2],
      ['email', 'conversion', '0.333333', '0.333333'],
      ['fair', 'people', null, 1],
      ['fair', 'conversion', null, null],
      ['elsewhere', 'people', 1, null],
      ['elsewhere', 'conversion', '0.000000', null],
    ]);
    expect(asTable(compared)[1]).to.deep.equal({
      origin: 'fair',
      people: 'none',
      'people, recounted': '1',
      conversion: 'none',
      'conversion, recounted': 'none',
    });
  });
});
