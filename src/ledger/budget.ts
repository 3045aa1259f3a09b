import { sql } from 'kysely';
import type { LedgerDb } from './database.ts';

/**
 * The calls of one rate limit in the running window, in slots, shared by all workers of a connection.
 * A window of `perMs` is counted in {@link SLOTS} slots and one more, so that no real window ever holds more calls than
 * the limit allows; at most one slot's worth is given away.
 */
const SLOTS = 25;

export interface BudgetRequest {
  readonly system: string;
  readonly bucket: string;
  readonly capacity: number;
  readonly perMs: number;
  /** Calls that must be left for more urgent lanes. */
  readonly reserve: number;
  readonly now: Date;
}

/**
 * Takes one call when there is room. Otherwise says how long until there may be, in ms.
 * The count need not be on disk before the call is made (`synchronous_commit` off): after a power cut a few calls of the
 * last moments are forgotten, and the vendor still refuses what is too many.
 */
export async function takeBudget(db: LedgerDb, request: BudgetRequest): Promise<{ readonly waitMs: number }> {
  const slotMs = request.perMs / SLOTS;
  const slot = Math.floor(request.now.getTime() / slotMs);
  const { rows } = await sql<{ taken: boolean; paused_ms: number }>`
    insert into budget as b (system, bucket, slots, paused_until)
    select ${request.system}::text, ${request.bucket}::text, jsonb_build_object(${String(slot)}::text, 1), null
    from set_config('synchronous_commit', 'off', true)
    on conflict (system, bucket) do update set slots = case
      when coalesce(b.paused_until, ${request.now}) > ${request.now} then b.slots
      when (select coalesce(sum(value::int), 0) from jsonb_each_text(b.slots) where key::bigint >= ${slot - SLOTS})
           >= ${request.capacity - request.reserve} then b.slots
      else (select coalesce(jsonb_object_agg(key, value::int), '{}') from jsonb_each_text(b.slots) where key::bigint >= ${slot - SLOTS})
           || jsonb_build_object(${String(slot)}::text, coalesce((b.slots ->> ${String(slot)})::int, 0) + 1) end,
      granted = not (coalesce(b.paused_until, ${request.now}) > ${request.now}) and
        (select coalesce(sum(value::int), 0) from jsonb_each_text(b.slots) where key::bigint >= ${slot - SLOTS})
          < ${request.capacity - request.reserve}
    returning granted as taken, greatest(0, extract(epoch from paused_until - ${request.now}::timestamptz) * 1000)::float8 as paused_ms`.execute(
    db,
  );
  const row = rows[0];
  if (row?.taken === true) return { waitMs: 0 };
  return { waitMs: Math.max(slotMs, row?.paused_ms ?? 0) };
}

/** The vendor said "too many": nobody calls until then. */
export async function pauseBudget(db: LedgerDb, system: string, bucket: string, until: Date): Promise<void> {
  await sql`
    insert into budget as b (system, bucket, paused_until) values (${system}, ${bucket}, ${until})
    on conflict (system, bucket) do update set paused_until = greatest(b.paused_until, excluded.paused_until)`.execute(
    db,
  );
}

export async function noteDaily(
  db: LedgerDb,
  system: string,
  bucket: string,
  daily: { readonly used: number; readonly limit: number },
): Promise<void> {
  await sql`
    insert into budget as b (system, bucket, daily_used, daily_limit) values (${system}, ${bucket}, ${daily.used}, ${daily.limit})
    on conflict (system, bucket) do update set daily_used = excluded.daily_used, daily_limit = excluded.daily_limit`.execute(
    db,
  );
}
