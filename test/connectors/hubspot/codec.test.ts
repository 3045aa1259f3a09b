import { expect } from 'chai';
import fc from 'fast-check';
import { decode, encode } from '../../../connectors/hubspot/codec.ts';

describe('the HubSpot codec', () => {
  it('reads null and the empty text of every type as blank', () => {
    for (const type of ['text', 'number', 'boolean', 'date', 'datetime', 'options', 'owner'] as const) {
      expect(decode(null, type)).to.equal(null);
      expect(decode('', type)).to.equal(null);
    }
  });

  it('writes blank as the empty text and never as the word null', () => {
    expect(encode(null)).to.equal('');
  });

  it('keeps zero and false apart from blank', () => {
    expect(decode('0', 'number')).to.equal(0);
    expect(decode('false', 'boolean')).to.equal(false);
    expect(encode(0)).to.equal('0');
    expect(encode(false)).to.equal('false');
  });

  it('reads dates from ISO and from milliseconds of midnight UTC', () => {
    expect(decode('2025-10-05', 'date')).to.equal('2025-10-05');
    expect(decode('1759622400000', 'date')).to.equal('2025-10-05');
  });

  it('reads datetimes with milliseconds, whether HubSpot gave a fraction, none, or epoch milliseconds', () => {
    expect(decode('2025-10-05T03:30:17.883Z', 'datetime')).to.equal('2025-10-05T03:30:17.883Z');
    expect(decode('2025-10-05T03:30:17Z', 'datetime')).to.equal('2025-10-05T03:30:17.000Z');
    expect(decode('1762212973632', 'datetime')).to.equal('2025-11-03T23:36:13.632Z');
  });

  it('reads check boxes sorted, without repeats and without the blank of a leading semicolon', () => {
    expect(decode(';B;A;B', 'options')).to.deep.equal(['A', 'B']);
    expect(decode(';', 'options')).to.equal(null);
  });

  it('counts a value it cannot understand as not read', () => {
    expect(decode('many', 'number')).to.equal(undefined);
    expect(decode('soon', 'datetime')).to.equal(undefined);
    expect(decode('maybe', 'boolean')).to.equal(undefined);
  });

  it('writes very large and very small numbers without an exponent', () => {
    expect(encode(1e21)).to.equal('1000000000000000000000');
    expect(encode(1e-7)).to.equal('0.0000001');
  });

  it('gives back every number it wrote', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e30, max: 1e30 }), (number) => {
        fc.pre(number === 0 || Math.abs(number) > 1e-80);
        const wire = encode(number);
        expect(wire).to.match(/^-?\d+(\.\d+)?$/);
        expect(decode(wire, 'number')).to.equal(Object.is(number, -0) ? 0 : number);
      }),
    );
  });

  it('gives back every datetime, text and set of options it wrote', () => {
    const option = fc.stringMatching(/^[A-Za-z0-9 _-]+$/);
    fc.assert(
      fc.property(
        fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31T00:00:00Z') }),
        fc.string({ minLength: 1 }),
        fc.uniqueArray(option, { minLength: 1 }),
        (date, text, options) => {
          expect(decode(encode(date.toISOString()), 'datetime')).to.equal(date.toISOString());
          expect(decode(encode(text), 'text')).to.equal(text);
          const sorted = options.toSorted();
          expect(decode(encode(sorted), 'options')).to.deep.equal(sorted);
        },
      ),
    );
  });
});
