import { expect } from 'chai';
import type { FieldSchema, ObjectSchema } from '../../../src/domain/schema.ts';
import type { LiveSystem } from '../../../src/mapping/check/live-system.ts';
import type { Mapping } from '../../../src/mapping/mapping.ts';
import { parseMapping } from '../../../src/mapping/parse.ts';
import { QUALIFICATION_FILE, SCORING_FILE } from '../../../src/rules/files/parse.ts';
import { checkReasons } from '../../../src/rules/outcomes/check-reasons.ts';
import { parseOutcomes } from '../../../src/rules/outcomes/parse.ts';
import { rulesOf, shipped } from './build.ts';
import { shown, taken } from './build-files.ts';
import { SHIPPED_FIELDS } from './fields.ts';

const RULES = rulesOf({ scoring: shipped(SCORING_FILE), qualification: shipped(QUALIFICATION_FILE) });
const OUTCOMES = `answers:
  - { name: Rejected, when: leadStatus == "Closed", from: [mql], reason-from: rejectionReason }
reasons:
  No budget: { to: recycled }
  No fit: { to: disqualified }
  otherwise: { to: recycled }
`;
const PERSON = `entity: person
systems: { crm: { object: Lead, create: true } }
match: [email]
fields:
  email: { type: email, crm: Email }
  rejectionReason: { type: option, crm: Leadloop_Why__c }
`;

function person(): Mapping {
  const parsed = parseMapping(PERSON, 'person.yaml');
  if (parsed.kind !== 'ok') throw new Error(JSON.stringify(parsed.problems));
  return parsed.mapping;
}

const field = (options: readonly string[]): FieldSchema => ({
  name: 'Leadloop_Why__c',
  label: 'Why',
  type: options.length === 0 ? 'text' : 'option',
  creatable: true,
  updatable: true,
  required: false,
  unique: false,
  maxLength: null,
  options: options.map((value) => ({ value, label: value, active: value !== 'off' })),
  restricted: true,
  references: [],
  calculated: false,
});

/** What is told of a picklist with these options. */
function told(options: readonly string[]): readonly string[] {
  const parsed = taken(parseOutcomes(OUTCOMES, 'outcomes.yaml', SHIPPED_FIELDS, RULES.qualification));
  const lead: ObjectSchema = {
    object: 'Lead',
    label: 'Lead',
    fields: new Map([['Leadloop_Why__c', field(options)]]),
  };
  const live: LiveSystem = {
    objects: new Map([['Lead', lead]]),
    writable: true,
    ownFields: { prefix: 'Leadloop_', suffix: '__c' },
  };
  return shown(checkReasons(parsed, new Map([['person', person()]]), new Map([['crm', live]])));
}

describe('the reasons of outcomes.yaml', () => {
  it('are all there where the picklist offers them, in large or small letters', () => {
    expect(told(['no budget', 'no fit', 'something else'])).to.deep.equal([]);
  });

  it('are told where the picklist lacks one, at its place in the file', () => {
    expect(told(['no fit'])).to.deep.equal([
      '4:3 crm Lead.Leadloop_Why__c does not offer "No budget". Run "leadloop setup": it adds the option.',
    ]);
  });

  it('are free where the field is a text', () => {
    expect(told([])).to.deep.equal([]);
  });
});
