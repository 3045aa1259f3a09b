import { expect } from 'chai';
import fc from 'fast-check';
import type { Notice } from '../../src/domain/notice.ts';
import type { Value } from '../../src/domain/value.ts';
import { OCCASIONS } from '../../src/rules/handoff/hand-off.ts';
import type { HandOffInput } from '../../src/rules/handoff/input.ts';
import { fillLines, parseLines } from '../../src/rules/handoff/lines.ts';
import { makeHandOff, textField } from '../../src/rules/handoff/make.ts';
import { noticesFor } from '../../src/rules/handoff/tell.ts';
import { NOW } from '../unit/rules/build.ts';
import { handed, shippedHandOff } from '../unit/rules/handoff-build.ts';

const RULES = shippedHandOff();
const PERSON = [
  'email',
  'firstName',
  'lastName',
  'company',
  'jobTitle',
  'country',
  'phone',
  'mobilePhone',
  'message',
];
const COMPANY = ['name', 'industry', 'city'];

/** Every value holds the name of its field between signs, so that it can be found wherever it comes out. */
const marked = (name: string): fc.Arbitrary<Value> =>
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => `<${name}>${text}`),
    },
    { weight: 1, arbitrary: fc.constant(null) },
    {
      weight: 1,
      arbitrary: fc.integer({ min: 1, max: 40_000 }).map((times) => `<${name}>${'😀'.repeat(times)}`),
    },
  );
const fieldsOf = (names: readonly string[], prefix: string) =>
  fc.record(Object.fromEntries(names.map((name) => [name, marked(prefix + name)])));

const tells = fc.option(
  fc.record({
    fields: fc.subarray([...PERSON, ...COMPANY.map((name) => `company.${name}`)]),
    texts: fc.subarray([...RULES.texts.keys()]),
  }),
);
const touches = fc.array(
  fc.record({
    kind: fc.constantFrom('form_submit', 'page_view', 'meeting', 'my_kind'),
    at: fc.integer({ min: NOW - 1e10, max: NOW }),
    about: fc.option(fc.constantFrom('<touch>demo', '<touch>/pricing', '')),
    campaign: fc.option(fc.constantFrom('<campaign>A', '<campaign>B')),
  }),
  { maxLength: 20 },
);
const inputs: fc.Arbitrary<HandOffInput> = fc
  .record({
    person: fieldsOf(PERSON, ''),
    account: fc.option(fc.constant('e-1')),
    company: fc.option(fieldsOf(COMPANY, 'company.')),
    tell: tells,
    touches,
    previousStage: fc.constantFrom('engaged', 'customer'),
    link: fc.option(fc.constant('https://leadloop.example.com')),
  })
  .map(({ person, account, company, tell, ...more }) =>
    handed({ person: { ...blank, ...person, account }, company, tell, more }),
  );
const blank = Object.fromEntries(PERSON.map((name) => [name, null]));

/** All that comes out for one person, on every occasion. */
const allOf = (input: HandOffInput) => ({
  made: makeHandOff(RULES, input),
  later: OCCASIONS.map((kind) => noticesFor(RULES, input, { kind, nth: 1, to: 'field', said: 'No' })),
});
const stringsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
};

describe('laws of the hand-off', function () {
  this.timeout(60_000);

  it('the same input gives the same to the letter, in whatever order the touches come', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const once = JSON.stringify(allOf(input));
        expect(JSON.stringify(allOf(input))).to.equal(once);
        expect(JSON.stringify(allOf({ ...input, touches: input.touches.toReversed() }))).to.equal(once);
      }),
    );
  });

  it('a partner is never told a field or a text that it may not be told', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { tell } = input.routed;
        if (tell === null) return;
        const all = allOf(input);
        const out = stringsIn(all).join('\n');
        for (const name of [...PERSON, ...COMPANY.map((each) => `company.${each}`)])
          if (!tell.fields.includes(name)) expect(out, name).to.not.include(`<${name}>`);
        for (const name of RULES.texts.keys())
          if (!tell.texts.includes(name)) expect(all.made.person[textField(name)], name).to.equal(null);
        if (!tell.texts.includes('lastTouches')) expect(out).to.not.include('<touch>');
        if (!tell.texts.includes('campaigns') && !tell.texts.includes('lastTouches'))
          expect(out).to.not.include('<campaign>');
      }),
      { numRuns: 300 },
    );
  });

  it('nothing is longer than what a field takes, nor broken within a character', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { made, later } = allOf(input);
        for (const text of stringsIn(made)) {
          expect(text.length).to.be.at.most(32_000);
          expect(text.isWellFormed()).to.equal(true);
        }
        const notices: readonly Notice[] = [...made.notices, ...later.flat()];
        for (const subject of [...notices.map((one) => one.subject), String(made.task!['subject'])]) {
          expect(subject.length).to.be.within(1, 255);
          expect(subject).to.not.include('\n');
        }
        if (made.opportunity !== null) expect(String(made.opportunity['name']).length).to.be.within(1, 120);
      }),
    );
  });

  it('what is not known is never written out: no null, no undefined, no name in braces', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        for (const text of stringsIn(allOf(input)))
          expect(text).to.not.match(/\bnull\b|\bundefined\b|\{[a-zA-Z.]+\}|\bNaN\b/u);
      }),
    );
  });

  it('every line is filled as it stands, or left out', () => {
    const names = ['a', 'b', 'c'];
    const line = fc
      .array(
        fc.oneof(
          fc.constantFrom(...names).map((name) => `{${name}}`),
          fc.constantFrom('x', ': ', '-'),
        ),
        {
          minLength: 1,
          maxLength: 4,
        },
      )
      .map((parts) => parts.join(''));
    const values = fc.record(
      Object.fromEntries(names.map((name) => [name, fc.option(fc.constantFrom('1', '22'))])),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), values, (lines, known) => {
        const read = (name: string): Value => known[name] ?? null;
        const filled = lines
          .filter((each) => names.every((name) => !each.includes(`{${name}}`) || known[name] !== null))
          .map((each) => each.replace(/\{(\w)\}/gu, (_, name: string) => known[name] ?? ''));
        const some = lines.some((each) => each.includes('{'));
        const any = lines.some((each) => each.includes('{') && !/\{(\w)\}/u.test(fillable(each, known)));
        const wanted = some && !any ? '' : filled.join('\n').trim();
        const got = fillLines(parseLines(lines.join('\n')), read) ?? '';
        expect(squeezed(got)).to.equal(squeezed(wanted));
      }),
    );
  });
});

const fillable = (line: string, known: Readonly<Record<string, string | null>>): string =>
  line.replace(/\{(\w)\}/gu, (whole, name: string) => known[name] ?? whole);

/** Spaces at the ends of lines are not kept. */
const squeezed = (text: string): string => text.replace(/[ \t]+$/gmu, '').trim();
