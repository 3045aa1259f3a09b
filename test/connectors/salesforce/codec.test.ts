import { expect } from 'chai';
import fc from 'fast-check';
import { decode, encode, neutralType } from '../../../connectors/salesforce/codec.ts';
import { FIELD_TYPES } from '../../../src/domain/schema.ts';

const vendor = (type: string, referenceTo: readonly string[] = [], name = 'X'): string | null =>
  neutralType({ type, referenceTo, name });

describe('Salesforce values', () => {
  it('become neutral values', () => {
    expect(decode('datetime', '2026-11-21T18:30:00.000+0000')).to.equal('2026-11-21T18:30:00.000Z');
    expect(decode('datetime', '2026-11-21T18:30:00.000+0230')).to.equal('2026-11-21T16:00:00.000Z');
    expect(decode('date', '2026-11-21')).to.equal('2026-11-21');
    expect(decode('options', 'b;a;b')).to.deep.equal(['a', 'b']);
    expect(decode('number', 50)).to.equal(50);
    expect(decode('boolean', false)).to.equal(false);
  });

  it('are null when blank, as null, as empty text or as no options', () => {
    for (const type of FIELD_TYPES) {
      expect(decode(type, null), type).to.equal(null);
      expect(decode(type, ''), type).to.equal(null);
    }
    expect(decode('options', ';')).to.equal(null);
  });

  it('survive a way out and back', () => {
    const instant = fc.date({
      min: new Date('1700-01-01'),
      max: new Date('4000-01-01'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instant, (date) => {
        expect(decode('datetime', encode('datetime', date.toISOString()))).to.equal(date.toISOString());
      }),
    );
    const option = fc.stringMatching(/^[A-Za-z0-9 &-]{1,12}$/);
    fc.assert(
      fc.property(fc.uniqueArray(option, { minLength: 1 }), (values) => {
        const sorted = [...values].sort();
        expect(decode('options', encode('options', sorted))).to.deep.equal(sorted);
      }),
    );
    fc.assert(
      fc.property(
        fc.double({ noNaN: true }),
        (number) => decode('number', encode('number', number)) === number,
      ),
    );
  });

  it('write a blank checkbox as false, because null is refused for the whole record', () => {
    expect(encode('boolean', null)).to.equal(false);
    expect(encode('text', null)).to.equal(null);
    expect(encode('text', '')).to.equal(null);
    expect(encode('options', [])).to.equal(null);
    expect(encode(undefined, 'as it is')).to.equal('as it is');
  });

  it('have the neutral type of their field', () => {
    expect(vendor('reference', ['Account'], 'AccountId')).to.equal('reference');
    expect(vendor('reference', ['Group', 'User'], 'OwnerId')).to.equal('owner');
    expect(['currency', 'percent', 'double', 'int'].map((type) => vendor(type))).to.deep.equal(
      Array(4).fill('number'),
    );
    expect(vendor('picklist')).to.equal('option');
    expect(vendor('multipicklist')).to.equal('options');
    expect(vendor('address')).to.equal(null);
  });
});
