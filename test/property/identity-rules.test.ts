import { expect } from 'chai';
import fc from 'fast-check';
import type { Fields } from '../../src/domain/value.ts';
import { agreementsOf } from '../../src/identity/agreement.ts';
import { blockKeys } from '../../src/identity/block-keys.ts';
import { editSimilarity } from '../../src/identity/compare/edit-distance.ts';
import { COMPARATORS } from '../../src/identity/compare/index.ts';
import { jaroWinkler } from '../../src/identity/compare/jaro-winkler.ts';
import { decideIdentity } from '../../src/identity/decide-identity.ts';
import { judge } from '../../src/identity/judge.ts';
import { prepare } from '../../src/identity/prepare.ts';
import { scoreOf } from '../../src/identity/score.ts';
import { companyWords } from '../../src/identity/text/company-name.ts';
import { fold } from '../../src/identity/text/fold.ts';
import { personWords } from '../../src/identity/text/person-name.ts';
import { streetWords } from '../../src/identity/text/street.ts';
import { candidate, shippedRules } from '../unit/identity/build.ts';

const rules = shippedRules('person');

const names = fc.constantFrom(
  'Anna',
  'Ana',
  'Anna Maria',
  'A.',
  'Gruber',
  'Grubre',
  'Gruber-Huber',
  'Peter',
  'Müller',
  'Muller',
  'Ó',
);
const values = fc.oneof(
  names,
  fc.string(),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.emailAddress(),
  fc.constantFrom(
    'anna@acme.example',
    'ana@acme.example',
    'info@acme.example',
    '+431515150',
    '+431515150 ext. 3',
  ),
  fc
    .date({ min: new Date('1970-01-01'), max: new Date('1972-12-31'), noInvalidDate: true })
    .map((day) => day.toISOString().slice(0, 10)),
  fc.integer({ min: -1000, max: 1000 }).map(String),
);
const blankOr = (value: fc.Arbitrary<string>): fc.Arbitrary<string | null> => fc.option(value, { nil: null });
const people: fc.Arbitrary<Fields> = fc.record({
  firstName: blankOr(names),
  lastName: blankOr(names),
  email: blankOr(
    fc.constantFrom('anna@acme.example', 'ana@acme.example', 'anna.gruber@gmail.com', 'info@acme.example'),
  ),
  phone: blankOr(fc.constantFrom('+431515150', '+431515151')),
  mobilePhone: blankOr(fc.constantFrom('+431515150', '+436641234567')),
  company: blankOr(fc.constantFrom('Acme', 'Acme GmbH', 'Zenith Ltd')),
  street: blankOr(fc.constantFrom('Hauptstraße 5', 'Hauptstr. 5', 'Ring 1')),
  city: blankOr(fc.constantFrom('Wien', 'Graz')),
  birthDate: blankOr(fc.constantFrom('1980-03-04', '1980-04-03', '1990-01-01')),
});

describe('laws of similarity', () => {
  const plain = { 'Jaro–Winkler': jaroWinkler, 'edit similarity': editSimilarity };
  for (const [name, similarity] of Object.entries(plain)) {
    it(`${name} is symmetric, 1 for equal texts only, and between 0 and 1`, () => {
      const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 9 });
      fc.assert(
        fc.property(fc.oneof(letters, values), fc.oneof(letters, values), (a, b) => {
          const found = similarity(a, b);
          expect(found).to.equal(similarity(b, a));
          expect(found).to.be.within(0, 1);
          expect(found === 1).to.equal(a === b);
        }),
        { numRuns: 3000 },
      );
    });
  }

  for (const [name, comparator] of Object.entries(COMPARATORS)) {
    it(`comparing as ${name} is symmetric, 1 for equal values only, and between 0 and 1`, () => {
      fc.assert(
        fc.property(values, values, (one, other) => {
          const [a, b] = [comparator.form(one), comparator.form(other)];
          if (a === null || b === null) return;
          const found = comparator.similarity(a, b);
          expect(found).to.equal(comparator.similarity(b, a));
          expect(found).to.be.within(0, 1);
          expect(comparator.similarity(a, a)).to.equal(1);
          expect(found === 1).to.equal(a.text === b.text);
        }),
        { numRuns: 1000 },
      );
    });
  }

  const normalisers = {
    text: fold,
    'person’s name': (text: string) => personWords(text).join(' '),
    'company’s name': (text: string) => companyWords(text).join(' '),
    street: (text: string) => streetWords(text).join(' '),
  };
  for (const [name, normalise] of Object.entries(normalisers)) {
    it(`case and accents of a ${name} do not matter`, () => {
      fc.assert(
        fc.property(fc.oneof(names, fc.stringMatching(/^[a-zäöüé .,-]{0,20}$/u)), (text) => {
          expect(normalise(text.toUpperCase())).to.equal(normalise(text));
          expect(normalise(text.normalize('NFD'))).to.equal(normalise(text));
        }),
      );
    });
  }
});

describe('laws of identity rules', () => {
  it('a pair is judged the same from both sides', () => {
    fc.assert(
      fc.property(people, people, (one, other) => {
        const [a, b] = [prepare(rules, one), prepare(rules, other)];
        expect(judge(rules, a, b)).to.deep.equal(judge(rules, b, a));
      }),
      { numRuns: 1000 },
    );
  });

  it('no comparison weighs more than its ceiling, so that giving up early changes nothing', () => {
    const scoring = rules.rules.find((rule) => rule.kind === 'score')!;
    fc.assert(
      fc.property(people, people, (one, other) => {
        const [a, b] = [prepare(rules, one), prepare(rules, other)];
        const asked = agreementsOf(rules, a, b);
        for (const name of rules.comparisons.keys()) {
          expect(asked.ceiling(name), name).to.be.at.least(agreementsOf(rules, a, b).get(name).weight);
        }
        const patient = scoreOf({ ...scoring, park: 1e-9 }, agreementsOf(rules, a, b));
        const hasty = scoreOf(scoring, asked);
        if (hasty === null) expect(patient?.probability ?? 0).to.be.lessThan(scoring.park);
        else expect(hasty).to.deep.equal(patient);
      }),
      { numRuns: 1000 },
    );
  });

  it('the decision does not depend on the order of the candidates', () => {
    fc.assert(
      fc.property(people, fc.array(people, { maxLength: 5 }), (one, others) => {
        const candidates = others.map((fields, index) =>
          candidate(String(index), fields, index < 2 ? 'e' : null),
        );
        expect(decideIdentity(rules, one, candidates.toReversed())).to.deep.equal(
          decideIdentity(rules, one, candidates),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('one more candidate never makes a link to another one, and an unrelated one changes nothing', () => {
    fc.assert(
      fc.property(people, fc.array(people, { maxLength: 4 }), people, (one, others, more) => {
        const candidates = others.map((fields, index) => candidate(String(index), fields));
        const before = decideIdentity(rules, one, candidates);
        const after = decideIdentity(rules, one, [...candidates, candidate('more', more)]);
        if (after.kind === 'link' && after.candidate.ref.id !== 'more') expect(after).to.deep.equal(before);
        const unrelated = { firstName: 'Zoltan', lastName: 'Quist', email: 'zq@zenith.example' };
        expect(decideIdentity(rules, one, [...candidates, candidate('zq', unrelated)])).to.deep.equal(before);
      }),
      { numRuns: 500 },
    );
  });

  it('two candidates that would each be linked are never linked together', () => {
    fc.assert(
      fc.property(people, people, people, (one, a, b) => {
        const alone = [candidate('a', a), candidate('b', b)].map(
          (each) => decideIdentity(rules, one, [each]).kind,
        );
        const both = decideIdentity(rules, one, [candidate('a', a), candidate('b', b)]);
        if (alone.every((kind) => kind === 'link')) expect(both.kind).to.equal('park');
      }),
      { numRuns: 2000 },
    );
  });

  it('a record without values is linked to nobody and in no block', () => {
    fc.assert(
      fc.property(people, (other) => {
        expect(decideIdentity(rules, {}, [candidate('1', other)]).kind).to.equal('new');
        expect(blockKeys(rules, prepare(rules, {}))).to.deep.equal([]);
      }),
    );
  });
});
