import { expect } from 'chai';
import type { EntityPlan } from '../../../src/domain/plan.ts';
import { refKey, type RecordRef } from '../../../src/domain/record.ts';
import type { Fields } from '../../../src/domain/value.ts';
import type { ClaimedEntity } from '../../../src/ledger/claim-entities.ts';
import { parseMapping } from '../../../src/mapping/parse.ts';
import { planEntity } from '../../../src/reconcile/plan-entity.ts';
import { claimedEntity } from '../../support/claimed.ts';

const HUB: RecordRef = { system: 'hub', object: 'contacts', id: '1' };
const CRM: RecordRef = { system: 'crm', object: 'Lead', id: 'L1' };
const NOBODY = { owner: () => null, ownerId: () => null, entityOf: () => null, refOf: () => null };

const parsed = parseMapping(
  `entity: person
systems:
  hub: { object: contacts, create: true }
  crm: { object: Lead, create: true }
scope: { to crm: city == "London" }
fields:
  city: { type: text, hub: city, crm: City }
  out: { type: boolean, hub: out, crm: Out, authority: stricter }
`,
  'person.yaml',
);
if (parsed.kind !== 'ok') throw new Error(JSON.stringify(parsed.problems));
const { mapping } = parsed;

interface Side {
  readonly fields: Fields;
  /** Absent: there is no record. */
  readonly shadow: Fields;
}

function plan(hub: Side, crm: Side | null, change: Partial<ClaimedEntity> = {}): EntityPlan {
  const sides = [[HUB, hub] as const, ...(crm === null ? [] : [[CRM, crm] as const])];
  const claimed = claimedEntity({
    links: sides.map(([ref, { shadow }]) => ({
      ref,
      primary: true,
      endedWhy: null,
      shadow,
      lastSeen: null,
      modifiedAt: null,
    })),
    ...change,
  });
  const snapshots = new Map(
    sides.map(([ref, { fields }]) => [
      refKey(ref),
      { kind: 'present' as const, record: { ref, fields, externalKey: null, modifiedAt: null } },
    ]),
  );
  let ids = 0;
  return planEntity(
    {
      claimed,
      snapshots,
      found: [],
      unsearched: new Set(),
      probed: [],
      survivors: new Map(),
      corrections: new Map(),
    },
    {
      mapping,
      resolver: NOBODY,
      writable: () => true,
      ids: { next: () => String((ids += 1)) },
      now: new Date(0),
    },
  );
}

const hub = (city: string, out: boolean | null): Side => ({
  fields: { city, out },
  shadow: { city: 'London', out: null },
});
const LEAD: Side = { fields: { City: 'London', Out: false }, shadow: { city: 'London', out: false } };
const writes = ({ intents }: EntityPlan) =>
  intents.map(({ write, consent }) => [consent ?? false, write.fields] as const);

describe('the plan for an opt-out', () => {
  it('is a write of its own beside what else has changed', () => {
    const both = plan(hub('London', true), LEAD);
    expect(writes(both)).to.deep.equal([[true, { Out: true }]]);
    const crm = plan(
      { fields: { city: 'London', out: null }, shadow: { city: 'Paris', out: null } },
      { fields: { City: 'Paris', Out: true }, shadow: { city: 'Paris', out: false } },
    );
    expect(writes(crm)).to.deep.equal([
      [true, { out: true }],
      [false, { City: 'London' }],
    ]);
  });

  it('goes to a record out of scope, whose other fields do not, and moves the shadows of both', () => {
    const made = plan(hub('Paris', true), LEAD);
    expect(writes(made)).to.deep.equal([[true, { Out: true }]]);
    expect(made.intents[0]?.settles).to.deep.equal({ out: true });
    expect(made.intents[0]?.sources).to.deep.equal([{ ref: HUB, fields: { out: true } }]);
    expect(made.conflicts).to.have.length(1);
  });

  it('counts as an opt-out, which the breaker tells of', () => {
    expect(plan(hub('London', true), LEAD).intents[0]?.changes).to.deep.equal({ 'opt-out': { out: false } });
  });

  it('goes on while a write of other fields is parked', () => {
    const parked = [{ id: 'p1', system: 'crm', fields: { City: 'London' }, refused: [] }];
    const made = plan(
      { fields: { city: 'London', out: true }, shadow: { city: 'Paris', out: null } },
      { fields: { City: 'Paris', Out: false }, shadow: { city: 'Paris', out: false } },
      { parked },
    );
    expect(writes(made)).to.deep.equal([[true, { Out: true }]]);
    expect(made.stillParked).to.deep.equal([{ id: 'p1', intent: null }]);
  });

  it('makes an opted-out record where there is none, and never one that is opted in', () => {
    const made = (out: boolean) =>
      plan({ fields: { city: 'London', out }, shadow: {} }, null).intents[0]?.write.fields;
    expect(made(true)).to.deep.equal({ City: 'London', Out: true });
    expect(made(false)).to.deep.equal({ City: 'London' });
  });
});
