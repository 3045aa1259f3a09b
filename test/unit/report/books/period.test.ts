import { expect } from 'chai';
import { bookPeriod } from '../../../../src/report/books/period.ts';

const days = (text: string): string | null => {
  const period = bookPeriod(text);
  return period === null
    ? null
    : [period.from, period.until].map((at) => at.toISOString().replace('T00:00:00.000Z', '')).join(' ');
};

describe('a period that can be closed', () => {
  it('is a month or a quarter, by UTC, until the next begins', () => {
    expect(days('2026-10')).to.equal('2026-10-01 2026-11-01');
    expect(days('2026-12')).to.equal('2026-12-01 2027-01-01');
    expect(days('2026-Q1')).to.equal('2026-01-01 2026-04-01');
    expect(days('2026-Q4')).to.equal('2026-10-01 2027-01-01');
  });

  it('is nothing else', () => {
    for (const text of [
      '2026',
      '2026-00',
      '2026-13',
      '2026-1',
      '2026-Q0',
      '2026-Q5',
      '2026-q1',
      ' 2026-10',
      '',
    ])
      expect(days(text), text).to.equal(null);
  });
});
