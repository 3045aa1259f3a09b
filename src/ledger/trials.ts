import { sql } from 'kysely';
import type { EntityId } from '../domain/entity.ts';
import { jsonb, type LedgerDb, type LedgerTx } from './database.ts';

export const TRIAL_KINDS = ['shadow', 'canary'] as const;

/** Rules that run beside those in force: a canary decides about a share of people, a shadow about nobody. */
export interface NewTrial {
  readonly kind: (typeof TRIAL_KINDS)[number];
  /** The configuration that they are of. */
  readonly version: string;
  /** Of all people: above 0, at most 1. */
  readonly share: number;
  /** The function of `roles.yaml` that hears of its end; null: nobody. */
  readonly tell: string | null;
}

export interface StoredTrial extends NewTrial {
  readonly id: number;
  /** The number of the version. */
  readonly number: number;
  readonly since: Date;
  readonly by: string;
  /** Of a shadow: what it would have decided, and how often otherwise. */
  readonly decisions: number;
  readonly differing: number;
  readonly ended: { readonly at: Date; readonly by: string; readonly why: string } | null;
}

/** A person about whom the shadow would have decided otherwise. */
export interface Difference {
  readonly entity: EntityId;
  readonly live: string;
  readonly candidate: string;
}

/** The one that runs, else the last; null: there never was one. */
export async function lastTrial(db: LedgerDb): Promise<StoredTrial | null> {
  const { rows } = await sql<StoredTrial>`
    select t.id, t.kind, t.version_id as version, v.number, t.share, t.tell, t.started_at as since, t.started_by as by,
      t.decisions::float8 as decisions, t.differing::float8 as differing,
      case when ended_at is not null then jsonb_build_object('at', ended_at, 'by', ended_by, 'why', ended_why) end as ended
    from trial t join config_version v on v.id = t.version_id order by t.id desc limit 1`.execute(db);
  const [trial] = rows;
  if (trial === undefined) return null;
  const { ended } = trial;
  return { ...trial, ended: ended === null ? null : { ...ended, at: new Date(ended.at) } };
}

/** Begins one, if none runs. Returns whether it did. */
export async function startTrial(
  db: LedgerDb,
  { kind, version, share, tell }: NewTrial,
  by: string,
  now: Date,
): Promise<boolean> {
  const { rows } = await sql`
    insert into trial (kind, version_id, share, tell, started_at, started_by)
    values (${kind}, ${version}, ${share}, ${tell}, ${now}, ${by}) on conflict do nothing returning id`.execute(
    db,
  );
  return rows.length > 0;
}

/** Ends it for good. Returns whether it was still running. */
export async function endTrial(
  tx: LedgerTx,
  id: number,
  { by, why, at }: { readonly by: string; readonly why: string; readonly at: Date },
): Promise<boolean> {
  const { rows } = await sql`
    update trial set ended_at = ${at}, ended_by = ${by}, ended_why = ${why}
    where id = ${id} and ended_at is null returning id`.execute(tx);
  return rows.length > 0;
}

/** Counts what a shadow would have decided, and keeps the last difference of each person. */
export async function countShadowed(
  db: LedgerDb,
  id: number,
  decisions: number,
  differences: readonly Difference[],
  now: Date,
): Promise<void> {
  await sql`
    with kept as (
      insert into trial_difference (trial_id, entity_id, at, live, candidate)
      select ${id}, entity, ${now}, live, candidate
      from jsonb_to_recordset(${jsonb(differences)}) as r(entity uuid, live text, candidate text) order by entity
      on conflict (trial_id, entity_id) do update set at = excluded.at, live = excluded.live, candidate = excluded.candidate)
    update trial set decisions = decisions + ${decisions}, differing = differing + ${differences.length}
    where id = ${id}`.execute(db);
}

/** How many people differ in which way, with one of them each; the most first. */
export interface DifferenceCount {
  readonly live: string;
  readonly candidate: string;
  readonly people: number;
  readonly example: EntityId;
}

const MOST_KINDS = 20;

export async function countDifferences(db: LedgerDb, id: number): Promise<readonly DifferenceCount[]> {
  const { rows } = await sql<DifferenceCount>`
    select live, candidate, count(*)::int as people, (array_agg(entity_id order by at desc))[1] as example
    from trial_difference where trial_id = ${id}
    group by live, candidate order by people desc, live, candidate limit ${MOST_KINDS}`.execute(db);
  return rows;
}
