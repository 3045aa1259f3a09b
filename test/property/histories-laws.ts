import { sql } from 'kysely';
import { PERSON, type EntityKind } from '../../src/domain/entity.ts';
import { placeOf } from '../../src/domain/qualified.ts';
import { refKey, type RecordRef, type SystemName, type SystemRecord } from '../../src/domain/record.ts';
import { toCanonical, type Resolver } from '../../src/mapping/canonical.ts';
import { mappedFields } from '../../src/mapping/fields.ts';
import { isConsent, type FieldMapping, type Mapping } from '../../src/mapping/mapping.ts';
import { comparable } from '../../src/merge/same.ts';
import { makeResolver } from '../../src/reconcile/resolve.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { createIds } from '../../src/platform/ids.ts';
import { answerWhy } from '../../src/runtime/why.ts';
import { salesSideOf } from '../../src/sla/sales-side.ts';
import { allQualified } from '../support/qualified.ts';
import type { SteppedWorld } from './histories-world.ts';
import { PLACES } from './histories-operations.ts';

/** What only a person can settle; everything else passes with time. */
const FOR_PEOPLE = ['SEVERAL_MATCHES', 'ALREADY_EXISTS'];

/** Failures that are still open although nothing hinders any more. */
export async function troubles(world: SteppedWorld): Promise<readonly string[]> {
  const { rows } = await sql<{ system: string; code: string; message: string; entity_id: string }>`
    select f.system, code, message, f.entity_id from failure f join entity e on e.id = f.entity_id
    where e.folded_into is null`.execute(world.db);
  return rows
    .filter((row) => !FOR_PEOPLE.includes(row.code))
    .map((row) => `${row.entity_id} ${row.system} ${row.code}: ${row.message}`);
}

/** Inbox rows, writes not parked, and leases. */
export async function left(world: SteppedWorld): Promise<readonly string[]> {
  const { rows } = await sql<{ what: string }>`
    select 'inbox ' || system || '/' || record_id as what from inbox
    union all select 'intent ' || state || ' ' || system from intent where state <> 'parked'
    union all select 'lease ' || id from entity where lease_until is not null and lease_by is not null`.execute(
    world.db,
  );
  return rows.map((row) => row.what);
}

/** Living records of one system that carry the same external key. */
export async function doubled(world: SteppedWorld): Promise<readonly string[]> {
  const keys = new Map<string, string[]>();
  const note = (system: string, key: unknown, id: string): void => {
    if (typeof key === 'string' && key !== '')
      keys.set(`${system} ${key}`, [...(keys.get(`${system} ${key}`) ?? []), id]);
  };
  for (const place of PLACES) {
    if (place === 'contacts' || place === 'companies') {
      for (const record of await world.hub.records(place))
        if (!record.archived) note('hubspot', record.properties['leadloop_id'], record.id);
    } else {
      for (const record of await world.force.records(place))
        if (!record.IsDeleted && record['IsConverted'] !== true)
          note('salesforce', record['Leadloop_Id__c'], record.Id);
    }
  }
  for (const made of ['Task', 'Event', 'Opportunity', 'OpportunityContactRole'])
    for (const record of await world.force.records(made))
      if (!record.IsDeleted) note(`salesforce ${made}`, record['Leadloop_Id__c'], record.Id);
  for (const made of ['deals', 'calls', 'meetings'])
    for (const record of await world.hub.records(made))
      if (!record.archived) note(`hubspot ${made}`, record.properties['leadloop_id'], record.id);
  return [...keys].filter(([, ids]) => ids.length > 1).map(([key, ids]) => `${key}: ${ids.join(', ')}`);
}

/**
 * Who is qualified but not in exactly one place: handed over and visible to sales, waiting, held, or failing. Each time
 * somebody comes into the stage of the hand-off makes one hand-off, and each hand-off one record of everything it makes.
 */
export async function unconserved(world: SteppedWorld): Promise<readonly string[]> {
  const { rows: counts } = await sql<{ entity: string; qualified: number; handed: number }>`
    select e.id as entity,
      (select count(*)::int from stage_log l where l.entity_id = e.id and l.to_stage = 'mql' and l.by = 'recipe') as qualified,
      (select count(*)::int from hand_off h where h.entity_id = e.id) as handed
    from entity e where e.kind = 'person' and e.folded_into is null`.execute(world.db);
  const lost = counts
    .filter(({ qualified, handed }) => qualified !== handed)
    .map(
      ({ entity, qualified, handed }) =>
        `${entity} was qualified ${qualified} times and handed over ${handed}`,
    );
  const { rows: made } = await sql<{ what: string; places: readonly string[] }>`
    select r.object || ' of hand-off ' || h.id as what, array_remove(array[
      case when exists (select 1 from link l where l.entity_id = r.id and l.system = 'salesforce') then 'delivered' end,
      case when exists (select 1 from waiting w where w.entity_id = r.id) then 'waiting' end,
      case when exists (select 1 from intent i where i.entity_id = r.id) then 'held' end,
      case when exists (select 1 from failure f where f.entity_id = r.id) then 'failing' end], null) as places
    from hand_off h, jsonb_to_recordset(h.made -> 'records') as r(id uuid, object text)`.execute(world.db);
  const astray = made
    .filter(({ places }) => places.length !== 1)
    .map(({ what, places }) => `${what} is ${places.length === 0 ? 'nowhere' : places.join(' and ')}`);
  const { rows: twice } = await sql<{ what: string }>`
    select person_id || ' in cycle ' || cycle as what from hand_off group by person_id, cycle having count(*) > 1`.execute(
    world.db,
  );
  const scope = {
    stages: [...(world.mappings.handOff?.value.at ?? [])],
    systems: salesSideOf(world.mappings.byKind.get(PERSON)).systems,
  };
  const nowhere = (await allQualified(world.db, scope)).filter((one) => placeOf(one) === null);
  return [
    ...lost,
    ...astray,
    ...twice.map(({ what }) => `handed over twice: ${what}`),
    ...nowhere.map((one) => `in no place: ${JSON.stringify(one)}`),
  ];
}

interface LinkedEntity {
  readonly id: string;
  readonly kind: EntityKind;
  readonly failing: boolean;
  /** The systems in which it waits for a record of another entity, as a contact role does while its person is a Lead. */
  readonly waitingIn: readonly SystemName[];
  readonly links: readonly { readonly ref: RecordRef; readonly primary: boolean; readonly live: boolean }[];
}

async function entities(world: SteppedWorld): Promise<readonly LinkedEntity[]> {
  const { rows } = await sql<LinkedEntity>`
    select e.id, e.kind, exists (select 1 from failure f where f.entity_id = e.id) as failing,
      array(select s from unnest(array['hubspot', 'salesforce']) s where exists (
        select 1 from waiting w where w.entity_id = e.id and not exists (
          select 1 from link t where t.entity_id = w.waits_for and t.is_primary and t.ended_why is null
            and t.system = s and t.object <> 'Lead'))) as "waitingIn",
      jsonb_agg(jsonb_build_object('ref', jsonb_build_object('system', l.system, 'object', l.object, 'id', l.record_id),
        'primary', l.is_primary, 'live', l.ended_why is null)) as links
    from entity e join link l on l.entity_id = e.id where e.folded_into is null group by e.id`.execute(
    world.db,
  );
  return rows;
}

/**
 * Entities that lack a record in a system where none was ever deleted, although nothing is waited for, no person is asked,
 * and no scope is told to keep them out.
 */
export async function orphans(world: SteppedWorld): Promise<readonly string[]> {
  const lacking: string[] = [];
  for (const entity of await entities(world)) {
    const mapping = world.mappings.byKind.get(entity.kind);
    if (mapping === undefined || entity.failing) continue;
    if (!entity.links.some((link) => link.live)) continue;
    const systems = [...mapping.createIn].filter(
      (system) =>
        !entity.waitingIn.includes(system) && !entity.links.some((link) => link.ref.system === system),
    );
    if (systems.length === 0) continue;
    const [told] = await answerWhy(world.db, entity.id, world.mappings, systemClock.now());
    const kept = new Set(told?.outOfScope.map(({ system }) => system));
    for (const system of systems)
      if (!kept.has(system)) lacking.push(`${entity.kind} ${entity.id} is not in ${system}`);
  }
  return lacking;
}

/** Mapped fields of living primary records that say different things although the mapping would have them agree. */
export async function disagreements(world: SteppedWorld): Promise<readonly string[]> {
  const found: string[] = [];
  for (const entity of await entities(world)) {
    const mapping = world.mappings.byKind.get(entity.kind);
    if (mapping === undefined || entity.failing) continue;
    const primaries = entity.links
      .filter(({ ref, primary, live }) => primary && live && world.systems.has(ref.system))
      .map((link) => link.ref);
    const records = (await Promise.all(primaries.map((ref) => read(ref, mapping, world)))).flat();
    const [a, b] = records;
    if (a === undefined || b === undefined) continue;
    const resolver = await makeResolver(
      records.map((record) => ({ mapping, snapshot: { kind: 'present', record } })),
      world.look,
      world.db,
      {
        now: systemClock.now(),
        ids: createIds(systemClock),
        partitions: 1,
        kindOf: (system, object) => world.mappings.kindOf(system, object),
      },
    );
    for (const field of mapping.fields) {
      const said = differing(field, mapping, a, b, resolver);
      if (said !== null) found.push(`${entity.kind} ${entity.id} ${refKey(a.ref)} ${refKey(b.ref)}: ${said}`);
    }
  }
  return found;
}

async function read(ref: RecordRef, mapping: Mapping, world: SteppedWorld): Promise<readonly SystemRecord[]> {
  const fields = mappedFields(mapping, ref.system, ref.object);
  const snapshots = await world.look.read(ref.system, ref.object, [ref.id], fields, 'live');
  // Of a merge whose survivor was deleted before anyone looked, no list tells; the next look at the twin will.
  return snapshots.flatMap((snapshot) => (snapshot.kind === 'present' ? [snapshot.record] : []));
}

function differing(
  field: FieldMapping,
  mapping: Mapping,
  a: SystemRecord,
  b: SystemRecord,
  resolver: Resolver,
): string | null {
  const [first, second] = [a, b].map((record) => toCanonical(mapping, record, resolver).get(field.name));
  if (first?.kind !== 'value' || second?.kind !== 'value') return null;
  const [one, two] = [first.value, second.value].map((value) => comparable(field.type, value, field.region));
  if (one === two) return null;
  // Whoever has not opted out has not, whether that is said or left blank.
  if (isConsent(field) && first.value !== true && second.value !== true) return null;
  const oneIsBlank = one === '' || two === '';
  if (oneIsBlank && (field.nulls === 'keep' || field.direction.kind === 'to')) return null;
  if (!oneIsBlank && field.authority.kind === 'fill-blank') return null;
  if (field.type === 'reference' && isUnsayable(field, a, b, [first.value, second.value], resolver))
    return null;
  return `${field.name} is ${JSON.stringify(first.value)} and ${JSON.stringify(second.value)}`;
}

/** The record that one side names is not in the other system: it was deleted there, or a person is asked. */
function isUnsayable(
  field: FieldMapping,
  a: SystemRecord,
  b: SystemRecord,
  named: readonly unknown[],
  resolver: Resolver,
): boolean {
  return [a, b].some((record, index) => {
    const targets = field.columns.get(record.ref.system)?.get(record.ref.object)?.targets ?? [];
    const entity = named[1 - index];
    return (
      targets.length > 0 &&
      typeof entity === 'string' &&
      resolver.refOf(entity, record.ref.system, targets) === null
    );
  });
}
