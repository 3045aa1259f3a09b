import { expect } from 'chai';
import { decimalsOf, readAmount, unitsAsText } from '../../../src/attribution/money.ts';

describe('an amount', () => {
  const read: readonly (readonly [text: string, currency: string | null, units: bigint, decimals: number])[] =
    [
      ['1234.5', 'EUR', 123_450n, 2],
      ['1234', 'JPY', 1_234n, 0],
      ['1234.00', 'JPY', 1_234n, 0],
      ['1.2345', 'KWD', 12_345n, 4],
      ['1.2', 'KWD', 1_200n, 3],
      ['0.30000000000000004', 'USD', 30_000_000_000_000_004n, 17],
      ['-20', 'usd', -2_000n, 2],
      ['+20.', null, 2_000n, 2],
      [' 7 ', 'no currency', 700n, 2],
      ['99999999999999999999', 'EUR', 9_999_999_999_999_999_999_900n, 2],
    ];
  for (const [text, currency, units, decimals] of read)
    it(`of "${text}" ${currency ?? 'without a currency'} is ${units} units of ${decimals} decimals`, () => {
      expect(readAmount(text, currency, '1.08')).to.deep.equal({ units, decimals, currency, rate: '1.08' });
    });

  for (const text of ['', ' ', '-', '.5', '1,000', '1e3', 'NaN', '12 EUR', '٣'])
    it(`is not "${text}"`, () => {
      expect(readAmount(text, 'EUR')).to.equal(null);
    });

  it('is told in decimals again', () => {
    const shown = [unitsAsText(123_450n, 2), unitsAsText(-5n, 2), unitsAsText(1_234n, 0), unitsAsText(0n, 3)];
    expect(shown).to.deep.equal(['1234.50', '-0.05', '1234', '0.000']);
  });

  it('has the decimals of its currency’s coins', () => {
    expect(['EUR', 'JPY', 'KWD', 'CLF', 'ZZZ', null].map(decimalsOf)).to.deep.equal([2, 0, 3, 4, 2, 2]);
  });
});
