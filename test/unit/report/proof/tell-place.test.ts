import { expect } from 'chai';
import { placeOf, type PartHeld, type Qualified } from '../../../../src/domain/qualified.ts';
import { tellPlace } from '../../../../src/report/proof/tell-place.ts';
import { NOON, ADA, part, qualified, record } from './build.ts';

const AT = NOON.getTime();
const SINCE = NOON.toISOString();
const held = (by: PartHeld['by'], why: string | null = null) =>
  part({ held: { by, system: 'crm', why, since: AT } });

describe('why somebody who was qualified is where they are', () => {
  const cases: Readonly<Record<string, readonly [Partial<Qualified>, object]>> = {
    'sales sees them': [{}, { why: 'sales sees it', since: SINCE, fix: '' }],
    'sales has taken them away': [
      { records: [record({ endedWhy: 'deleted' })] },
      { why: 'sales had the record, which is deleted since', since: null, fix: '' },
    ],
    'sales has given them back': [
      { givenBack: { answer: 'Rejected', reason: 'no budget', at: AT } },
      { why: '"Rejected": no budget', since: SINCE, fix: '' },
    ],
    'a gate is closed': [
      {
        handOffs: 0,
        gates: [
          { name: 'Press', reason: 'Asked for the press office', until: 'a week has passed', lacks: [] },
          { name: 'Data', reason: null, until: null, lacks: [{ field: 'email', mend: 'Ask for it.' }] },
        ],
      },
      {
        why:
          'gate "Press" is closed until a week has passed: Asked for the press office; ' +
          'gate "Data" is closed: email is missing or not valid',
        since: SINCE,
        fix: 'email: Ask for it.',
      },
    ],
    'they are out of scope': [
      { parts: [held('scope', 'country does not hold')] },
      {
        why: 'crm: the person is out of scope: country does not hold',
        since: SINCE,
        fix: 'The mapping file says who is in scope.',
      },
    ],
    'a mass change was stopped': [
      { parts: [held('breaker')] },
      {
        why: 'crm: a mass change was stopped, and the person with it',
        since: SINCE,
        fix: 'Run: leadloop breaker',
      },
    ],
    'somebody has dropped the write': [
      { parts: [held('word')] },
      { why: 'crm: somebody has dropped the write that makes the person', since: SINCE, fix: '' },
    ],
    'nothing is left of them': [
      { records: [] },
      { why: 'no system has a record of the person any more', since: null, fix: '' },
    ],
    'their task waits for them': [
      {
        parts: [part({ isShown: true }), part({ kind: 'activity', waiting: { for: 'record', since: null } })],
      },
      {
        why: 'the activity waits for a record that is not there yet',
        since: null,
        fix: "It goes on by itself, unless 'leadloop status' says that a connection is paused.",
      },
    ],
    'a system refuses them': [
      {
        parts: [
          part({
            failing: { system: 'crm', code: 'NO', meaning: 'A rule says no.', fix: 'Ask.', since: AT },
          }),
        ],
      },
      { why: 'crm refuses the person (NO): A rule says no.', since: SINCE, fix: 'Ask.' },
    ],
    'they were never handed over': [
      { handOffs: 0, parts: [] },
      {
        why: 'came into the stage, but was never handed over',
        since: null,
        fix: `Run: leadloop why ${ADA}`,
      },
    ],
    'their task is nowhere': [
      { parts: [part({ isShown: true }), part({ kind: 'activity' })] },
      {
        why: 'the activity is neither with sales nor on its way there',
        since: null,
        fix: `Run: leadloop why ${ADA}`,
      },
    ],
  };
  for (const [name, [over, told]] of Object.entries(cases))
    it(`is told when ${name}`, () => {
      const somebody = qualified(over);
      expect(tellPlace(somebody, placeOf(somebody))).to.deep.equal(told);
    });
});
