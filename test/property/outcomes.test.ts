import { expect } from 'chai';
import fc from 'fast-check';
import type { DecisionInput, Opportunity, Standing } from '../../src/rules/input.ts';
import { hear, type Hearing } from '../../src/rules/outcomes/hear.ts';
import { parseOutcomes } from '../../src/rules/outcomes/parse.ts';
import { ADA, DAY, DEAL, NOW, schema, shipped, shippedRules } from '../unit/rules/build.ts';
import { taken } from '../unit/rules/build-files.ts';
import { SHIPPED_FIELDS } from '../unit/rules/fields.ts';

/** The shipped answers, with a reason that is required. */
const text = shipped('rules/outcomes.yaml').replace(
  'reason: otherwise',
  'reason-from: why\n    required: true',
);
const fields = new Map([...SHIPPED_FIELDS, ...schema({ why: 'text' })]);
const { qualification } = shippedRules();
const outcomes = taken(parseOutcomes(text, 'outcomes.yaml', fields, qualification)).value;

const reason = fc.constantFrom(null, 'No budget', 'bad data', 'no fit', 'whatever');
const opportunity = (id: string): fc.Arbitrary<Opportunity> =>
  fc
    .record({
      ending: fc.constantFrom('open', 'won', 'lost'),
      closedAt: fc.integer({ min: NOW - 9 * DAY, max: NOW }),
      lossReason: reason,
    })
    .map(({ ending, ...rest }) => ({
      ...DEAL,
      ...rest,
      id,
      isClosed: ending !== 'open',
      isWon: ending === 'won',
    }));

/** What sales shows of a person at one moment; a field that is not there was not read. */
const shows = fc.record({
  person: fc.record(
    {
      leadStatus: fc.constantFrom(
        null,
        'Open - Not Contacted',
        'Working - Contacted',
        'Closed - Not Converted',
      ),
      why: reason,
    },
    { requiredKeys: [] },
  ),
  opportunities: fc.tuple(opportunity('a'), opportunity('b')).chain((both) => fc.subarray(both)),
});
const standing: fc.Arbitrary<Standing> = fc.record({
  stage: fc.constantFrom(...outcomes.qualification.stages),
  cycle: fc.constant(1),
  since: fc.constant(NOW - DAY),
  returnAt: fc.constantFrom(null, NOW + DAY),
  answeredAt: fc.constant(null),
  heard: fc.subarray(['Won#a', 'Lost#a', 'Lost#b', 'In an opportunity#b', 'Rejected', 'Accepted', 'Gone']),
});
const inputOf = (shown: Pick<DecisionInput, 'person' | 'opportunities'>, at: Standing): DecisionInput => ({
  ...ADA,
  ...shown,
  standing: at,
});
const after = (at: Standing, { answer, heard }: Hearing): Standing => answer?.to ?? { ...at, heard };

describe('what sales answers', () => {
  it('changes nothing when it is heard a second time', () => {
    fc.assert(
      fc.property(shows, standing, (shown, at) => {
        const first = hear(outcomes, inputOf(shown, at));
        const then = after(at, first);
        const second = hear(outcomes, inputOf(shown, then));
        expect(second.answer).to.equal(null);
        expect(second.waiting).to.deep.equal(first.waiting);
        expect(after(then, second)).to.deep.equal(then);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is carried out once at most until it has been seen not to hold', () => {
    fc.assert(
      fc.property(fc.array(shows, { maxLength: 12 }), standing, (course, first) => {
        let at = first;
        const since = new Set(at.heard);
        for (const shown of course) {
          const hearing = hear(outcomes, inputOf(shown, at));
          const keyOf = (one: { readonly answer: string; readonly opportunity: string | null }): string =>
            one.opportunity === null ? one.answer : `${one.answer}#${one.opportunity}`;
          if (hearing.answer !== null) expect(since.has(keyOf(hearing.answer))).to.equal(false);
          const asked = new Map(hearing.asked.map((one) => [keyOf(one), one.condition.answer]));
          for (const key of since) if ((asked.get(key) ?? 'failed') === 'failed') since.delete(key);
          if (hearing.answer !== null) since.add(keyOf(hearing.answer));
          at = after(at, hearing);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('leads only where a move does, and is never lost for want of a reason', () => {
    fc.assert(
      fc.property(shows, standing, (shown, at) => {
        const hearing = hear(outcomes, inputOf(shown, at));
        const { answer, waiting, heard } = hearing;
        if (answer !== null)
          expect(
            outcomes.qualification.moves.some(
              ({ from, to }) => from.includes(answer.from.stage) && to.includes(answer.to.stage),
            ),
          ).to.equal(true);
        for (const { answer: name } of waiting) expect(heard).not.to.include(name);
      }),
    );
  });

  it('does not depend on the order of opportunities, and is the same as plain JSON', () => {
    fc.assert(
      fc.property(shows, standing, (shown, at) => {
        const input = inputOf(shown, at);
        const hearing = hear(outcomes, input);
        const turned = { ...input, opportunities: input.opportunities.toReversed() };
        expect(hear(outcomes, turned)).to.deep.equal(hearing);
        const plain = JSON.parse(JSON.stringify(input)) as DecisionInput;
        expect(JSON.stringify(hear(outcomes, plain))).to.equal(JSON.stringify(hearing));
      }),
    );
  });
});
