import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { checkRoles } from '../../../src/rules/roles/check.ts';
import { parseRoles } from '../../../src/rules/roles/parse.ts';
import { mayEdit, membersOf, toldOf } from '../../../src/rules/roles/roles.ts';
import { shown, taken } from './build-files.ts';
import { SANDBOX } from './sandbox.ts';

const SHIPPED = readFileSync(join(import.meta.dirname, '../../../mappings/rules/roles.yaml'), 'utf8');
const STAGES = [
  ...['inquiry', 'engaged', 'mql', 'sal', 'sql', 'opportunity', 'customer'],
  ...['recycled', 'rejected', 'disqualified'],
];

const GOOD = `functions:
  marketing: { people: [Kim.Lead@example.com], edit: [scoring] }
  inside: { people: [alex.rep@example.com, kim.lead@example.com], queues: [New Leads] }
steps:
  inquiry: { owner: marketing }
  mql: { owner: inside, notify: [marketing] }
`;
const roles = taken(parseRoles(GOOD, 'roles.yaml')).value;

describe('roles', () => {
  it('as shipped fit the sandbox, and own every stage', () => {
    expect(shown(checkRoles(taken(parseRoles(SHIPPED, 'roles.yaml')), SANDBOX, STAGES))).to.deep.equal([]);
  });

  it('say who belongs to a function, and that nobody does to one there is not', () => {
    expect(membersOf(roles, 'marketing').people).to.deep.equal(['kim.lead@example.com']);
    expect(membersOf(roles, 'field')).to.deep.equal({ people: [], queues: [] });
  });

  it('say who is told of a step: its owners first, and everybody once', () => {
    expect(toldOf(roles, 'mql')).to.deep.equal({
      people: ['alex.rep@example.com', 'kim.lead@example.com'],
      queues: ['New Leads'],
    });
    expect(toldOf(roles, 'sql')).to.deep.equal({ people: [], queues: [] });
  });

  it('say who may edit what, however the address is spelled', () => {
    expect(mayEdit(roles, 'KIM.lead@example.com', 'scoring')).to.equal(true);
    expect(mayEdit(roles, 'kim.lead@example.com', 'routing')).to.equal(false);
    expect(mayEdit(roles, 'alex.rep@example.com', 'scoring')).to.equal(false);
  });
});

describe('roles with a mistake', () => {
  const mistakes: Readonly<Record<string, readonly [from: string, to: string, problem: string]>> = {
    'an unknown key': ['edit:', 'edits:', '2:48 unknown key "edits". Did you mean "edit"?'],
    'something that cannot be edited': [
      '[scoring]',
      '[scorings]',
      '2:55 "scorings" is not one of the choices. Did you mean "scoring"?',
    ],
    'an owner that is no function': [
      'owner: inside',
      'owner: insite',
      '6:17 no function is named "insite". Did you mean "inside"?',
    ],
    'a function to notify that is none': [
      '[marketing] }',
      '[marketin] }',
      '6:34 no function is named "marketin". Did you mean "marketing"?',
    ],
    'a person without an address': ['alex.rep@example.com', 'Alex', '3:22 Invalid email address'],
    'a person nobody knows': [
      'alex.rep@',
      'alex.reb@',
      '3:22 no owner has the address alex.reb@example.com. Did you mean "alex.rep@example.com"?',
    ],
    'the user that Leadloop acts as': [
      'alex.rep@',
      'integration@',
      '3:22 no owner has the address integration@example.com. Choose one of',
    ],
    'a person who has left': [
      'alex.rep@',
      'pat.former@',
      '3:22 pat.former@example.com is no longer active. Name who does their work now.',
    ],
    'a queue that is not there': [
      '[New Leads]',
      '[Old Leads]',
      '3:76 there is no queue "Old Leads". Did you mean "New Leads"?',
    ],
    'a function of nobody': [
      '{ people: [Kim.Lead@example.com], edit: [scoring] }',
      '{}',
      '2:3 nobody belongs to marketing. Add "people" or "queues", or remove the function.',
    ],
    'a stage of nobody': ['mql:', 'sql:', '4:1 no function owns the stage mql. Add "mql: { owner: … }".'],
  };
  for (const [name, [from, to, problem]] of Object.entries(mistakes)) {
    it(`tell ${name}, with its place and its fix`, () => {
      expect(GOOD).to.include(from);
      const parsed = parseRoles(GOOD.replace(from, to), 'roles.yaml');
      const problems =
        parsed.kind === 'ok' ? checkRoles(parsed, SANDBOX, ['inquiry', 'mql']) : parsed.problems;
      expect(shown(problems)).to.have.length(1);
      expect(shown(problems)[0]).to.include(problem);
    });
  }
});
