import { expect } from 'chai';
import type { DecisionInput } from '../../../src/rules/input.ts';
import { checkOutcomes } from '../../../src/rules/outcomes/check.ts';
import { hear, type Hearing } from '../../../src/rules/outcomes/hear.ts';
import { parseOutcomes } from '../../../src/rules/outcomes/parse.ts';
import { QUALIFICATION_FILE } from '../../../src/rules/files/parse.ts';
import { decide } from '../../../src/rules/decide.ts';
import { ADA, DAY, DEAL, NOW, rulesOf, schema, shipped, shippedRules } from './build.ts';
import { shown, taken } from './build-files.ts';
import { SHIPPED_FIELDS } from './fields.ts';

const FIELDS = new Map([
  ...SHIPPED_FIELDS,
  ...schema({ status: 'text', why: 'text', size: 'number', joined: 'datetime' }),
]);
const { qualification } = rulesOf({
  qualification: shipped(QUALIFICATION_FILE).replaceAll(
    /intent\("[a-z-]+"\)|priority == "hot"|level <= 3|level == 4/gu,
    'cycle > 9',
  ),
});

const GOOD = `answers:
  - { name: Won, when: opportunity.isWon, to: customer }
  - name: Lost
    when: opportunity.isClosed && !opportunity.isWon && openOpportunities == 0
    reason-from: opportunity.lossReason
  - { name: In a deal, when: '!opportunity.isClosed', to: opportunity }
  - { name: Rejected, when: status == "Unqualified", from: [mql, sal], reason-from: why, required: true }
  - { name: Junk, when: status == "Junk", reason: no fit }
  - { name: Accepted, when: status == "Working", to: sal }
reasons:
  No Budget: { to: recycled, return-in: 90d, nurture: Keep warm, notify: rejected }
  no fit: { to: disqualified }
  otherwise: { to: recycled, return-in: 2w }
lifecycle: { mql: marketingqualifiedlead }
`;
const parsed = (text: string) => parseOutcomes(text, 'outcomes.yaml', FIELDS, qualification);
const OUTCOMES = taken(parsed(GOOD)).value;

const MQL = { ...ADA.standing, stage: 'mql' };
const heardOf = (change: Partial<DecisionInput>): Hearing =>
  hear(OUTCOMES, { ...ADA, standing: MQL, ...change });
const said = (status: string | null, why: string | null = null): Pick<DecisionInput, 'person'> => ({
  person: { ...ADA.person, status, why },
});
const LOST = { ...DEAL, id: 'o2', isClosed: true, closedAt: NOW - DAY, lossReason: 'NO BUDGET ' };
const WON = { ...DEAL, id: 'o3', isClosed: true, isWon: true, closedAt: NOW - 2 * DAY };

describe('an answer of sales', () => {
  it('brings the person into its stage, and tells what was asked', () => {
    const { answer, heard, waiting, asked } = heardOf(said('Working'));
    expect(answer).to.deep.equal({
      answer: 'Accepted',
      opportunity: null,
      reason: null,
      said: null,
      from: MQL,
      to: { ...MQL, stage: 'sal', since: NOW, answeredAt: NOW, heard: ['Accepted'] },
      nurture: null,
      notify: null,
    });
    expect([heard, waiting]).to.deep.equal([['Accepted'], []]);
    expect(asked.map(({ answer: name, condition }) => [name, condition.answer])).to.deep.equal([
      ['Rejected', 'failed'],
      ['Junk', 'failed'],
      ['Accepted', 'held'],
    ]);
  });

  it('counts once, however long its status is left standing', () => {
    const { answer, heard } = heardOf({ ...said('Working'), standing: { ...MQL, heard: ['Accepted'] } });
    expect([answer, heard]).to.deep.equal([null, ['Accepted']]);
  });

  it('counts again when it has been seen not to hold', () => {
    const { heard } = heardOf({ ...said('Open'), standing: { ...MQL, heard: ['Accepted'] } });
    expect(heard).to.deep.equal([]);
    expect(heardOf({ ...said('Working'), standing: { ...MQL, heard } }).answer?.answer).to.equal('Accepted');
  });

  it('does not count again after its field could not be read for a while', () => {
    const standing = { ...MQL, heard: ['Accepted'] };
    expect(heardOf({ standing }).asked.at(-1)?.condition).to.deep.include({
      answer: 'unknown',
      missing: ['status'],
    });
    expect(heardOf({ standing }).heard).to.deep.equal(['Accepted']);
  });

  it('has been heard, too, where it cannot be carried out', () => {
    const standing = { ...MQL, stage: 'inquiry' };
    const { answer, heard, asked } = heardOf({ ...said('Working'), standing });
    expect([answer, heard]).to.deep.equal([null, ['Accepted']]);
    expect(asked.at(-1)?.fitsStage).to.equal(false);
  });

  it('leads where its reason says, whatever its case, with a moment to come back', () => {
    const { answer } = heardOf(said('Unqualified', ' no BUDGET'));
    expect(answer).to.deep.include({
      reason: 'No Budget',
      said: ' no BUDGET',
      nurture: 'Keep warm',
      notify: 'rejected',
    });
    expect(answer?.to).to.include({ stage: 'recycled', returnAt: NOW + 90 * DAY });
  });

  it('goes by "otherwise" for a reason that is not named', () => {
    const { answer } = heardOf(said('Unqualified', 'Moved to Mars'));
    expect(answer).to.deep.include({ reason: 'otherwise', said: 'Moved to Mars' });
    expect(answer?.to.returnAt).to.equal(NOW + 14 * DAY);
  });

  it('waits for a reason that is required, and is carried out when it comes', () => {
    const { answer, heard, waiting } = heardOf(said('Unqualified'));
    expect([answer, heard]).to.deep.equal([null, []]);
    expect(waiting).to.deep.equal([{ answer: 'Rejected', opportunity: null, lacks: 'why' }]);
    const then = heardOf({ ...said('Unqualified', 'no fit'), standing: { ...MQL, heard } });
    expect(then.answer?.to).to.include({ stage: 'disqualified', returnAt: null });
  });

  it('waits for nothing where it would not be carried out', () => {
    const { waiting, heard } = heardOf({ ...said('Unqualified'), standing: { ...MQL, stage: 'sql' } });
    expect([waiting, heard]).to.deep.equal([[], ['Rejected']]);
  });

  it('can have one reason for good', () => {
    expect(heardOf(said('Junk')).answer?.to.stage).to.equal('disqualified');
  });

  it('goes before those below it, which have then been heard as well', () => {
    const { answer, heard } = heardOf({ ...said('Working'), opportunities: [DEAL] });
    expect(answer?.to.stage).to.equal('opportunity');
    expect(heard).to.deep.equal(['In a deal#o1', 'Accepted']);
  });
});

describe('an answer about opportunities', () => {
  const standing = { ...MQL, stage: 'opportunity', heard: ['In a deal#o1'] };

  it('is asked of each, that which was closed last first', () => {
    const one = { ...LOST, id: 'o9', closedAt: NOW, lossReason: 'no fit' };
    const { answer } = heardOf({ standing, opportunities: [LOST, one] });
    expect(answer).to.deep.include({ answer: 'Lost', opportunity: 'o9', reason: 'no fit' });
  });

  it('is heard once of each: a second loss counts after the first', () => {
    const first = heardOf({ standing, opportunities: [LOST] });
    expect(first.heard).to.deep.equal(['Lost#o2']);
    const back = { ...standing, heard: first.heard };
    expect(heardOf({ standing: back, opportunities: [LOST] }).answer).to.equal(null);
    const again = heardOf({ standing: back, opportunities: [{ ...LOST, id: 'o4' }, LOST] });
    expect(again.answer?.opportunity).to.equal('o4');
  });

  it('can go by all of them: who still has an open one has not lost', () => {
    expect(heardOf({ standing, opportunities: [LOST, DEAL] }).answer).to.equal(null);
    expect(heardOf({ standing, opportunities: [LOST, WON] }).answer?.to.stage).to.equal('customer');
  });
});

describe('who was given back', () => {
  const standing = { ...ADA.standing, stage: 'recycled', returnAt: NOW + 3 * DAY };
  const rules = shippedRules();

  it('comes back at the moment that the reason said, and not before', () => {
    const before = decide(rules, { ...ADA, standing });
    expect([before.qualification?.transition, before.next]).to.deep.equal([null, NOW + 3 * DAY]);
    const then = decide(rules, { ...ADA, standing, now: before.next! }).qualification?.transition;
    expect(then?.recipe).to.equal('Time to come back');
    expect(then?.to).to.include({ stage: 'engaged', cycle: 2, returnAt: null });
  });

  it('does not come back by time without such a moment', () => {
    const { next, qualification: decided } = decide(rules, {
      ...ADA,
      standing: { ...standing, returnAt: null },
    });
    expect(decided?.transition).to.equal(null);
    expect(next).not.to.equal(NOW + 3 * DAY);
  });
});

describe('outcomes.yaml', () => {
  it('as shipped has no problems', () => {
    const file = taken(
      parseOutcomes(shipped('rules/outcomes.yaml'), 'o', SHIPPED_FIELDS, shippedRules().qualification),
    );
    expect(shown(checkOutcomes(file))).to.deep.equal([]);
  });

  it('needs the stages of qualification.yaml', () => {
    const alone = parseOutcomes(GOOD, 'outcomes.yaml', FIELDS, null);
    expect(alone.kind === 'invalid' ? shown(alone.problems) : []).to.deep.equal([
      '1:1 there is no rules/qualification.yaml, so there are no stages to lead to. Add it, or remove this file.',
    ]);
  });

  const mistakes: Readonly<Record<string, readonly [from: string, to: string, problem: string]>> = {
    'an unknown key': [
      'required: true',
      'require: true',
      '7:90 unknown key "require". Did you mean "required"?',
    ],
    'an unknown key of a reason': [
      'nurture:',
      'nurtur:',
      '11:46 unknown key "nurtur". Did you mean "nurture"?',
    ],
    'a stage that there is not': [
      'to: sal',
      'to: sall',
      '9:54 there is no stage "sall". Did you mean "sal"?',
    ],
    'a stage of a reason that there is not': [
      '{ to: disqualified',
      '{ to: disqualifed',
      '12:17 there is no stage "disqualifed". Did you mean "disqualified"?',
    ],
    'a stage of the life cycle that there is not': [
      'lifecycle: { mql',
      'lifecycle: { mkl',
      '14:14 there is no stage "mkl". Did you mean "mql"?',
    ],
    'a field that there is not': ['status == "Junk"', 'state_ == "Junk"', '8:25 there is no field "state_".'],
    'a field of an opportunity that there is not': [
      'opportunity.isWon, to',
      'opportunity.won, to',
      '2:24 there is no field "opportunity.won".',
    ],
    'a count': ['status == "Junk"', 'count("call") > 0', '8:31 there is no activity "call".'],
    'time, which gives no answer': [
      'status == "Junk"',
      'joined < now',
      '8:25 time gives no answer. Ask for what sales did',
    ],
    'the stage, which "from" is for': [
      'status == "Junk"',
      'stage == "mql"',
      '8:25 there is no field "stage"',
    ],
    'an answer that leads nowhere': [
      ', reason: no fit',
      '',
      '8:5 "Junk" leads nowhere. Use one of: to, reason, reason-from.',
    ],
    'an answer that leads to two places': [
      'reason: no fit',
      'reason: no fit, to: sal',
      '8:5 "Junk" leads to 2 places.',
    ],
    'a reason that there is not': [
      'reason: no fit',
      'reason: nofit',
      '8:51 there is no reason "nofit". Did you mean "no fit"?',
    ],
    'a field of a reason that there is not': [
      'reason-from: why',
      'reason-from: whi',
      '7:85 there is no field "whi".',
    ],
    'a field of a reason that holds a number': [
      'reason-from: why',
      'reason-from: size',
      '7:85 "size" holds no text.',
    ],
    'reasons without "otherwise"': [
      '  otherwise: { to: recycled, return-in: 2w }\n',
      '',
      '5:18 it is not said what follows from a reason that "reasons" does not have. Add "otherwise"',
    ],
    'a reason that is there twice': [
      '  no fit: {',
      '  no budget: { to: recycled }\n  no fit: {',
      '12:3 "no budget" and "No Budget" are the same reason.',
    ],
    '"required" of what has no field': [
      'to: sal }',
      'to: sal, required: true }',
      '9:59 "required" has no meaning without "reason-from". Remove it.',
    ],
    'a length of time that is none': ['90d', '3 months', '11:41 this must be a number of days or weeks'],
    'a name that is there twice': [
      'name: Junk',
      'name: Accepted',
      '9:13 another answer is named "Accepted".',
    ],
    'a name with the sign that parts it from an opportunity': [
      'name: Junk',
      'name: "Junk#1"',
      '8:13 a name has no #',
    ],
    'a stage that leads to itself': [
      'from: [mql, sal]',
      'from: [mql, recycled]',
      '7:66 "Rejected" leads from recycled to itself.',
    ],
    'a way that no move leads': [
      'from: [mql, sal]',
      'from: [mql, engaged]',
      '7:66 "Rejected" can lead from engaged to recycled, which no move does.',
    ],
    'a reason that no move leads to from everywhere': [
      'no fit: { to: disqualified }',
      'no fit: { to: customer }',
      '3:5 "Lost" can lead from inquiry to recycled, which no move does.',
    ],
    'an answer that is never heard': [
      'to: sal }',
      'to: engaged }',
      '9:13 "Accepted" is never heard: no move leads where it does.',
    ],
    'an answer that never holds': [
      'status == "Junk"',
      'status == "Junk" && status == "Bin"',
      '8:25 this never holds: status == "Junk" and status == "Bin" exclude each other.',
    ],
    'a return that nobody makes': [
      '{ to: disqualified }',
      '{ to: disqualified, return-in: 9d }',
      '12:42 nobody comes back from disqualified: no recipe from there asks for daysUntilReturn.',
    ],
  };
  for (const [name, [from, to, problem]] of Object.entries(mistakes)) {
    it(`tells ${name}, with its place and its fix`, () => {
      expect(GOOD).to.include(from);
      const file = parsed(GOOD.replace(from, to));
      const told = shown(file.kind === 'ok' ? checkOutcomes(file) : file.problems);
      expect(told[0]).to.include(problem);
    });
  }
});
