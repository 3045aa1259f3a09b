import { expect } from 'chai';
import type { Value } from '../../../src/domain/value.ts';
import type { Reading } from '../../../src/mapping/canonical.ts';
import { parseMapping } from '../../../src/mapping/parse.ts';
import { changesOf } from '../../../src/reconcile/changes-of.ts';

const parsed = parseMapping(
  `entity: person
systems:
  hub: { object: contacts, create: true }
  crm: { object: Lead, create: true }
match: [email]
fields:
  email: { type: email, hub: email, crm: Email }
  title: { type: text, hub: title, crm: Title }
  owner: { type: owner, hub: owner, crm: OwnerId }
`,
  'person.yaml',
);
if (parsed.kind !== 'ok') throw new Error(JSON.stringify(parsed.problems));
const { mapping } = parsed;

const value = (of: Value): Reading => ({ kind: 'value', value: of });
const before = new Map<string, Reading>([
  ['email', { kind: 'unreadable', reason: 'not read' }],
  ['title', value('Analyst')],
  ['owner', value('sam@example.com')],
]);

describe('the dangerous part of an update', () => {
  it('is a value that a blank replaces, with the value', () => {
    expect(changesOf(mapping, { title: null }, before)).to.deep.equal({ blank: { title: 'Analyst' } });
  });

  it('is an owner whom another replaces', () => {
    expect(changesOf(mapping, { owner: 'alex@example.com' }, before)).to.deep.equal({
      owner: { owner: 'sam@example.com' },
    });
  });

  it('is a blank and not a change of owner when nobody is owner any more', () => {
    expect(changesOf(mapping, { owner: null, title: null }, before)).to.deep.equal({
      blank: { owner: 'sam@example.com', title: 'Analyst' },
    });
  });

  it('is nothing where a value replaces a value, a first owner is set, or nobody knows what stood there', () => {
    expect(changesOf(mapping, { title: 'Countess' }, before)).to.deep.equal({});
    expect(
      changesOf(mapping, { owner: 'alex@example.com' }, new Map([['owner', value(null)]])),
    ).to.deep.equal({});
    expect(changesOf(mapping, { email: null }, before)).to.deep.equal({});
    expect(changesOf(mapping, { title: null }, undefined)).to.deep.equal({});
  });
});
