import { sql } from 'kysely';
import { DIGEST } from '../domain/digest.ts';
import type { EntityId } from '../domain/entity.ts';
import { RULES } from '../domain/record.ts';
import type { TouchpointKind } from '../domain/touchpoint.ts';
import type { Fields } from '../domain/value.ts';
import { jsonb, type LedgerDb } from './database.ts';
import { partsOf } from './parts.ts';

/** A person, and the id of the first digest that is made of them. */
export interface DigestOf {
  readonly person: EntityId;
  readonly first: EntityId;
}

/** A digest as it was last told, and when. */
export interface StoredDigest {
  readonly id: EntityId;
  readonly told: Fields;
  readonly toldAt: Date;
}

/**
 * The last digest of each person who has one, also of those who were folded into them. The first one is found by its id, as
 * before it is written nothing has been agreed on whose it is.
 */
export async function readDigests(
  db: LedgerDb,
  people: readonly DigestOf[],
): Promise<ReadonlyMap<EntityId, StoredDigest>> {
  if (people.length === 0) return new Map();
  const { rows } = await sql<StoredDigest & { person: EntityId }>`
    with ${partsOf(people.map(({ person }) => person))},
    ids as (
      select person, first as record_id from jsonb_to_recordset(${jsonb(people)}) as r(person uuid, first text)
      union select person, record_id from part where system = ${RULES} and object = ${DIGEST})
    select distinct on (i.person) i.person, r.record_id as id, r.fields as told, r.modified_at as "toldAt"
    from ids i join record r on (r.system, r.object, r.record_id) = (${RULES}, ${DIGEST}, i.record_id)
    order by i.person, r.modified_at desc, r.record_id`.execute(db);
  return new Map(rows.map(({ person, ...digest }) => [person, digest]));
}

export interface DigestTouch {
  readonly kind: TouchpointKind;
  readonly at: Date;
  readonly about: string | null;
  readonly campaign: string | null;
}

/** What people did of these kinds since a moment, of each person the newest; those who did nothing are left out. */
export async function readDigestTouches(
  db: LedgerDb,
  people: readonly EntityId[],
  {
    kinds,
    since,
    most,
  }: { readonly kinds: readonly TouchpointKind[]; readonly since: Date; readonly most: number },
): Promise<ReadonlyMap<EntityId, readonly DigestTouch[]>> {
  if (people.length === 0) return new Map();
  const { rows } = await sql<DigestTouch & { person: EntityId }>`
    select p.id as person, t.kind, t.at, t.about, t.campaign
    from unnest(${[...people]}::uuid[]) p(id) cross join lateral (
      select * from touchpoint where entity_id = p.id and at >= ${since} and kind = any(${[...kinds]}::text[])
      order by at desc, id desc limit ${most}) t`.execute(db);
  return Map.groupBy(rows, ({ person }) => person);
}
