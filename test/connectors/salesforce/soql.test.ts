import { expect } from 'chai';
import fc from 'fast-check';
import { inChunks, isIn, literal, select } from '../../../connectors/salesforce/soql.ts';

/** What Salesforce reads from a text literal: the value, and where the literal ended. */
function readLiteral(soql: string): { value: string; rest: string } {
  const unescaped: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
  let value = '';
  for (let at = 1; at < soql.length; at += 1) {
    const char = soql.charAt(at);
    if (char === "'") return { value, rest: soql.slice(at + 1) };
    if (char === '\\') {
      at += 1;
      const next = soql.charAt(at);
      value += unescaped[next] ?? next;
    } else value += char;
  }
  throw new Error('the literal does not end');
}

const nasty = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom("'", '\\', '"', '\n', ' ', 'x') }),
);

describe('SOQL statements of ours', () => {
  it('read back as the very text, whatever the text holds', () => {
    fc.assert(
      fc.property(nasty, (value) => {
        expect(readLiteral(`${literal(value)} AND 1`)).to.deep.equal({ value, rest: ' AND 1' });
      }),
    );
  });

  it('keep a trailing backslash inside its literal (jsforce does not)', () => {
    expect(isIn('Email', ["o'neil\\", 'b'])).to.equal(String.raw`Email IN ('o\'neil\\','b')`);
  });

  it('refuse an empty IN list instead of dropping the condition (jsforce drops it)', () => {
    expect(() => isIn('Id', [])).to.throw(RangeError, 'empty IN list');
  });

  it('refuse names that are no names', () => {
    expect(() => select({ fields: ['Id FROM User--'], from: 'Lead' })).to.throw(RangeError);
    expect(() => isIn("Id = '' OR Name", ['x'])).to.throw(RangeError);
  });

  it('write datetimes in UTC without quotes, and numbers, booleans and null bare', () => {
    expect(literal({ datetime: '2026-11-21T19:30:00.500+01:00' })).to.equal('2026-11-21T18:30:00Z');
    expect([1.5, true, null].map(literal)).to.deep.equal(['1.5', 'true', 'null']);
  });

  it('select each field once', () => {
    expect(
      select({ fields: ['Id', 'Name', 'Id'], from: 'Lead', where: 'Id = null', orderBy: ['Id'], limit: 5 }),
    ).to.equal('SELECT Id,Name FROM Lead WHERE Id = null ORDER BY Id LIMIT 5');
  });

  it('split values into lists of at most 400 and 12,000 encoded characters, losing none and keeping the order', () => {
    fc.assert(
      fc.property(fc.array(nasty, { maxLength: 900 }), (values) => {
        const chunks = inChunks(values);
        expect(chunks.flat()).to.deep.equal(values);
        for (const chunk of chunks) {
          expect(chunk.length).to.be.within(1, 400);
          if (chunk.length > 1) expect(encodeURIComponent(isIn('Email', chunk)).length).to.be.below(12_000);
        }
      }),
      { numRuns: 30 },
    );
    expect(inChunks(Array.from({ length: 401 }, String)).map((chunk) => chunk.length)).to.deep.equal([
      400, 1,
    ]);
  });
});
