import { expect } from 'chai';
import fc from 'fast-check';
import type { Value } from '../../src/domain/value.ts';
import { coerce } from '../../src/mapping/coerce.ts';
import { FIELD_TYPES } from '../../src/domain/schema.ts';
import { parseMapping } from '../../src/mapping/parse.ts';
import { applyAll } from '../../src/mapping/transform.ts';
import { TRANSFORMS } from '../../src/mapping/transforms/index.ts';
import { readValues, writeValues } from '../../src/mapping/value-map.ts';

const texts = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.webUrl(),
  fc.emailAddress(),
  fc.stringMatching(/^[+0-9 ().,/-]{0,18}$/u),
  fc
    .date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  fc.constantFrom('ß', 'ŉ', 'İ', 'ǅ', 'USA', 'österreich', 'O’NEILL', ' a  b ', '😀😀😀'),
);
const values: fc.Arbitrary<Value> = fc.oneof(
  texts,
  fc.double({ noNaN: true }),
  fc.boolean(),
  fc.constant(null),
);

describe('mapping laws', () => {
  for (const kind of TRANSFORMS.values()) {
    it(`${kind.name}: doing it twice is doing it once`, () => {
      const args = kind.examples.map((example) => example.argument);
      const transforms = [...new Set(args)].map((argument) => kind.compile(argument));
      fc.assert(
        fc.property(fc.constantFrom(...transforms), values, (transform, value) => {
          if (typeof transform === 'string') throw new Error(transform);
          const once = applyAll([transform], value);
          if (once.kind === 'value') expect(applyAll([transform], once.value)).to.deep.equal(once);
        }),
        { numRuns: 1000 },
      );
    });
  }

  it('a value of a type is a value of that type still', () => {
    fc.assert(
      fc.property(fc.constantFrom(...FIELD_TYPES), values, (type, value) => {
        const once = coerce(type, value);
        if (once.kind === 'value') expect(coerce(type, once.value)).to.deep.equal(once);
      }),
    );
  });

  it('a value written through a value map reads back as itself', () => {
    const words = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const maps = fc
      .uniqueArray(fc.tuple(words, words), { selector: ([theirs]) => theirs, minLength: 1 })
      .map((pairs) => new Map(pairs));
    fc.assert(
      fc.property(maps, words, (map, ours) => {
        const written = writeValues(map, new Map()).apply(ours);
        if (written.kind === 'value')
          expect(readValues(map, null).apply(written.value)).to.deep.equal({ kind: 'value', value: ours });
        else expect([...map.values()]).to.not.include(ours);
      }),
    );
  });

  it('any text is read as a mapping or answered with problems that have a place, never with an exception', () => {
    const files = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record({
          entity: fc.constant('person'),
          systems: fc.constant({ a: { object: 'x' } }),
          fields: fc.dictionary(
            fc.string(),
            fc.dictionary(fc.constantFrom('type', 'a', 'b', 'authority'), fc.jsonValue()),
          ),
        })
        .map((file) => JSON.stringify(file)),
    );
    fc.assert(
      fc.property(files, (text) => {
        const result = parseMapping(text, 'x.yaml');
        if (result.kind === 'ok') return;
        expect(result.problems).to.not.be.empty;
        for (const problem of result.problems) {
          expect(problem.line).to.be.at.least(1);
          expect(problem.column).to.be.at.least(1);
          expect(problem.cause).to.not.equal('');
          expect(problem.fix).to.not.equal('');
        }
      }),
      { numRuns: 1500 },
    );
  });
});
