import { expect } from 'chai';
import { courseOf } from '../../../src/decide/steps.ts';
import { tellOpportunities } from '../../../src/decide/tell-opportunities.ts';
import { tellCourse, tellsMore } from '../../../src/decide/tell.ts';
import { PERSON } from '../../../src/domain/entity.ts';
import type { Fields } from '../../../src/domain/value.ts';
import type { DecisionInput, Opportunity } from '../../../src/rules/input.ts';
import { OUTCOMES_FILE, parseOutcomes } from '../../../src/rules/outcomes/parse.ts';
import { ADA, DAY, did, NOW, shipped, shippedRules } from '../rules/build.ts';
import { shippedMappings } from '../backtest/build.ts';
import { taken } from '../rules/build-files.ts';
import { SHIPPED_FIELDS } from '../rules/fields.ts';

const rules = shippedRules();
const outcomes = taken(
  parseOutcomes(shipped(OUTCOMES_FILE), 'outcomes.yaml', SHIPPED_FIELDS, rules.qualification),
).value;

interface Says {
  readonly stage: string;
  readonly person?: Fields;
  readonly more?: Partial<DecisionInput>;
  readonly days?: number;
}

/** What is told of Ada, who has been in a stage for some days, after `told`. */
const tells = ({ stage, person = {}, more = {}, days = 1 }: Says, told: Fields = {}): Fields => {
  const input = {
    ...ADA,
    person: { ...ADA.person, ...person },
    standing: { ...ADA.standing, stage, since: NOW - days * DAY },
    ...more,
  };
  return tellCourse(courseOf({ rules, outcomes, version: '1', hash: (text) => text }, input), outcomes, told);
};

const REJECTED = { leadStatus: 'Closed - Not Converted', rejectionReason: 'No budget' };

describe('what systems are told of a decision', () => {
  it('is no life-cycle stage while marketing has the person', () => {
    expect(tells({ stage: 'inquiry' })['lifecycle']).to.equal(null);
    expect(tells({ stage: 'engaged' })['lifecycle']).to.equal(null);
  });

  it('is the life-cycle stage of sales from then on, and leads back whom it has led on', () => {
    const told = tells({ stage: 'inquiry', more: { touchpoints: [did('form_submit', 0, 'Talk to sales')] } });
    expect(told).to.include({ stage: 'mql', lifecycle: 'marketingqualifiedlead' });
    expect(tells({ stage: 'mql', person: REJECTED }, told)).to.include({
      stage: 'recycled',
      lifecycle: 'lead',
    });
  });

  it('leads nobody back whom it has not led on: they may be customers whom only marketing knows', () => {
    const told = tells({ stage: 'engaged', days: 61 });
    expect(told).to.include({ stage: 'recycled', lifecycle: null });
  });

  it('is the reason in the words of sales, and the track, until the person comes into another stage', () => {
    const told = tells({ stage: 'mql', person: REJECTED }, { leadStatus: 'Open - Not Contacted' });
    expect(told).to.include({
      reason: 'No budget',
      rejectionReason: 'No budget',
      nurture: 'Keep warm',
      leadStatus: null,
    });
    const back = tells(
      { stage: 'recycled', more: { touchpoints: [did('form_submit', 0, 'Talk to sales')] } },
      told,
    );
    // The next hand-off takes the reason back.
    expect(back).to.include({ stage: 'mql', reason: null, nurture: null, rejectionReason: 'No budget' });
  });

  it('is that a lead is to be converted, into the account that is known, when sales accepts it and the hand-off said so', () => {
    const accepted = { leadStatus: 'Working - Contacted', account: 'e-acme' };
    expect(tells({ stage: 'mql', person: accepted }, { convertOnAcceptance: true })).to.include({
      converted: true,
      convertedAccount: 'e-acme',
    });
    expect(tells({ stage: 'mql', person: accepted })).to.not.have.property('converted');
    expect(tells({ stage: 'mql', person: REJECTED }, { convertOnAcceptance: true })).to.not.have.property(
      'converted',
    );
  });

  it('keeps the status that the hand-off gave until sales answers', () => {
    const told = tells({ stage: 'mql' }, { leadStatus: 'Open - Not Contacted' });
    expect(told['leadStatus']).to.equal('Open - Not Contacted');
  });

  it('is worth another look where a mapping names what is new, and only there', () => {
    const mapping = shippedMappings.byKind.get(PERSON);
    const told = tells({ stage: 'inquiry' });
    expect(tellsMore(mapping, PERSON, told, told)).to.equal(false);
    expect(tellsMore(mapping, PERSON, { ...told, sentence: 'Head of IT' }, told)).to.equal(false);
    expect(tellsMore(mapping, PERSON, { ...told, stage: 'mql' }, told)).to.equal(true);
    expect(tellsMore(mapping, PERSON, { ...told, textReason: 'Asked for a demo' }, told)).to.equal(true);
    expect(tellsMore(undefined, PERSON, { ...told, stage: 'mql' }, told)).to.equal(false);
  });
});

describe('what systems are told of what became of somebody in sales', () => {
  const opportunity = (id: string, more: Partial<Opportunity> = {}): Opportunity => ({
    id,
    stage: null,
    isClosed: false,
    isWon: false,
    amount: 100,
    currency: 'EUR',
    closedAt: null,
    lossReason: null,
    ...more,
  });
  const won = (id: string, amount: number | null, days: number, currency = 'EUR'): Opportunity =>
    opportunity(id, { isClosed: true, isWon: true, amount, currency, closedAt: NOW - days * DAY });
  const lost = (id: string, lossReason: string, days: number): Opportunity =>
    opportunity(id, { isClosed: true, closedAt: NOW - days * DAY, lossReason });

  it('is nothing of who never had an opportunity, and blank of who has none any more', () => {
    expect(tellOpportunities([], {})).to.deep.equal({});
    const before = tellOpportunities([won('a', 1, 1)], {});
    const blank = tellOpportunities([], before);
    expect(Object.keys(blank)).to.have.members(Object.keys(before));
    expect(Object.values(blank).every((value) => value === null)).to.equal(true);
  });

  it('is how many are open, won and lost, what the won ones are worth, and the last of each', () => {
    const told = tellOpportunities(
      [
        lost('d', 'Price', 2),
        won('b', 0.2, 3),
        opportunity('a'),
        lost('c', 'No budget', 9),
        won('e', 0.1, 30),
      ],
      {},
    );
    expect(told).to.deep.equal({
      openOpportunities: 1,
      wonOpportunities: 2,
      lostOpportunities: 2,
      amountWon: 0.3,
      wonAt: new Date(NOW - 3 * DAY).toISOString().slice(0, 10),
      lossReason: 'Price',
    });
  });

  it('is no sum of several currencies, or where no amount is known', () => {
    expect(tellOpportunities([won('a', 1, 1), won('b', 1, 2, 'USD')], {})['amountWon']).to.equal(null);
    expect(tellOpportunities([won('a', null, 1)], {})).to.include({ amountWon: null, wonOpportunities: 1 });
    expect(tellOpportunities([won('a', null, 1), won('b', 5, 2)], {})['amountWon']).to.equal(5);
  });
});
