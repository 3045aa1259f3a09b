import { expect } from 'chai';
import fc from 'fast-check';
import type { Report } from '../../../src/domain/report.ts';
import { reportAsCsv } from '../../../src/report/csv.ts';
import { addMoney, moneyText, noMoney, perHead, returnOn } from '../../../src/report/money-sum.ts';
import { quantile, wilson } from '../../../src/report/statistics.ts';
import { parse } from 'csv-parse/sync';

const report = (texts: readonly string[]): Report => ({
  name: 'campaigns',
  title: '',
  asked: [],
  columns: [
    { name: 'source', title: 'Source', kind: 'text' },
    { name: 'revenue', title: 'Revenue', kind: 'money' },
  ],
  rows: texts.map((text) => [text, '-5.00']),
  notes: [],
});

describe('a report as CSV', () => {
  it('comes back as it was, whatever is in it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string().filter((text) => !/^[=+\-@\t\r]/.test(text) && text !== '')),
        (texts) => {
          const rows: string[][] = parse(reportAsCsv(report(texts)), { recordDelimiter: '\r\n' });
          expect(rows.slice(1)).to.deep.equal(texts.map((text) => [text, '-5.00']));
        },
      ),
    );
  });

  it('is no formula to a spreadsheet; money may be negative', () => {
    expect(reportAsCsv(report(['=HYPERLINK("http://x")']))).to.equal(
      `source,revenue\r\n"'=HYPERLINK(""http://x"")",-5.00\r\n`,
    );
  });
});

describe('money', () => {
  it('is added exactly, of whatever decimals and in whatever order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.nat(6))),
        (parts) => {
          const sum = (some: typeof parts) =>
            some.reduce((all, [units, decimals]) => addMoney(all, units, decimals), noMoney(''));
          const exact = parts.reduce(
            (all, [units, decimals]) => all + units * 10n ** BigInt(6 - decimals),
            0n,
          );
          const { units, decimals } = sum(parts);
          expect(units * 10n ** BigInt(6 - decimals)).to.equal(exact);
          expect(moneyText(sum(parts.toReversed()))).to.equal(moneyText(sum(parts)));
        },
      ),
    );
  });
});

describe('cost', () => {
  it('falls to each of so many within half of the smallest unit, and to none of none', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
        fc.integer({ min: 1, max: 10_000 }),
        (units, n) => {
          const each = perHead({ units, decimals: 2 }, n)?.units ?? 0n;
          const off = each * BigInt(n) - units;
          expect(2n * (off < 0n ? -off : off) <= BigInt(n)).to.equal(true);
        },
      ),
    );
    expect(perHead({ units: 1n, decimals: 2 }, 0)).to.equal(null);
  });

  it('comes back with revenue, whatever the decimals of both', () => {
    expect(returnOn({ units: 200n, decimals: 2 }, { units: 5n, decimals: 0 })).to.equal(1.5);
    expect(returnOn({ units: 3n, decimals: 0 }, { units: 100n, decimals: 2 })).to.equal(-0.6667);
    expect(returnOn({ units: 0n, decimals: 2 }, { units: 5n, decimals: 0 })).to.equal(null);
  });
});

describe('shares and times', () => {
  it('have bounds of chance as Wilson gives them', () => {
    // https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval: 1 of 10.
    const interval = wilson(1, 10);
    expect(interval?.low).to.be.closeTo(0.0179, 1e-4);
    expect(interval?.high).to.be.closeTo(0.4042, 1e-4);
    expect(wilson(0, 5)?.low).to.equal(0);
    expect(wilson(0, 0)).to.equal(null);
  });

  it('lie between two values in proportion', () => {
    expect(quantile([1, 2, 3, 4], 0.5)).to.equal(2.5);
    expect(quantile([7], 0.9)).to.equal(7);
    expect(quantile([], 0.9)).to.equal(null);
  });
});
