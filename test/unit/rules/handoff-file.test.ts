import { expect } from 'chai';
import { checkHandOff, checkToldTexts } from '../../../src/rules/handoff/check.ts';
import { HAND_OFF_FILE, parseHandOff } from '../../../src/rules/handoff/parse.ts';
import { parseRouting } from '../../../src/rules/routing/parse.ts';
import { shipped } from './build.ts';
import { shown, taken } from './build-files.ts';
import { SHIPPED_FIELDS } from './fields.ts';
import { BESIDE, ROLES, shippedHandOff } from './handoff-build.ts';

const GOOD = `at: [mql, sal]
make:
  - { name: Contact, when: account != null, record: contact, opportunity: { name: '{company}', stage: New, close-in: 90d } }
  - { name: Lead, record: lead, convert: on-acceptance }
texts:
  reason: '{sentence}'
  seen: { touches: 5, kinds: [form_submit], words: { form_submit: Formular } }
  ask: { by: productInterest, of: { Robots: [Why?] }, otherwise: Who? }
task:
  subject: '{lastName}'
  body: |
    {text.reason}
    {text.seen}
  due: first-touch
  priority: { hot: High, otherwise: Normal }
sla:
  first-touch: { hot: 5m, otherwise: 4h }
  steps:
    - { at: 50%, do: remind }
    - { at: 100%, do: escalate, to: field }
notify:
  - { on: [handed-off, remind], to: owner, subject: '{lastName}' }
  - { on: [escalate], to: escalation, subject: Late }
  - { on: [rejected], to: marketing, subject: Back }
`;

function problems(from: string, to: string): readonly string[] {
  expect(GOOD).to.include(from);
  const parsed = parseHandOff(GOOD.replace(from, to), 'handoff.yaml', BESIDE);
  return shown(parsed.kind === 'ok' ? checkHandOff(parsed, ROLES) : parsed.problems);
}

const MISTAKES: Readonly<Record<string, readonly [from: string, to: string, problem: string]>> = {
  'a stage that there is not': [
    '[mql, sal]',
    '[mqll, sal]',
    '1:6 there is no stage "mqll". Did you mean "mql"?',
  ],
  'an unknown key': ['task:', 'tasks:', '9:1 unknown key "tasks". Did you mean "task"?'],
  'an unknown key of a kind': [
    'convert:',
    'converts:',
    '4:33 unknown key "converts". Did you mean "convert"?',
  ],
  'an unknown key of an opportunity': [
    'close-in: 90d',
    'close-in: 90d, roles: A',
    'unknown key "roles". Did you mean "role"?',
  ],
  'an unknown key of a text': ['touches: 5', 'touch: 5', 'unknown key "touch". Did you mean "touches"?'],
  'a field in a condition that there is not': ['account !=', 'acount !=', 'Did you mean "account"?'],
  'a kind above others that takes everybody': [
    'when: account != null, ',
    '',
    '3:5 "Contact" takes everybody, so those below are never made. Put it last.',
  ],
  'a last kind that does not take everybody': [
    'Lead, record',
    'Lead, when: level == 1, record',
    'nothing is made of whom this is not for. Add a kind without "when" below.',
  ],
  'two kinds of one name': ['name: Lead', 'name: Contact', 'another kind is named "Contact"'],
  'a contact that is converted': [
    'record: contact,',
    'record: contact, convert: on-acceptance,',
    'a contact is not converted',
  ],
  'an opportunity of a conversion that is none': [
    'record: lead, convert: on-acceptance',
    "record: lead, converted-opportunity: '{company}'",
    'nothing is converted',
  ],
  'a contact with a lead status': [
    'record: contact,',
    'record: contact, status: Open,',
    'a contact has no lead status',
  ],
  'a lead with an opportunity': ['record: contact,', 'record: lead,', 'a lead has no opportunity'],
  'a length of time that is none': ['close-in: 90d', 'close-in: soon', '"soon" is no length of time'],
  'an amount in a field of texts': [
    'close-in: 90d',
    'close-in: 90d, amount: company',
    '"company" holds no number',
  ],
  'a name in a template that there is not': [
    "'{lastName}'\n  body",
    "'{lastname}'\n  body",
    '10:14 there is no field "lastname". Did you mean "lastName"?',
  ],
  'a name in a block of lines, in its line': [
    '{text.seen}',
    '{text.seem}',
    '13:6 there is no field "text.seem". Did you mean "text.seen"?',
  ],
  'a text in a text': ["reason: '{sentence}'", "reason: '{text.seen}'", 'there is no field "text.seen"'],
  'a text with the name of a field of the record': [
    "reason: '{sentence}'\n",
    "reason: '{sentence}'\n  owner: '{givenTo}'\n",
    '"owner" is a field of the record already',
  ],
  'a text with a name that is none': [
    "reason: '{sentence}'\n",
    "reason: '{sentence}'\n  my-text: a\n",
    '"my-text" cannot be a field of a record',
  ],
  'a text that is made in several ways': ['touches: 5', 'touches: 5, signals: 3', 'in several ways'],
  'a text that is made in no way': [
    '{ touches: 5, kinds: [form_submit], words: { form_submit: Formular } }',
    '{}',
    'in no way',
  ],
  'a key that means nothing there': [
    'seen: { touches: 5',
    'seen: { touches: 5, otherwise: a',
    '"otherwise" has no meaning without "by"',
  ],
  'an activity that there is not': ['[form_submit]', '[form_submits]', 'Did you mean "form_submit"?'],
  'an activity in words that there is not': ['{ form_submit: F', '{ form: F', 'there is no activity "form"'],
  'a field that decides, that there is not': [
    'by: productInterest',
    'by: product',
    'there is no field "product"',
  ],
  'a priority that there is not': [
    '{ hot: High',
    '{ host: High',
    'there is no priority "host". Did you mean "hot"?',
  ],
  'a priority in the clock that there is not': ['{ hot: 5m', '{ host: 5m', 'there is no priority "host"'],
  'an occasion that there is not': ['[rejected]', '[reject]', 'Did you mean "rejected"?'],
  'an escalation without a step that names whom': [
    '[rejected], to: marketing',
    '[rejected], to: escalation',
    'only a step that escalates names whom to tell',
  ],
  'a notice that is never told': [
    '[rejected]',
    '[reassigned]',
    'no step of "sla" does reassign, so this is never told',
  ],
  'a step that nobody hears of': ['[handed-off, remind]', '[handed-off]', '19:7 nobody hears of this step'],
  'a function that there is not': ['to: marketing', 'to: marketting', 'Did you mean "marketing"?'],
  'a function of a step that there is not': ['to: field', 'to: fields', 'Did you mean "field"?'],
};

describe('a hand-off file', () => {
  it('that is right has no problems', () => expect(problems('New', 'New')).to.deep.equal([]));

  for (const [name, [from, to, problem]] of Object.entries(MISTAKES))
    it(`tells ${name}, with its place and its fix`, () => {
      const found = problems(from, to);
      expect(found, found.join('\n')).to.have.length(1);
      expect(found[0]).to.include(problem);
    });

  it('tells a task that is due by a clock which there is not', () => {
    const text = 'at: mql\nmake: [{ name: Lead, record: lead }]\ntask: { subject: a, due: first-touch }\n';
    const parsed = parseHandOff(text, 'handoff.yaml', BESIDE);
    expect(parsed.kind === 'invalid' && shown(parsed.problems)).to.deep.equal([
      '3:26 there is no "sla" that says when the first touch is due. Add it, or write e.g. 4h.',
    ]);
  });

  it('as it is shipped has no problems', () => {
    const parsed = taken(parseHandOff(shipped(HAND_OFF_FILE), 'handoff.yaml', BESIDE));
    expect(shown(checkHandOff(parsed, ROLES))).to.deep.equal([]);
  });

  it('is told of texts that routing names for a partner, and that there are not', () => {
    const routing = (text: string) =>
      taken(
        parseRouting(
          `partners: { Iberia: { manager: kim.lead@example.com, tell: { fields: [], texts: [${text}] } } }\nrules: []\nfallback: New Leads\n`,
          'routing.yaml',
          SHIPPED_FIELDS,
        ),
      );
    expect(shown(checkToldTexts(routing('reason'), shippedHandOff()))).to.deep.equal([]);
    expect(shown(checkToldTexts(routing('reasons'), shippedHandOff()))).to.deep.equal([
      '1:82 there is no text "reasons". Did you mean "reason"?',
    ]);
  });
});
