import { sql, type Selectable } from 'kysely';
import type { EntityId } from '../domain/entity.ts';
import { LANES, type Lane } from '../domain/lane.ts';
import type { Intent, Replaced, Settlement } from '../domain/plan.ts';
import { RULES } from '../domain/record.ts';
import type { Fields } from '../domain/value.ts';
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

/**
 * How long a write waits, since the news that it answers, for the rules to say what they say now. Whoever changes all the time
 * is written all the same; where nobody waits, calls are saved.
 */
const PATIENCE_MS: Readonly<Record<Lane, number>> = {
  hot: 5_000,
  live: 15_000,
  outcome: 30_000,
  bulk: 10 * 60_000,
};

type ClaimedRow = Selectable<IntentRow> & { readonly unanswered: boolean };

/**
 * Takes what is due into this worker's hands, and what an earlier attempt left without an answer. What belongs to an
 * entity that is being looked at waits: the look was begun without knowing of the delivery. So does what belongs to a
 * person about whom the rules have not said yet what they say now, in the same lane or a faster one: it goes in one write,
 * unless that takes too long. Consent waits for no rule.
 */
export async function claimIntents(db: LedgerDb, claim: IntentClaim): Promise<readonly ClaimedIntent[]> {
  const until = new Date(claim.now.getTime() + claim.leaseMs);
  const newerThan = new Date(claim.now.getTime() - PATIENCE_MS[claim.lane]);
  const lanes = LANES.slice(0, LANES.indexOf(claim.lane) + 1);
  const { rows } = await sql<ClaimedRow>`
    with due as (
      select i.id from intent i
      join entity e on e.id = i.entity_id and (e.lease_until is null or e.lease_until <= ${claim.now})
      where i.state = 'due' and i.lane = ${claim.lane} and i.partition = ${claim.partition} and i.due_at <= ${claim.now}
        and not i.system = any(${[...claim.except]}::text[])
        and (i.consent or coalesce(i.received_at, i.read_at) <= ${newerThan} or (
          not exists (select 1 from to_decide d where d.entity_id = i.entity_id and d.received_at is not null
            and d.due_at <= ${claim.now} and d.lane = any(${lanes}))
          and not exists (select 1 from inbox n where n.entity_id = i.entity_id and n.system = ${RULES}
            and n.due_at <= ${claim.now} and n.lane = any(${lanes}))))
      order by i.due_at limit ${claim.limit} for update of i skip locked for share of e skip locked),
    unanswered as (
      select id from intent
      where state = 'sent' and lane = ${claim.lane} and partition = ${claim.partition} and lease_until <= ${claim.now}
        and not system = any(${[...claim.except]}::text[])
      order by lease_until limit ${claim.limit} for update skip locked),
    sent as (
      update intent set state = 'sent', lease_by = ${claim.worker}, lease_until = ${until}, attempts = attempts + 1
      where id in (select id from due union all select id from unanswered) returning *),
    tried as (
      insert into attempt (intent_id, entity_id, kind, system, started_at, outcome)
      select id, entity_id, kind, system, ${claim.now}, 'sent' from sent where id in (select id from due))
    select sent.*, id in (select id from unanswered) as unanswered from sent`.execute(db);
  return rows.map(toIntent);
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
