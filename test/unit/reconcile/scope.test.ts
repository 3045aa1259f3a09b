import { expect } from 'chai';
import fc from 'fast-check';
import type { EntityPlan } from '../../../src/domain/plan.ts';
import { refKey, type RecordRef } from '../../../src/domain/record.ts';
import type { Fields, Value } from '../../../src/domain/value.ts';
import type { ClaimedEntity, Link } from '../../../src/ledger/claim-entities.ts';
import type { Mapping } from '../../../src/mapping/mapping.ts';
import { parseMapping } from '../../../src/mapping/parse.ts';
import { planEntity } from '../../../src/reconcile/plan-entity.ts';
import { nothingNew } from '../../../src/reconcile/unchanged.ts';
import { claimedEntity } from '../../support/claimed.ts';

const HUB: RecordRef = { system: 'hub', object: 'contacts', id: '1' };
const CRM: RecordRef = { system: 'crm', object: 'Lead', id: 'L1' };
const FORM: RecordRef = { system: 'form', object: 'web', id: 'f1' };
const REFS = { hub: HUB, crm: CRM, form: FORM } as const;
type System = keyof typeof REFS;

const NOBODY = { owner: () => null, ownerId: () => null, entityOf: () => null, refOf: () => null };

const mappingWith = (more: string, authority = 'latest'): Mapping => {
  const parsed = parseMapping(
    `entity: person
systems:
  hub: { object: contacts, create: true }
  crm: { object: Lead, create: true }
  form: { object: web }
fields:
  email: { type: email, hub: email, crm: Email, form: email }
  city: { type: text, hub: city, crm: City, form: city, authority: ${authority} }
  tags: { type: options, hub: tags, crm: Tags__c, authority: union }
  stage: { type: option, hub: stage }
${more}`,
    'person.yaml',
  );
  if (parsed.kind !== 'ok') throw new Error(JSON.stringify(parsed.problems));
  return parsed.mapping;
};

const SCOPED = mappingWith(`scope:\n  to crm: stage == "lead"\n`);
const COMPUTED = mappingWith(
  `  line: { type: text, direction: to crm, crm: { field: Line__c, value: '"in " + city' }, nulls: clear }\n`,
);

/** What a record holds, by canonical name, and what was agreed with it; absent: no record. */
interface State {
  readonly live: Fields;
  readonly shadow: Fields | null;
}
type World = Partial<Record<System, State>>;

const OWN = {
  hub: { email: 'email', city: 'city', tags: 'tags', stage: 'stage' },
  crm: { email: 'Email', city: 'City', tags: 'Tags__c', line: 'Line__c' },
  form: { email: 'email', city: 'city' },
} as const;

const rename = (fields: Fields, names: Readonly<Record<string, string>>): Fields =>
  Object.fromEntries(Object.entries(names).map(([name, own]) => [own, fields[name] ?? null]));

const linksOf = (world: World): readonly Link[] =>
  (Object.entries(world) as [System, State][]).map(([system, { shadow }]) => ({
    ref: REFS[system],
    primary: true,
    endedWhy: null,
    shadow,
    lastSeen: null,
    modifiedAt: null,
  }));

const claimedOf = (world: World, rang: readonly System[] = []): ClaimedEntity =>
  claimedEntity({
    inbox: rang.map((system) => ({ ref: REFS[system], snapshot: null, origin: 'scan', rings: 1, tries: 0 })),
    links: linksOf(world),
  });

const snapshotsOf = (world: World) =>
  new Map(
    (Object.entries(world) as [System, State][]).map(([system, { live }]) => {
      const ref = REFS[system];
      const record = { ref, fields: rename(live, OWN[system]), externalKey: null, modifiedAt: null };
      return [refKey(ref), { kind: 'present' as const, record }];
    }),
  );

function plan(world: World, mapping: Mapping): EntityPlan {
  let ids = 0;
  return planEntity(
    {
      claimed: claimedOf(world),
      snapshots: snapshotsOf(world),
      found: [],
      unsearched: new Set(),
      probed: [],
      survivors: new Map(),
      corrections: new Map(),
    },
    {
      mapping,
      resolver: NOBODY,
      writable: (system) => system !== 'form',
      ids: { next: () => String((ids += 1)) },
      now: new Date(0),
    },
  );
}

/** The world after a plan whose writes have all landed. */
function after(world: World, made: EntityPlan): World {
  const next = structuredClone(world) as Record<
    string,
    { live: Record<string, Value>; shadow: Record<string, Value> }
  >;
  const settle = (system: string, fields: Fields): void => {
    const state = next[system];
    if (state !== undefined) state.shadow = { ...state.shadow, ...fields };
  };
  for (const { ref, fields } of made.settled) settle(ref.system, fields);
  for (const { write, settles, sources } of made.intents) {
    const system = write.kind === 'create' ? write.system : write.ref.system;
    const names: Readonly<Record<string, string>> = OWN[system as System];
    const state = (next[system] ??= { live: {}, shadow: {} });
    for (const [name, own] of Object.entries(names))
      if (own in write.fields) state.live[name] = write.fields[own] ?? null;
    settle(system, settles);
    for (const { ref, fields } of sources) settle(ref.system, fields);
  }
  return next;
}

const run = (world: World, mapping: Mapping): World => after(world, plan(world, mapping));
const writesTo = (made: EntityPlan, system: System) =>
  made.intents.filter(({ write }) => (write.kind === 'create' ? write.system : write.ref.system) === system);
const edit = (world: World, system: System, fields: Fields): World => ({
  ...world,
  [system]: { live: { ...world[system]?.live, ...fields }, shadow: world[system]?.shadow ?? null },
});
const agreed = (fields: Fields): State => ({ live: fields, shadow: fields });

const LEAD = { email: 'a@x.com', city: 'Rome', stage: 'lead' };
const IN_STEP: World = { hub: agreed(LEAD), crm: agreed({ email: 'a@x.com', city: 'Rome' }) };
const OUT = run(edit(IN_STEP, 'hub', { stage: 'other' }), SCOPED);

describe('a record out of scope', () => {
  it('is not created, whether its condition fails or cannot be told', () => {
    for (const stage of ['other', null]) {
      const made = plan({ hub: { live: { ...LEAD, stage }, shadow: null } }, SCOPED);
      expect(made.intents).to.deep.equal([]);
      expect(made.settled[0]?.fields).to.include({ city: 'Rome' });
    }
    expect(plan({ hub: { live: LEAD, shadow: null } }, SCOPED).intents).to.have.length(1);
  });

  it('is created with everything when it comes into scope, though all of it was agreed before', () => {
    const before = run({ hub: { live: { ...LEAD, stage: 'other' }, shadow: null } }, SCOPED);
    const [intent] = plan(edit(before, 'hub', { stage: 'lead' }), SCOPED).intents;
    expect(intent?.write).to.deep.include({ kind: 'create', fields: { Email: 'a@x.com', City: 'Rome' } });
  });

  it('is not written, agrees nothing, and gets the difference when it is back', () => {
    const changed = edit(OUT, 'hub', { city: 'Oslo' });
    const made = plan(changed, SCOPED);
    expect([made.intents, made.settled, made.conflicts]).to.deep.equal([[], [], []]);
    expect(made.healthy).to.include('crm');
    const [intent] = plan(edit(after(changed, made), 'hub', { stage: 'lead' }), SCOPED).intents;
    expect(intent?.write).to.deep.include({ kind: 'update', ref: CRM, fields: { City: 'Oslo' } });
  });

  it('still gives what is changed in it', () => {
    const made = plan(edit(OUT, 'crm', { city: 'Bonn' }), SCOPED);
    expect(made.intents.map(({ write }) => write)).to.deep.equal([
      { kind: 'update', ref: HUB, fields: { city: 'Bonn' } },
    ]);
  });

  it('loses no conflict until it is overwritten', () => {
    const both = edit(edit(OUT, 'hub', { city: 'Oslo' }), 'crm', { city: 'Bonn' });
    const mapping = mappingWith(`scope:\n  to crm: stage == "lead"\n`, 'hub');
    const made = plan(both, mapping);
    expect([made.intents, made.conflicts]).to.deep.equal([[], []]);
    const back = plan(edit(after(both, made), 'hub', { stage: 'lead' }), mapping);
    expect(back.intents[0]?.write).to.deep.include({ fields: { City: 'Oslo' } });
    expect(back.conflicts[0]).to.deep.include({ winner: 'hub' });
  });

  it('takes no option away from the others where the options of all are joined', () => {
    const both = edit(edit(OUT, 'hub', { tags: ['a'] }), 'crm', { tags: ['b'] });
    const joined = run(both, SCOPED);
    expect(joined.hub?.live['tags']).to.deep.equal(['a', 'b']);
    expect(plan(joined, SCOPED).intents).to.deep.equal([]);
    const back = run(edit(joined, 'hub', { stage: 'lead' }), SCOPED);
    expect(back.crm?.live['tags']).to.deep.equal(['a', 'b']);
  });

  it('gets what a form said and what was made of it later', () => {
    const told = run(
      { ...OUT, form: { live: { email: 'a@x.com', city: 'Bern' }, shadow: null } },
      mappingWith(`scope:\n  to crm: stage == "lead"\n`, 'form'),
    );
    expect(told.hub?.live['city']).to.equal('Bern');
    const mapping = mappingWith(`scope:\n  to crm: stage == "lead"\n`, 'form');
    const edited = edit(told, 'hub', { city: 'Basel' });
    expect(plan(edited, mapping).intents).to.deep.equal([]);
    expect(run(edit(edited, 'hub', { stage: 'lead' }), mapping).crm?.live['city']).to.equal('Basel');
  });

  it('is not looked for again while nothing changes', () => {
    const world = run({ hub: { live: { ...LEAD, stage: 'other' }, shadow: null } }, SCOPED);
    const quiet = (now: World, mapping: Mapping) =>
      nothingNew(claimedOf(now, ['hub']), snapshotsOf(now), mapping, NOBODY);
    expect(quiet(world, SCOPED)).to.equal(true);
    expect(quiet(world, mappingWith(''))).to.equal(false);
    expect(quiet(edit(world, 'hub', { stage: 'lead' }), SCOPED)).to.equal(false);
  });
});

describe('a computed field', () => {
  const made = run(run({ hub: { live: LEAD, shadow: null } }, COMPUTED), COMPUTED);

  it('is written when the record is made, and again when what it reads changes', () => {
    expect(made.crm?.live['line']).to.equal('in Rome');
    expect(plan(made, COMPUTED).intents).to.deep.equal([]);
    const [intent] = plan(edit(made, 'hub', { city: 'Oslo' }), COMPUTED).intents;
    expect(intent?.write.fields).to.deep.equal({ City: 'Oslo', Line__c: 'in Oslo' });
  });

  it('is no change of its own, and is written over only when something else comes out', () => {
    const edited = edit(made, 'crm', { line: 'mine' });
    expect(plan(edited, COMPUTED)).to.deep.include({ intents: [], settled: [], conflicts: [] });
    expect(nothingNew(claimedOf(edited, ['crm']), snapshotsOf(edited), COMPUTED, NOBODY)).to.equal(true);
    const next = plan(edit(edited, 'hub', { city: 'Oslo' }), COMPUTED);
    expect(next.intents[0]?.write.fields).to.include({ Line__c: 'in Oslo' });
    expect(next.conflicts[0]).to.deep.include({ field: 'line', reason: 'the field is computed' });
  });

  it('is cleared when nothing comes out, or kept, as its null policy says', () => {
    const cleared = edit(made, 'hub', { city: null });
    expect(run(cleared, COMPUTED).crm?.live['line']).to.equal(null);
    const keeping = mappingWith(
      `  line: { type: text, direction: to crm, crm: { field: Line__c, value: '"in " + city' }, nulls: keep }\n`,
    );
    expect(run(cleared, keeping).crm?.live['line']).to.equal('in Rome');
  });

  it('is written where it is new, or its expression is, though no record has changed', () => {
    const reworded = mappingWith(
      `  line: { type: text, direction: to crm, crm: { field: Line__c, value: '"lives in " + city' } }\n`,
    );
    expect(nothingNew(claimedOf(made, ['hub']), snapshotsOf(made), COMPUTED, NOBODY)).to.equal(true);
    expect(nothingNew(claimedOf(made, ['hub']), snapshotsOf(made), reworded, NOBODY)).to.equal(false);
    expect(run(made, reworded).crm?.live['line']).to.equal('lives in Rome');
  });
});

describe('a variant', () => {
  const mapping = parseMapping(
    `entity: person
systems:
  hub: { object: contacts, create: true }
  crm: { object: Lead, create: true }
fields:
  email: { type: email, hub: email, crm: Email }
  city:
    type: text
    hub: city
    crm: City
    authority: hub
    variants: [{ when: 'stage == "lead"', authority: crm }, { when: 'stage == "other"', direction: to hub }]
  tags: { type: options, hub: tags, crm: Tags__c }
  stage: { type: option, hub: stage }
`,
    'person.yaml',
  );
  if (mapping.kind !== 'ok') throw new Error(JSON.stringify(mapping.problems));
  const both = edit(edit(IN_STEP, 'hub', { city: 'Oslo' }), 'crm', { city: 'Bonn' });
  const writes = (world: World) => plan(world, mapping.mapping).intents.map(({ write }) => write.fields);

  it('says who is right for the records that it is for, and for no others', () => {
    expect(writes(both)).to.deep.equal([{ city: 'Bonn' }]);
    expect(writes(edit(both, 'hub', { stage: 'customer' }))).to.deep.equal([{ City: 'Oslo' }]);
    expect(writes(edit(both, 'hub', { stage: null }))).to.deep.equal([{ City: 'Oslo' }]);
  });

  it('says which way a field may flow, also into a record that is made', () => {
    const held = edit(edit(IN_STEP, 'hub', { city: 'Oslo', stage: 'other' }), 'crm', {});
    expect(writes(held)).to.deep.equal([]);
    expect(writes({ hub: { live: { ...LEAD, stage: 'other' }, shadow: null } })).to.deep.equal([
      { Email: 'a@x.com' },
    ]);
  });
});

const cities = fc.constantFrom<Value>('A', 'B', 'C', null);
const tags = fc.constantFrom<readonly string[] | null>(['a'], ['a', 'b'], ['c'], null);
const fieldsOf = fc.record({ email: fc.constantFrom<Value>('a@x.com', 'b@x.com', null), city: cities, tags });
const hubFields = fc
  .tuple(fieldsOf, fc.constantFrom<Value>('lead', 'other', null))
  .map(([fields, stage]) => ({ ...fields, stage }));
const stateOf = (fields: fc.Arbitrary<Fields>): fc.Arbitrary<State> =>
  fc.record({ live: fields, shadow: fc.option(fields, { nil: null }) });
const worlds: fc.Arbitrary<World> = fc
  .record({
    hub: stateOf(hubFields),
    crm: fc.option(stateOf(fieldsOf), { nil: undefined }),
    form: fc.option(stateOf(fieldsOf.map(({ email, city }) => ({ email, city }))), { nil: undefined }),
  })
  .map(({ hub, crm, form }) => ({
    hub,
    ...(crm === undefined ? {} : { crm }),
    ...(form === undefined ? {} : { form }),
  }));

describe('scopes, whatever the records say', () => {
  it('change nothing when they always hold', () => {
    const open = mappingWith(`scope:\n  to crm: 'true'\n  to hub: stage == null || stage != null\n`);
    const free = mappingWith('');
    fc.assert(
      fc.property(worlds, (world) => {
        expect(plan(world, open)).to.deep.equal(plan(world, free));
      }),
    );
  });

  it('let nothing through that is out of them, and leave nothing to write a second time', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        let now = world;
        for (let round = 0; round < 4; round += 1) {
          const made = plan(now, SCOPED);
          if (now.hub?.live['stage'] !== 'lead') expect(writesTo(made, 'crm')).to.deep.equal([]);
          now = after(now, made);
        }
        expect(plan(now, SCOPED).intents).to.deep.equal([]);
      }),
    );
  });

  it('bring both sides together, with no value that nobody had, once the record is in', () => {
    fc.assert(
      fc.property(worlds, cities, (world, city) => {
        const known = [world.hub, world.crm, world.form].map((state) => state?.live['city'] ?? null);
        const away = edit(run(edit(world, 'hub', { stage: 'other' }), SCOPED), 'hub', { city });
        const settled = run(run(away, SCOPED), SCOPED);
        const back = run(run(edit(settled, 'hub', { stage: 'lead' }), SCOPED), SCOPED);
        expect(plan(back, SCOPED).intents).to.deep.equal([]);
        expect([...known, city]).to.include(back.crm?.live['city'] ?? null);
        if (settled.hub?.shadow?.['city'] !== settled.hub?.live['city'])
          expect(back.crm?.live['city'] ?? null).to.equal(back.hub?.live['city'] ?? null);
      }),
    );
  });
});
