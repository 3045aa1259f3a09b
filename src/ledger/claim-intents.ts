import { sql, type Selectable } from 'kysely';
import type { EntityId } from '../domain/entity.ts';
import type { Lane } from '../domain/lane.ts';
import type { Intent, Replaced, Settlement } from '../domain/plan.ts';
import type { Fields } from '../domain/value.ts';
import { awaitsRules, goesAnyway } from './awaits-rules.ts';
import type { LedgerDb } from './database.ts';
import type { IntentRow } from './schema.ts';

/** An intent in this worker's hands: its attempt is on record before anything is sent. */
export interface ClaimedIntent extends Intent {
  readonly entity: EntityId;
  readonly lane: Lane;
  readonly partition: number;
  /** This one included; waits the vendor asked for do not count. */
  readonly attempts: number;
  /** Sent before without an answer: the write may have taken place, so it is looked up and not sent. */
  readonly unanswered: boolean;
  readonly readAt: Date;
  readonly receivedAt: Date;
}

export interface IntentClaim {
  readonly lane: Lane;
  readonly partition: number;
  /** Systems to leave alone, because their connection is paused. */
  readonly except: readonly string[];
  readonly limit: number;
  readonly worker: string;
  readonly now: Date;
  readonly leaseMs: number;
}

export interface ClaimedIntents {
  readonly intents: readonly ClaimedIntent[];
  /** How many were found that wait for the rules; they are due again when these have spoken. */
  readonly awaiting: number;
}

type ClaimedRow = Selectable<IntentRow> & { readonly unanswered: boolean };

/**
 * Takes what is due into this worker's hands, and what an earlier attempt left without an answer. What belongs to an
 * entity that is being looked at waits: the look was begun without knowing of the delivery; bulk work, which may hold it for
 * long, loses it to writes of other lanes. So does what belongs to a person about whom the rules have not said yet what they say now, in the same lane or a faster one: it goes in one write,
 * unless that takes too long. Consent waits for no rule.
 */
export async function claimIntents(db: LedgerDb, claim: IntentClaim): Promise<ClaimedIntents> {
  const { lane, partition, now } = claim;
  const until = new Date(now.getTime() + claim.leaseMs);
  const except = sql`${[...claim.except]}::text[]`;
  if (lane !== 'bulk') await takeFromBulk(db, claim);
  const { rows } = await sql<ClaimedRow & { readonly awaiting: number }>`
    with next as (
      select i.id, not i.consent and ${goesAnyway(lane)} > ${now} and ${awaitsRules(now)} as waits from intent i
      join entity e on e.id = i.entity_id and (e.lease_until is null or e.lease_until <= ${now})
      where i.state = 'due' and i.lane = ${lane} and i.partition = ${partition} and i.due_at <= ${now}
        and not i.system = any(${except})
      order by i.due_at limit ${claim.limit} for update of i skip locked for share of e skip locked),
    due as (select id from next where not waits),
    awaiting as (
      update intent i set awaits_rules = true, due_at = ${goesAnyway(lane)}
      where id in (select id from next where waits) returning id),
    unanswered as (
      select id from intent
      where state = 'sent' and lane = ${lane} and partition = ${partition} and lease_until <= ${now}
        and not system = any(${except})
      order by lease_until limit ${claim.limit} for update skip locked),
    sent as (
      update intent set state = 'sent', lease_by = ${claim.worker}, lease_until = ${until}, attempts = attempts + 1,
        awaits_rules = false
      where id in (select id from due union all select id from unanswered) returning *),
    tried as (
      insert into attempt (intent_id, entity_id, kind, system, started_at, outcome)
      select id, entity_id, kind, system, ${now}, 'sent' from sent where id in (select id from due))
    select awaiting.n as awaiting, sent.*, sent.id in (select id from unanswered) as unanswered
    from (select count(*)::int as n from awaiting) awaiting left join sent on true`.execute(db);
  const sent = rows.filter(({ id }: { readonly id: string | null }) => id !== null);
  return { intents: sent.map(toIntent), awaiting: rows[0]?.awaiting ?? 0 };
}

/** What bulk work thinks out about an entity is dropped where a write of another lane is due; it looks anew after that. */
async function takeFromBulk(db: LedgerDb, { lane, partition, now }: IntentClaim): Promise<void> {
  await sql`
    update entity set lease_by = null, lease_until = null
    where id in (
      select e.id from entity e where e.lease_lane = 'bulk' and e.lease_until > ${now} and e.id in (
        select entity_id from intent
        where state = 'due' and lane = ${lane} and partition = ${partition} and due_at <= ${now})
      order by e.id for no key update)`.execute(db);
}

/** Keeps the leases of a long delivery alive. */
export async function renewIntents(
  db: LedgerDb,
  worker: string,
  ids: readonly string[],
  until: Date,
): Promise<void> {
  await sql`
    update intent set lease_until = ${until} where id = any(${[...ids]}::uuid[]) and lease_by = ${worker}`.execute(
    db,
  );
}

function toIntent(row: ClaimedRow): ClaimedIntent {
  const fields = row.fields as Fields;
  const write =
    row.kind === 'create'
      ? ({ kind: 'create', system: row.system, object: row.object, key: row.entity_id, fields } as const)
      : ({
          kind: 'update',
          ref: { system: row.system, object: row.object, id: row.record_id ?? '' },
          fields,
        } as const);
  return {
    id: row.id,
    write,
    settles: row.settles as Fields,
    sources: row.sources as readonly Settlement[],
    changes: row.changes ?? {},
    ...(row.consent ? { consent: true as const } : {}),
    ...(row.look_after ? { lookAfter: true as const } : {}),
    ...(row.replaces === null ? {} : { replaces: row.replaces as Replaced }),
    entity: row.entity_id,
    lane: row.lane,
    partition: row.partition,
    attempts: row.attempts,
    unanswered: row.unanswered,
    readAt: row.read_at,
    receivedAt: row.received_at ?? row.read_at,
  };
}
