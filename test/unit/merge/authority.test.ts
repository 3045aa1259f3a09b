import { expect } from 'chai';
import type { Value } from '../../../src/domain/value.ts';
import { at, hubspot, merge, row, salesforce } from './build.ts';

/**
 * The ten authorities against the situations they decide. A cell is what becomes the value of all, or a word:
 * `held` (both keep what they have) or `parked` (a person chooses).
 */
const SITUATIONS = {
  'both changed, HubSpot later': { hubspot: ['B', 'A', 10], salesforce: ['C', 'A', 9] },
  'both changed, Salesforce later': { hubspot: ['B', 'A', 9], salesforce: ['C', 'A', 10] },
  'both changed, times unknown': { hubspot: ['B', 'A', null], salesforce: ['C', 'A', 10] },
  'HubSpot changed, Salesforce cleared': { hubspot: ['B', 'A', 9], salesforce: [null, 'A', 10] },
  'HubSpot cleared, Salesforce changed': { hubspot: [null, 'A', 9], salesforce: ['C', 'A', 10] },
  'first meeting, different': { hubspot: ['B', undefined, 9], salesforce: ['C', undefined, 10] },
  'first meeting, Salesforce blank': { hubspot: ['B', undefined, 9], salesforce: [null, undefined, 10] },
  'only HubSpot changed': { hubspot: ['B', 'A', 9], salesforce: ['A', 'A', 8] },
} as const;
type Situation = keyof typeof SITUATIONS;

const CELLS: Readonly<Record<string, Readonly<Record<Situation, Value>>>> = {
  hubspot: cells('B', 'B', 'B', 'B', null, 'B', 'B', 'B'),
  salesforce: cells('C', 'C', 'C', null, 'C', 'C', 'B', 'B'),
  'hubspot-unless-blank': cells('B', 'B', 'B', 'B', 'C', 'B', 'B', 'B'),
  'salesforce-unless-blank': cells('C', 'C', 'C', 'B', 'C', 'C', 'B', 'B'),
  latest: cells('B', 'C', 'B', null, 'C', 'C', 'B', 'B'),
  'fill-blank': cells('held', 'held', 'held', 'B', 'C', 'held', 'B', 'held'),
  manual: cells('parked', 'parked', 'parked', 'parked', 'parked', 'parked', 'B', 'B'),
};

function cells(...values: readonly Value[]): Readonly<Record<Situation, Value>> {
  return Object.fromEntries(Object.keys(SITUATIONS).map((name, index) => [name, values[index]])) as Record<
    Situation,
    Value
  >;
}

describe('authority', () => {
  for (const [authority, expected] of Object.entries(CELLS)) {
    for (const [situation, cell] of Object.entries(expected)) {
      it(`${authority}: ${situation} → ${String(cell)}`, () => {
        const sides = SITUATIONS[situation as Situation];
        const of = row(`{ type: text, hubspot: a, salesforce: B__c, authority: ${authority} }`);
        const time = (hour: number | null): Date | null => (hour === null ? null : at(hour));
        const verdict = merge(
          of,
          hubspot(sides.hubspot[0], sides.hubspot[1], time(sides.hubspot[2])),
          salesforce(sides.salesforce[0], sides.salesforce[1], time(sides.salesforce[2])),
        );
        if (cell === 'held' || cell === 'parked') {
          expect(verdict.kind).to.equal(cell);
          expect(verdict.writes).to.deep.equal([]);
        } else {
          expect(verdict.value).to.equal(cell);
          expect(verdict.writes).to.not.be.empty;
        }
      });
    }
  }

  const combining: readonly (readonly [
    authority: string,
    type: string,
    a: Value,
    b: Value,
    base: Value,
    expected: Value,
  ])[] = [
    ['union', 'options', ['a', 'b'], ['b', 'c'], ['b'], ['a', 'b', 'c']],
    ['max', 'number', 7, 12, 5, 12],
    ['min', 'number', 7, 12, 20, 7],
    ['max', 'date', '2026-11-21', '2026-11-03', '2026-01-01', '2026-11-21'],
    [
      'min',
      'datetime',
      '2026-11-21T09:00:00.000Z',
      '2026-11-03T09:00:00.000Z',
      null,
      '2026-11-03T09:00:00.000Z',
    ],
  ];
  for (const [authority, type, a, b, base, expected] of combining) {
    const of = row(`{ type: ${type}, hubspot: a, salesforce: B__c, authority: ${authority} }`);
    it(`${authority} of a ${type}: both changed → ${JSON.stringify(expected)}`, () => {
      expect(merge(of, hubspot(a, base), salesforce(b, base)).value).to.deep.equal(expected);
    });
    it(`${authority} of a ${type}: a blank takes no part`, () => {
      expect(merge(of, hubspot(null, base ?? a), salesforce(b, base)).value).to.deep.equal(b);
    });
  }

  it('union: taking an option away on one side alone is a change like any other', () => {
    const of = row('{ type: options, hubspot: a, salesforce: B__c, authority: union }');
    expect(merge(of, hubspot(['a'], ['a', 'b']), salesforce(['a', 'b'], ['a', 'b'])).value).to.deep.equal([
      'a',
    ]);
  });
});

describe("the four sync rules of HubSpot's own Salesforce connector", () => {
  // https://knowledge.hubspot.com/salesforce/map-hubspot-properties-to-salesforce-fields

  describe('prefer Salesforce unless blank', () => {
    const rule = row(
      '{ type: text, hubspot: a, salesforce: B__c, direction: to hubspot, authority: salesforce-unless-blank }',
    );
    it('passes a value from HubSpot when Salesforce has none', () => {
      expect(merge(rule, hubspot('B', null), salesforce(null, null))).to.deep.include({
        value: 'B',
        writes: ['salesforce'],
      });
    });
    it('passes no value from HubSpot when Salesforce has one', () => {
      expect(merge(rule, hubspot('B', 'A'), salesforce('A', 'A')).writes).to.deep.equal([]);
    });
    it("lets Salesforce's value overwrite HubSpot's", () => {
      expect(merge(rule, hubspot('B', 'A'), salesforce('C', 'A'))).to.deep.include({
        value: 'C',
        writes: ['hubspot'],
      });
    });
    it('clears HubSpot when Salesforce is cleared', () => {
      expect(merge(rule, hubspot('A', 'A'), salesforce(null, 'A'))).to.deep.include({
        value: null,
        writes: ['hubspot'],
      });
    });
  });

  describe('always use Salesforce', () => {
    const rule = row('{ type: text, hubspot: a, salesforce: B__c, direction: to hubspot }');
    it('never passes a value from HubSpot, not even when Salesforce has none', () => {
      expect(merge(rule, hubspot('B', null), salesforce(null, null)).writes).to.deep.equal([]);
    });
    it("lets Salesforce's value overwrite HubSpot's, and clears it", () => {
      expect(merge(rule, hubspot('B', 'A'), salesforce('C', 'A')).writes).to.deep.equal(['hubspot']);
      expect(merge(rule, hubspot('A', 'A'), salesforce(null, 'A'))).to.deep.include({
        value: null,
        writes: ['hubspot'],
      });
    });
  });

  describe('two-way', () => {
    const rule = row('{ type: text, hubspot: a, salesforce: B__c, authority: latest }');
    it('takes the most recent value', () => {
      expect(merge(rule, hubspot('B', 'A', at(9)), salesforce('C', 'A', at(10))).value).to.equal('C');
      expect(merge(rule, hubspot('B', 'A', at(11)), salesforce('C', 'A', at(10))).value).to.equal('B');
    });
    it('clears the other side', () => {
      expect(merge(rule, hubspot(null, 'A'), salesforce('A', 'A'))).to.deep.include({
        value: null,
        writes: ['salesforce'],
      });
    });
  });

  describe("don't sync", () => {
    const rule = row('{ type: text, hubspot: a }');
    it('passes nothing to a system without a column', () => {
      expect(merge(rule, hubspot('B', 'A'), salesforce('A', 'A')).writes).to.deep.equal([]);
    });
  });
});
