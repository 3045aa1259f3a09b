import { expect } from 'chai';
import { FIELD_TYPES, type FieldType } from '../../../src/domain/schema.ts';
import type { Value } from '../../../src/domain/value.ts';
import { parseValue } from '../../../src/mapping/parse-value.ts';

const ENTITY = '01a00000-0000-7000-8000-000000000001';

/** Typed text → the value, and text that is refused. */
const CASES: Readonly<
  Record<FieldType, readonly [taken: Readonly<Record<string, Value>>, refused: string[]]>
> = {
  text: [{ ' Head of Sales ': 'Head of Sales', '12': '12' }, []],
  email: [{ 'ada@example.com': 'ada@example.com' }, ['ada', 'ada@example']],
  phone: [{ '+44 20 7946 0000': '+44 20 7946 0000' }, ['ask reception']],
  url: [{ 'acme.com/about': 'acme.com/about' }, ['acme', 'acme com.']],
  number: [{ '12500': 12500, '-0.5': -0.5 }, ['12,500', '1e9', 'many']],
  boolean: [{ true: true, false: false }, ['yes', '1']],
  date: [{ '2026-11-21': '2026-11-21' }, ['21.11.2026', '2026-02-31']],
  datetime: [
    {
      '2026-11-21T18:30:00Z': '2026-11-21T18:30:00.000Z',
      '2026-11-21T18:30+01:00': '2026-11-21T17:30:00.000Z',
    },
    ['2026-11-21', '2026-11-21T18:30:00', '2026-02-31T18:30:00Z', '2026-11-21T25:00:00Z'],
  ],
  option: [{ Technology: 'Technology' }, []],
  options: [{ 'b; a;b': ['a', 'b'] }, []],
  owner: [{ 'rep@example.com': 'rep@example.com' }, ['Rep']],
  reference: [{ [ENTITY]: ENTITY }, ['Acme']],
};

describe('a value that a person gives', () => {
  for (const type of FIELD_TYPES) {
    const [taken, refused] = CASES[type];
    for (const [text, value] of Object.entries(taken)) {
      it(`is taken as ${type}: ${text}`, () => {
        expect(parseValue(type, text)).to.deep.equal({ kind: 'value', value });
      });
    }
    for (const text of refused) {
      it(`is refused as ${type}, without being repeated: ${text}`, () => {
        const parsed = parseValue(type, text);
        expect(parsed.kind).to.equal('failed');
        expect(JSON.stringify(parsed)).to.not.include(`"${text}`);
      });
    }
    it(`is a blank ${type} when it is nothing but space`, () => {
      expect(parseValue(type, '  ')).to.deep.equal({ kind: 'value', value: null });
    });
  }

  it('may come as JSON of its type', () => {
    expect(parseValue('number', 7)).to.deep.equal({ kind: 'value', value: 7 });
    expect(parseValue('options', ['b', 'a'])).to.deep.equal({ kind: 'value', value: ['a', 'b'] });
    expect(parseValue('text', ['a', 'b']).kind).to.equal('failed');
    expect(parseValue('number', true).kind).to.equal('failed');
  });
});
