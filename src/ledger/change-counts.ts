import { sql } from 'kysely';
import type { ChangeKind } from '../domain/change.ts';
import { HOUR_MS } from '../domain/clock.ts';
import type { Lane } from '../domain/lane.ts';
import { writeSystem } from '../domain/plan.ts';
import type { ClaimedIntent } from './claim-intents.ts';
import { jsonb, type LedgerDb, type LedgerTx } from './database.ts';

/** What counts as now: a change belongs to the day that ends with this hour. */
export const DAY_HOURS = 24;
/** How far back the usual is told from. */
export const PAST_DAYS = 28;

export const hourOf = (at: Date): number => Math.floor(at.getTime() / HOUR_MS);

/** The changes of one kind that one lane makes in one system. */
export interface ChangeStream {
  readonly system: string;
  readonly lane: Lane;
  readonly kind: ChangeKind;
}

/** Counts what was delivered. The last thing a transaction does: the rows it locks are everybody's. */
export async function countChanges(
  tx: LedgerTx,
  delivered: readonly ClaimedIntent[],
  now: Date,
): Promise<void> {
  const counts = new Map<string, ChangeStream & { changes: number }>();
  for (const { write, lane, changes } of delivered) {
    for (const kind of Object.keys(changes) as ChangeKind[]) {
      const system = writeSystem(write);
      const key = `${system}/${lane}/${kind}`;
      counts.set(key, { system, lane, kind, changes: (counts.get(key)?.changes ?? 0) + 1 });
    }
  }
  if (counts.size === 0) return;
  // In one order, so that two transactions never wait for each other.
  const rows = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  await sql`
    insert into change_count as c (system, lane, kind, hour, changes)
    select system, lane, kind, ${hourOf(now)}::int, changes from jsonb_to_recordset(${jsonb(rows)})
      as r(system text, lane text, kind text, changes int)
    on conflict (system, lane, kind, hour) do update set changes = c.changes + excluded.changes`.execute(tx);
}

/** Counts too old to tell anything of what is usual. */
export async function forgetCounts(db: LedgerDb, now: Date): Promise<void> {
  await sql`delete from change_count where hour <= ${hourOf(now) - DAY_HOURS * (PAST_DAYS + 1)}`.execute(db);
}

/** What is under way in a stream, and what was delivered in the last 24 hours. */
export interface StreamLoad extends ChangeStream {
  readonly waiting: number;
  readonly recent: number;
  /** The open breaker of this stream. */
  readonly tripped: number | null;
  /** More may follow: the lane has records that are due to be looked at. */
  readonly more: boolean;
}

/** The load of every stream of a lane into these systems: what is due or being sent, with what was delivered lately. */
export async function loadsOf(
  db: LedgerDb,
  lane: Lane,
  systems: readonly string[],
  now: Date,
): Promise<readonly StreamLoad[]> {
  const hour = hourOf(now);
  const { rows } = await sql<StreamLoad>`
    select w.system, w.lane, w.kind, w.waiting,
      (select coalesce(sum(c.changes), 0)::int from change_count c
        where (c.system, c.lane, c.kind) = (w.system, w.lane, w.kind) and c.hour > ${hour - DAY_HOURS}) as recent,
      (select b.id from breaker b
        where (b.system, b.lane, b.kind) = (w.system, w.lane, w.kind) and b.ended is null) as tripped,
      exists (select 1 from inbox where lane = ${lane} and due_at <= ${now}) as more
    from (
      select i.system, i.lane, k.kind, count(*)::int as waiting
      from intent i cross join lateral jsonb_object_keys(i.changes) as k(kind)
      where i.lane = ${lane} and i.system = any(${[...systems]}::text[]) and i.changes is not null
        and i.state in ('due', 'sent')
      group by i.system, i.lane, k.kind) w`.execute(db);
  return rows;
}

/** What is known of a stream's past. */
export interface Past {
  /** Changes a day, of days that had any, the day that is running left out. */
  readonly days: readonly number[];
  /** Records of the system that are linked. */
  readonly linked: number;
  /** The highest level that a person has released lately. */
  readonly released: number;
  /** What commands bring that somebody typed, in the last 24 hours. */
  readonly asked: number;
  /** A full sync of this ledger has ended. Before, its records are only being brought together. */
  readonly filled: boolean;
}

/** A full sync of this ledger has ended before. */
export const endedFullSync = sql<boolean>`(select 1 from audit where what = 'sync' and detail ->> 'full' = 'true')`;

export async function pastOf(db: LedgerDb, stream: ChangeStream, now: Date): Promise<Past> {
  const { system, lane, kind } = stream;
  const hour = hourOf(now);
  const { rows } = await sql<Past>`
    select array(
        select sum(changes)::int from change_count
        where (system, lane, kind) = (${system}, ${lane}, ${kind})
          and hour <= ${hour - DAY_HOURS} and hour > ${hour - DAY_HOURS * (PAST_DAYS + 1)}
        group by (${hour}::int - hour) / ${DAY_HOURS}::int) as days,
      (select count(*)::int from link where system = ${system} and ended_why is null) as linked,
      (select coalesce(max(changes), 0)::int from allowance
        where why = 'released' and (system, lane, kind) = (${system}, ${lane}, ${kind}) and until > ${now}) as released,
      (select coalesce(sum(changes), 0)::int from allowance
        where why = 'asked' and kind = ${kind} and coalesce(system, ${system}) = ${system} and coalesce(lane, ${lane}) = ${lane}
          and until > ${now}) as asked,
      exists ${endedFullSync} as filled`.execute(db);
  const [past] = rows;
  if (past === undefined) throw new Error('one row was asked for and none came');
  return past;
}
