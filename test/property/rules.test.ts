import { createHash } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { tellCondition } from '../../src/rules/condition.ts';
import { decide } from '../../src/rules/decide.ts';
import type { Decision } from '../../src/rules/decision.ts';
import { compileCondition } from '../../src/rules/files/compile-condition.ts';
import type { DecisionInput, Touchpoint } from '../../src/rules/input.ts';
import { receiptOf, replay, type Hash, type Receipt } from '../../src/rules/receipt.ts';
import { DAY, DEAL, did, NOW, rulesOf, schema, scoringText, shippedRules } from '../unit/rules/build.ts';

const rules = shippedRules();
const hash: Hash = (text) => createHash('sha256').update(text).digest('hex');

const touchpoint: fc.Arbitrary<Touchpoint> = fc.record({
  kind: fc.constantFrom(
    ...(['page_view', 'page_view', 'form_submit', 'email_click', 'meeting', 'list_member'] as const),
  ),
  at: fc.integer({ min: NOW - 120 * DAY, max: NOW + 2 * DAY }),
  about: fc.constantFrom('/pricing', '/product/a', '/careers', '/blog', 'demo', 'talk to sales', 'support'),
});

const blankOr = <T>(...values: readonly T[]) => fc.constantFrom(null, ...values);

const input: fc.Arbitrary<DecisionInput> = fc.record({
  person: fc.record(
    {
      email: blankOr('ada@acme.example', 'ada@gmail.com', 'ada@rival.example'),
      lastName: blankOr('Lovelace', '[not provided]'),
      company: blankOr('Acme'),
      jobTitle: blankOr('Head of IT', 'Sales manager', 'Student', 'Clerk'),
      country: blankOr('Germany', 'Chile'),
    },
    { requiredKeys: ['email'] },
  ),
  company: blankOr({ employees: 400, industry: 'Technology' }, { employees: 3, industry: null }),
  touchpoints: fc.array(touchpoint, { maxLength: 30 }),
  totals: fc.constant([]),
  standing: fc.record({
    stage: fc.constantFrom(...rules.qualification!.stages),
    cycle: fc.integer({ min: 1, max: 3 }),
    since: fc.integer({ min: NOW - 90 * DAY, max: NOW }),
    returnAt: fc.option(fc.integer({ min: NOW - 20 * DAY, max: NOW + 90 * DAY })),
    answeredAt: fc.option(fc.integer({ min: NOW - 40 * DAY, max: NOW })),
    heard: fc.constantFrom([], ['accepted']),
  }),
  opportunities: fc.constantFrom([], [DEAL]),
  now: fc.constant(NOW),
});

/** What a decision says that rules or people go by. */
const said = ({ score, qualification }: Decision): unknown => [
  score?.fit,
  score?.grade,
  score?.level,
  score?.priority,
  score?.intents.map(({ condition }) => condition.answer === 'held'),
  qualification?.transition?.recipe,
  qualification?.path,
  qualification?.recipes.map(({ condition, stoppedBy }) => [condition.answer === 'held', stoppedBy]),
  qualification?.gates.map(({ holds, opensAt }) => [holds, opensAt]),
];

const engagement = (text: string, touchpoints: readonly Touchpoint[], now = NOW): number =>
  decide(rulesOf({ scoring: text }), { ...NOBODY, touchpoints, now }).score?.engagement ?? Number.NaN;

const NOBODY: DecisionInput = {
  person: {},
  company: null,
  touchpoints: [],
  totals: [],
  standing: { stage: 'inquiry', cycle: 1, since: NOW, returnAt: null, answeredAt: null, heard: [] },
  opportunities: [],
  now: NOW,
};

describe('decisions', () => {
  it('do not depend on the order of touchpoints', () => {
    fc.assert(
      fc.property(input, fc.array(fc.nat(), { minLength: 30, maxLength: 30 }), (one, keys) => {
        const shuffled = one.touchpoints
          .map((each, index) => ({ each, key: keys[index] ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ each }) => each);
        expect(decide(rules, { ...one, touchpoints: shuffled })).to.deep.equal(decide(rules, one));
      }),
    );
  });

  it('need no touchpoints from before the longest window, and no kinds that are not read', () => {
    const { longestWindowMs, activities } = rules.reads;
    fc.assert(
      fc.property(input, (one) => {
        const old = [1, 2, 3].map((more) => did('page_view', longestWindowMs / DAY + more, '/pricing'));
        expect(decide(rules, { ...one, touchpoints: [...one.touchpoints, ...old] })).to.deep.equal(
          decide(rules, one),
        );
        const read = one.touchpoints.filter(({ kind }) => activities.includes(kind));
        expect(decide(rules, { ...one, touchpoints: read })).to.deep.equal(decide(rules, one));
      }),
    );
  });

  it('stay the same until the next moment, as long as nothing happens', () => {
    fc.assert(
      fc.property(input, fc.double({ min: 0, max: 1, noNaN: true }), (one, share) => {
        const { next, ...before } = decide(rules, one);
        const end = next ?? NOW + 1_000 * DAY;
        if (end === NOW) return;
        for (const moment of [end - 1, Math.floor(NOW + (end - 1 - NOW) * share)])
          expect(said(decide(rules, { ...one, now: moment }))).to.deep.equal(said({ next, ...before }));
      }),
      { numRuns: 500 },
    );
  });

  it('have a next moment at which something is different, if no touchpoint is dated ahead', () => {
    fc.assert(
      fc.property(input, (some) => {
        const touchpoints = some.touchpoints.filter(({ at }) => at <= NOW);
        const one = { ...some, touchpoints };
        const before = decide(rules, one);
        if (before.next === null || before.next === NOW) return;
        const after = decide(rules, { ...one, now: before.next });
        const found = (decision: Decision): unknown => [
          said(decision),
          decision.score?.signals.map(({ name }) => name),
          rules.thresholds.filter((threshold) => threshold <= (decision.score?.engagement ?? 0) * 1e6),
        ];
        expect(found(after)).not.to.deep.equal(found(before));
      }),
      { numRuns: 500 },
    );
  });

  it('have a receipt that replays to the letter, 10,000 times within seconds', () => {
    const inputs = fc.sample(input, { numRuns: 10_000, seed: 1 });
    const differing = inputs.find((one) => {
      const receipt = JSON.stringify(receiptOf(one, decide(rules, one), 'v1', hash));
      return JSON.stringify(replay(JSON.parse(receipt) as Receipt, rules, hash)) !== receipt;
    });
    expect(differing).to.equal(undefined);
  }).timeout(60_000);

  it('have one hash for one input, however its keys are ordered', () => {
    fc.assert(
      fc.property(input, (one) => {
        const turned = Object.fromEntries(Object.entries(one).reverse()) as unknown as DecisionInput;
        const hashOf = (of: DecisionInput): string => receiptOf(of, decide(rules, of), 'v1', hash).inputHash;
        expect(hashOf(turned)).to.equal(hashOf(one));
        expect(hashOf({ ...one, now: NOW + 1 })).not.to.equal(hashOf(one));
      }),
    );
  });
});

describe('a condition in its parts', () => {
  const fields = schema({ a: 'boolean', b: 'boolean', c: 'boolean', d: 'boolean' });
  const { text } = fc.letrec<{ text: string }>((tie) => ({
    text: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom('a', 'b', 'c', 'd', '!a', '(b)'),
      fc
        .tuple(tie('text'), fc.constantFrom('&&', '||'), tie('text'))
        .map(([left, sign, right]) => `(${left}) ${sign} ${right}`),
      tie('text').map((inner) => `!(${inner})`),
    ),
  }));
  const blankOrNot = fc.constantFrom(true, false, null);

  it('has the answer of the whole, and misses the same fields where there is none', () => {
    fc.assert(
      fc.property(
        text,
        fc.record({ a: blankOrNot, b: blankOrNot, c: blankOrNot, d: blankOrNot }),
        (written, values) => {
          const condition = compileCondition(written, { fields, activities: [] }, [], (_path, cause) => {
            throw new Error(`${written}: ${cause}`);
          });
          if (condition === null) throw new Error(written);
          const inputs = { fields: values, now: new Date(NOW) };
          const told = tellCondition(condition.parts, inputs);
          const whole = condition.whole.evaluate(inputs);
          expect(told.answer).to.equal(
            whole.kind === 'unknown' ? 'unknown' : whole.value === true ? 'held' : 'failed',
          );
          if (whole.kind === 'unknown') expect(told.missing).to.deep.equal(whole.missing);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('engagement', () => {
  const gains = scoringText({
    engagement:
      '{ name: View, activity: page_view, points: 7, half-life: 9d }\n{ name: Form, activity: form_submit, points: 10, within: 30d }',
    engagementCap: 40,
  });

  it('never rises by time alone where nothing takes points away', () => {
    const past = fc.array(touchpoint.map((one) => ({ ...one, at: Math.min(one.at, NOW) })));
    fc.assert(
      fc.property(past, fc.nat(200), fc.nat(200), (touchpoints, a, b) => {
        const [early, late] = [Math.min(a, b), Math.max(a, b)].map((days) => NOW + days * DAY);
        expect(engagement(gains, touchpoints, late)).to.be.at.most(engagement(gains, touchpoints, early));
      }),
    );
  });

  it('stays in its level until the next moment, and is in another then, whatever gives and takes points', () => {
    const both = scoringText({
      engagement:
        '{ name: View, activity: page_view, points: 9, half-life: 9d }\n{ name: Form, activity: form_submit, points: 10, within: 30d }\n{ name: Met, activity: meeting, points: 21, half-life: 40d }\n{ name: Left, activity: list_member, points: -12, half-life: 13d }\n{ name: Click, activity: email_click, points: -3, within: 20d }',
      engagementCap: 70,
    });
    const compiled = rulesOf({ scoring: both });
    const past = fc.array(
      touchpoint.map((one) => ({ ...one, at: Math.min(one.at, NOW) })),
      { maxLength: 25 },
    );
    const levelAt = (touchpoints: readonly Touchpoint[], now: number) =>
      decide(compiled, { ...NOBODY, touchpoints, now }).score?.level;
    fc.assert(
      fc.property(past, fc.double({ min: 0, max: 1, noNaN: true }), (touchpoints, share) => {
        const { next, score } = decide(compiled, { ...NOBODY, touchpoints });
        const end = next ?? NOW + 1_000 * DAY;
        for (const moment of [end - 1, Math.floor(NOW + (end - 1 - NOW) * share)])
          expect(levelAt(touchpoints, moment)).to.equal(score?.level);
        if (next !== null) expect(levelAt(touchpoints, next)).not.to.equal(score?.level);
      }),
      { numRuns: 1_000 },
    );
  });

  it('lies within the caps', () => {
    fc.assert(
      fc.property(fc.array(touchpoint), fc.constantFrom(1, -1), (touchpoints, sign) => {
        const text = gains.replaceAll('points: 7', `points: ${7 * sign}`);
        expect(engagement(text, touchpoints)).to.be.within(-40, 40);
      }),
    );
  });
});
