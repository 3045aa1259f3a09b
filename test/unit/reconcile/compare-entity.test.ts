import { expect } from 'chai';
import type { DriftCause } from '../../../src/domain/drift.ts';
import { refKey, type RecordRef } from '../../../src/domain/record.ts';
import type { Snapshot } from '../../../src/domain/snapshot.ts';
import type { Fields } from '../../../src/domain/value.ts';
import type { ClaimedEntity, Link } from '../../../src/ledger/claim-entities.ts';
import { parseMapping } from '../../../src/mapping/parse.ts';
import { compareEntity, type Comparison } from '../../../src/reconcile/drift/compare-entity.ts';
import { claimedEntity } from '../../support/claimed.ts';
import { resolver } from '../mapping/build.ts';

const CONTACT: RecordRef = { system: 'hub', object: 'contacts', id: '1' };
const LEAD: RecordRef = { system: 'crm', object: 'Lead', id: 'L1' };
const CHANGED = new Date('2026-11-21T10:00:00Z');
const LATER = new Date('2026-11-21T11:00:00Z');

const FILE = `entity: person
systems:
  hub: { object: contacts, create: true }
  crm: { object: Lead, create: true }
match: [email]
SCOPE
fields:
  email: { type: email, hub: email, crm: Email, authority: crm }
  city: { type: text, hub: city, crm: { field: City, write: [{ truncate: 5 }] }, authority: crm }
  note: { type: text, hub: note, crm: Note__c, authority: manual }
  first: { type: text, hub: first, crm: First__c, authority: fill-blank }
  owner: { type: text, hub: owner, crm: Owner__c, direction: from crm, authority: crm }
`;

interface Given {
  readonly hub: Fields;
  readonly crm: Fields;
  /** What was last agreed with each; what they were when last seen follows from it. */
  readonly agreed?: readonly [hub: Fields, crm: Fields];
  readonly seen?: readonly [hub: Fields, crm: Fields];
  readonly claimed?: Partial<ClaimedEntity>;
  readonly captured?: Date | null;
  readonly failure?: string;
  readonly scope?: string;
  readonly snapshots?: readonly Snapshot[];
}

const BLANK = {
  hub: { email: null, city: null, note: null, first: null, owner: null },
  crm: { Email: null, City: null, Note__c: null, First__c: null, Owner__c: null },
};
const NOTHING = { email: null, city: null, note: null, first: null, owner: null };

function compared(given: Given): Comparison {
  const scope = given.scope === undefined ? '' : `scope:\n  to crm: ${given.scope}\n`;
  const parsed = parseMapping(FILE.replace('SCOPE\n', scope), 'person.yaml');
  if (parsed.kind !== 'ok') throw new Error(JSON.stringify(parsed.problems));
  const [hubAgreed, crmAgreed] = given.agreed ?? [{}, {}];
  const link = (ref: RecordRef, shadow: Fields, lastSeen: Fields): Link => ({
    ...{ ref, primary: true, endedWhy: null, modifiedAt: null },
    shadow: { ...NOTHING, ...shadow },
    lastSeen,
  });
  const present = (ref: RecordRef, fields: Fields): Snapshot => ({
    kind: 'present',
    record: { ref, fields, externalKey: null, modifiedAt: CHANGED },
  });
  const snapshots = given.snapshots ?? [
    present(CONTACT, { ...BLANK.hub, ...given.hub }),
    present(LEAD, { ...BLANK.crm, ...given.crm }),
  ];
  return compareEntity(
    {
      claimed: claimedEntity({
        links: [
          link(CONTACT, hubAgreed, given.seen?.[0] ?? BLANK.hub),
          link(LEAD, crmAgreed, given.seen?.[1] ?? BLANK.crm),
        ],
        ...given.claimed,
      }),
      snapshots: new Map(
        snapshots.map((one) => [refKey(one.kind === 'present' ? one.record.ref : one.ref), one]),
      ),
      ...{ found: [], unsearched: new Set(), probed: [], survivors: new Map(), corrections: new Map() },
    },
    {
      ...{ mapping: parsed.mapping, resolver, ids: { next: () => 'id' }, now: LATER },
      ...{ writable: () => true, readable: () => true },
      troubles: {
        capturedAt: () => (given.captured === undefined ? LATER : given.captured),
        failuresOf: () =>
          given.failure === undefined ? [] : [{ system: 'crm', code: given.failure, since: CHANGED }],
      },
    },
  );
}

/** `system field cause`, and what would be written. */
function told(given: Given): readonly string[] {
  const comparison = compared(given);
  if (comparison.kind === 'unreadable') return ['unreadable'];
  return [
    ...comparison.gone.map(({ ref, cause }) => `${ref.system} gone ${cause}`),
    ...comparison.fields.flatMap(({ field, apart, differences }) => [
      ...(apart ? [`${field} apart`] : []),
      ...differences.map(
        ({ ref, cause, after, mendable }) =>
          `${ref.system} ${field} ${cause} ${mendable ? JSON.stringify(after) : 'stays'}`,
      ),
    ]),
  ];
}

const EDITED: Given = { hub: { city: 'Rome' }, crm: {} };
const only = (given: Given): string => told(given).join('; ');
const written = (cause: DriftCause): string => `crm city ${cause} {"City":"Rome"}`;

describe('the comparison of an entity’s records', () => {
  it('finds nothing where all say the same', () => {
    expect(told({ hub: {}, crm: {} })).to.deep.equal([]);
    const same = { hub: { city: 'Rome' }, crm: { City: 'Rome' } };
    expect(told({ ...same, agreed: [{ city: 'Rome' }, { city: 'Rome' }] })).to.deep.equal([]);
    expect(told(same)).to.deep.equal([]);
  });

  it('compares every field that both have', () => {
    const comparison = compared({ hub: {}, crm: {} });
    expect(comparison.kind === 'compared' && comparison.fields.map(({ field }) => field)).to.deep.equal([
      ...['email', 'city', 'note', 'first', 'owner'],
    ]);
  });

  it('tells a change that was missed from one that nobody has asked for since', () => {
    expect(only(EDITED)).to.equal(written('missed'));
    expect(only({ ...EDITED, captured: null })).to.equal(written('not-captured'));
    expect(only({ ...EDITED, captured: new Date('2026-11-21T09:00:00Z') })).to.equal(written('not-captured'));
  });

  it('knows a field that is only read differently since the mapping has changed, or was never read', () => {
    expect(only({ ...EDITED, seen: [{ ...BLANK.hub, city: 'Rome' }, BLANK.crm] })).to.equal(
      written('mapping'),
    );
    expect(only({ ...EDITED, seen: [{ email: null }, { Email: null }] })).to.equal(written('mapping'));
  });

  it('names what is in the way, and mends nothing then', () => {
    expect(only({ ...EDITED, failure: 'TOO_LONG' })).to.equal('crm city refused stays');
    expect(only({ ...EDITED, claimed: { held: true } })).to.equal('crm city held stays');
    expect(only({ ...EDITED, scope: 'city != "Rome"' })).to.equal('crm city out-of-scope stays');
  });

  it('names both sides of what a person is to decide', () => {
    expect(told({ hub: { note: 'a' }, crm: { Note__c: 'b' } })).to.deep.equal([
      'hub note conflict stays',
      'crm note conflict stays',
    ]);
  });

  it('takes no difference for drift that the mapping wants', () => {
    expect(only({ hub: { owner: 'x' }, crm: {} })).to.equal('owner apart');
    const first = { hub: { first: 'a' }, crm: { First__c: 'b' } };
    expect(only({ ...first, agreed: [{ first: 'a' }, { first: 'b' }] })).to.equal('first apart');
  });

  it('takes a value that was cut on its way for the same', () => {
    const cut = { hub: { city: 'Hamburg' }, crm: { City: 'Hambu' } };
    expect(told({ ...cut, agreed: [{ city: 'Hamburg' }, { city: 'Hambu' }] })).to.deep.equal([]);
  });

  it('finds what no sync sees: both hold what was agreed, and differ', () => {
    const differ = { hub: { city: 'Rome' }, crm: { City: 'Oslo' } };
    expect(only({ ...differ, agreed: [{ city: 'Rome' }, { city: 'Oslo' }] })).to.equal(
      'hub city agreed {"city":"Oslo"}',
    );
    // A value that only one of them has may have been made there when the record was.
    expect(only({ hub: { city: 'Rome' }, crm: {}, agreed: [{ city: 'Rome' }, {}] })).to.equal('city apart');
  });

  it('finds a record that is gone, and compares no field then', () => {
    const there = { kind: 'present' as const };
    const record = { ref: CONTACT, fields: BLANK.hub, externalKey: null, modifiedAt: null };
    const gone = {
      ...EDITED,
      snapshots: [
        { ...there, record },
        { kind: 'deleted' as const, ref: LEAD },
      ],
    };
    expect(told(gone)).to.deep.equal(['crm gone missed']);
  });

  it('says nothing of what could not be read', () => {
    const failure = {
      ...{
        kind: 'transient' as const,
        code: 'X',
        message: '',
        meaning: '',
        fix: '',
        actor: 'nobody' as const,
      },
    };
    expect(told({ ...EDITED, snapshots: [{ kind: 'unreadable', ref: LEAD, failure }] })).to.deep.equal([
      'unreadable',
    ]);
  });
});
