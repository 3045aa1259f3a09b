import { expect } from 'chai';
import { describeRulesChange } from '../../../src/rules/files/describe-change.ts';
import { HAND_OFF_FILE } from '../../../src/rules/handoff/parse.ts';
import { OUTCOMES_FILE } from '../../../src/rules/outcomes/parse.ts';
import { ROLES_FILE } from '../../../src/rules/roles/parse.ts';
import { ROUTING_FILE } from '../../../src/rules/routing/parse.ts';
import { shipped } from './build.ts';

type Change = readonly [file: string, piece: string, instead: string, told: readonly string[]];

const CHANGES: Readonly<Record<string, Change>> = {
  'a weight in a team': [
    ROUTING_FILE,
    'sam.rep@example.com: 1',
    'sam.rep@example.com: 2',
    ['Team "inside" has now sam.rep@example.com: 2, was 1'],
  ],
  'who leaves a team': [
    ROUTING_FILE,
    '    sam.rep@example.com: 1\n',
    '',
    ['Team "inside" has now sam.rep@example.com: nothing, was 1'],
  ],
  'a capacity': [
    ROUTING_FILE,
    '[de, en], capacity: { open: 200 }',
    '[de, en, it], capacity: { open: 90 }',
    [
      'alex.rep@example.com has now languages: de, en, it, was de, en',
      'alex.rep@example.com has now capacity: {"open":90}, was {"open":200}',
    ],
  ],
  'the condition of a rule': [
    ROUTING_FILE,
    'company.employees >= 1000',
    'company.employees >= 500',
    ['Rule "large companies" has now when: company.employees >= 500, was company.employees >= 1000'],
  ],
  'a row of a table': [
    ROUTING_FILE,
    '[France, Belgium, Luxembourg], owner: sam',
    '[France, Belgium], owner: alex',
    [
      'New row of "territories": country France, Belgium → alex.rep@example.com',
      'Row of "territories" removed: country France, Belgium, Luxembourg → sam.rep@example.com',
    ],
  ],
  'a new rule': [
    ROUTING_FILE,
    'rules:\n',
    'rules:\n  - { name: press, when: jobTitle == "Press", queue: New Leads }\n',
    ['New rule: press'],
  ],
  'the queue of the rest': [
    ROUTING_FILE,
    'fallback: New Leads',
    'fallback: Rest',
    ['The file has now fallback: Rest, was New Leads'],
  ],
  'a function': [
    ROLES_FILE,
    'edit: [routing, handoff]',
    'edit: [routing]',
    ['Function "field" has now edit: routing, was routing, handoff'],
  ],
  'who hears of a step': [
    ROLES_FILE,
    'mql: { owner: ldr, notify: [marketing] }',
    'mql: { owner: ldr }',
    ['Step "mql" has now notify: nothing, was marketing'],
  ],
  'an answer': [
    OUTCOMES_FILE,
    'from: [mql, sal, sql]\n    reason-from: rejectionReason #',
    'from: [mql, sal]\n    reason-from: rejectionReason #',
    ['Answer "Rejected" has now from: mql, sal, was mql, sal, sql'],
  ],
  'a reason': [
    OUTCOMES_FILE,
    'return-in: 30d, nurture: Reach again',
    'return-in: 14d, nurture: Reach again',
    ['Reason "unreachable" has now return-in: 14d, was 30d'],
  ],
  'what is made of somebody': [
    HAND_OFF_FILE,
    'previousStage == "customer" && account != null',
    'previousStage == "customer"',
    [
      'Opportunity with a customer has now when: previousStage == "customer", was previousStage == "customer" && account != null',
    ],
  ],
  'a text': [
    HAND_OFF_FILE,
    "wrote: '{message}'",
    "wrote: 'They wrote: {message}'",
    ['Text "wrote" is now They wrote: {message}, was {message}'],
  ],
  'the time for the first touch': [
    HAND_OFF_FILE,
    'warm: 2h',
    'warm: 1h',
    ['Time for the first touch of "warm" is now 1h, was 2h'],
  ],
  'a notice that is gone': [
    HAND_OFF_FILE,
    'on: [remind]\n    to: owner',
    'on: [remind]\n    to: channel',
    ['New notice: remind to channel', 'Notice removed: remind to owner'],
  ],
  'a life-cycle stage': [
    OUTCOMES_FILE,
    'disqualified: other',
    'disqualified: lead',
    ['Life-cycle stage of "disqualified" is now lead, was other'],
  ],
};

describe('a change of routing, roles, hand-offs and outcomes in plain words', () => {
  for (const [what, [file, piece, instead, told]] of Object.entries(CHANGES)) {
    it(`tells of ${what}`, () => {
      const was = shipped(file);
      expect(was.split(piece).length, `"${piece}" stands there once`).to.equal(2);
      expect(describeRulesChange(file, was, was.replace(piece, instead))).to.deep.equal(told);
    });
  }

  it('tells nothing of another comment', () => {
    for (const file of [ROUTING_FILE, ROLES_FILE, HAND_OFF_FILE, OUTCOMES_FILE])
      expect(describeRulesChange(file, shipped(file), `# more\n${shipped(file)}`)).to.deep.equal([]);
  });
});
