import { expect } from 'chai';
import type { SystemRecord } from '../../../src/domain/record.ts';
import type { Fields } from '../../../src/domain/value.ts';
import type { IdentityDecision, JudgedCandidate } from '../../../src/identity/decide-identity.ts';
import { parseMapping } from '../../../src/mapping/parse.ts';
import { identityFields, mergedFields, rulesFor } from '../../../src/reconcile/identity-fields.ts';
import { matchSystems } from '../../../src/reconcile/match.ts';
import { ruleLookups } from '../../../src/reconcile/rule-lookups.ts';
import type { EntityView, IdentityVerdict } from '../../../src/reconcile/view.ts';
import { claimedEntity } from '../../support/claimed.ts';
import { shippedRules } from '../identity/build.ts';

const SELF = '01a00000-0000-7000-8000-000000000001';
const OTHER = '01a00000-0000-7000-8000-000000000002';
const CONTACT = { system: 'hub', object: 'contacts', id: '1' };
const LEAD = { system: 'crm', object: 'Lead', id: 'L1' };
const nobody = { owner: () => null, ownerId: () => null, entityOf: () => null, refOf: () => null };

function mappingBy(match: string) {
  const parsed = parseMapping(
    `entity: person
systems:
  hub: { object: contacts, create: true }
  crm: { objects: [Lead], create: true }
match: ${match}
fields:
  email: { type: email, hub: email, crm: Email, nulls: keep }
  phone: { type: phone, hub: phone, crm: Phone }
  mobilePhone: { type: phone, crm: Mobile, hub: mobile }
  website: { type: url, hub: site, crm: Site }
  lastName: { type: text, hub: lastname, crm: { field: LastName, on-create: '[none]' }, nulls: keep }
`,
    'person.yaml',
  );
  if (parsed.kind !== 'ok') throw new Error(JSON.stringify(parsed.problems));
  return parsed.mapping;
}
const mapping = mappingBy('[email]');
const record = (ref: SystemRecord['ref'], fields: Fields): SystemRecord => ({
  ref,
  fields,
  externalKey: null,
  modifiedAt: null,
});
const CONTACT_FIELDS = { email: 'ada@acme.example', phone: '+4316641234', lastname: 'Byron' };
const VIEW: EntityView = {
  claimed: claimedEntity({
    id: SELF,
    links: [{ ref: CONTACT, primary: true, endedWhy: null, shadow: null, lastSeen: null, modifiedAt: null }],
  }),
  snapshots: new Map([['hub/contacts/1', { kind: 'present', record: record(CONTACT, CONTACT_FIELDS) }]]),
  found: [],
  unsearched: new Set(),
  probed: [],
  survivors: new Map(),
  corrections: new Map(),
};
const JUDGED: JudgedCandidate = {
  ref: LEAD,
  entity: OTHER,
  outcome: 'park',
  rule: 'alike',
  heldBackBy: ['birthDate'],
  score: { weight: 10, probability: 0.954 },
  reasons: [
    { comparison: 'lastName', level: 'same', similarity: 1, weight: 7 },
    { comparison: 'city', level: 'blank', similarity: null, weight: 0 },
  ],
};
const matched = (decision: IdentityDecision, over: Partial<EntityView> & Partial<IdentityVerdict> = {}) => {
  const verdict = { decision, from: ['hub'], rivals: over.rivals ?? [] };
  return matchSystems({ ...VIEW, ...over, alike: new Map([['crm', verdict]]) }, mapping, () => true);
};

describe('the rules of identity in reconcile', () => {
  it('link as an exact match does, and say which rule did', () => {
    const { links, create } = matched({
      kind: 'link',
      candidate: { ...JUDGED, rule: 'same phone and name' },
    });
    expect(links).to.deep.equal([{ kind: 'adopt', ref: LEAD, by: 'same phone and name' }]);
    expect(create).to.deep.equal([]);
  });

  it('park with the candidate, the rule, how likely it is and why, without a value of it', () => {
    const { links, create, failures, waitsFor } = matched({ kind: 'park', candidates: [JUDGED] });
    expect([links, create]).to.deep.equal([[], []]);
    expect(failures).to.have.length(1);
    expect(failures[0]?.failure).to.deep.include({
      kind: 'ambiguous-match',
      code: 'POSSIBLE_MATCH',
      message:
        '1 record could be this one: crm/Lead/L1 (alike, 95.4 % likely, held back by birthDate: lastName same)',
      candidates: [LEAD],
      likeness: [{ ref: LEAD, rule: 'alike', probability: 0.954, levels: { lastName: 'same' } }],
    });
    expect(waitsFor).to.deep.equal([{ entity: OTHER, system: 'hub', object: 'contacts' }]);
  });

  it('name the rivals that are why a link became a park, and wait for them, too', () => {
    const rival = { ref: { ...CONTACT, id: '2' }, entity: 'rival' };
    const { failures, waitsFor } = matched({ kind: 'park', candidates: [JUDGED] }, { rivals: [rival] });
    expect(failures[0]?.failure.message).to.include('hub/contacts/2');
    expect(waitsFor).to.deep.include({ entity: 'rival', system: 'crm', object: 'Lead' });
  });

  it('create where they find nobody, and are not heard where the exact look-up found somebody', () => {
    expect(matched({ kind: 'new' }).create).to.deep.equal(['crm']);
    const exact = { found: [{ ref: { ...LEAD, id: 'L9' }, entity: null, by: 'email' }] };
    const { links } = matched({ kind: 'park', candidates: [JUDGED] }, exact);
    expect(links).to.deep.equal([{ kind: 'adopt', ref: { ...LEAD, id: 'L9' }, by: 'email' }]);
  });

  it('take a filler that a system demanded for a blank, and the first filled value of several records', () => {
    const lead = record(LEAD, { Email: null, Phone: '+4316641234', LastName: '[none]' });
    expect(identityFields(mapping, lead, nobody)).to.deep.equal({ phone: '+4316641234' });
    expect(mergedFields([{ phone: '1' }, { phone: '2', city: 'Graz' }])).to.deep.equal({
      phone: '1',
      city: 'Graz',
    });
  });

  it('are not asked when they tell no more than the mapping’s own match', () => {
    const rules = shippedRules('person');
    const exact = { ...rules, rules: [{ ...rules.rules[0]!, unless: [] }] };
    expect(rulesFor('person', mapping, new Map([['person', rules]]))).to.equal(rules);
    expect(rulesFor('person', mapping, new Map([['person', exact]]))).to.equal(null);
    expect(rulesFor('person', mapping, null)).to.equal(null);
    expect(rulesFor('activity', mapping, new Map([['person', rules]]))).to.equal(null);
  });

  it('look up whole values only, under every field of a comparison, and never what is matched by already', () => {
    const asked = (by: typeof mapping) =>
      ruleLookups(VIEW.claimed, 'crm', 'Lead', by, shippedRules('person'), new Map(VIEW.snapshots), nobody);
    expect(asked(mapping).map(({ field, values }) => `${field}=${values.join()}`)).to.deep.equal([
      'Phone=+4316641234',
      'Mobile=+4316641234',
    ]);
    expect(asked(mappingBy('[]')).map(({ field }) => field)).to.include('Email');
    const [phone] = asked(mapping);
    expect(phone?.fits(record(LEAD, { Mobile: '+43 1 6641234', Phone: null }))).to.equal(true);
    expect(phone?.fits(record(LEAD, { Mobile: '+43 1 6641235', Phone: null }))).to.equal(false);
  });
});
