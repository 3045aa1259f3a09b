import { sql, type RawBuilder } from 'kysely';
import type { EntityId } from '../domain/entity.ts';
import { LANES, type Lane } from '../domain/lane.ts';
import { RULES } from '../domain/record.ts';
import type { Due } from './capture-events.ts';
import type { LedgerTx } from './database.ts';

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

/** Until when at most the intent `i`, of this lane, waits for the rules. */
export const goesAnyway = (lane: Lane): RawBuilder<Date> =>
  sql`coalesce(i.received_at, i.read_at) + make_interval(secs => ${PATIENCE_MS[lane] / 1000}::float8)`;

/** Whether the rules are still to say, in the lane of the intent `i` or a faster one, what they say now of its person. */
export const awaitsRules = (now: Date): RawBuilder<boolean> => sql`(
  exists (select 1 from to_decide d where d.entity_id = i.entity_id and d.received_at is not null
    and d.due_at <= ${now} and ${isAsFast('d')})
  or exists (select 1 from inbox n where n.entity_id = i.entity_id and n.system = ${RULES}
    and n.due_at <= ${now} and ${isAsFast('n')}))`;

const lanes = sql`${sql.lit(`{${LANES.join(',')}}`)}::text[]`;
const isAsFast = (news: 'd' | 'n'): RawBuilder<boolean> =>
  sql`array_position(${lanes}, ${sql.ref(`${news}.lane`)}) <= array_position(${lanes}, i.lane)`;

/**
 * Makes writes due that waited for the rules, where these have said what they say now. The entities are to be locked.
 *
 * @returns where writes of these entities are due now
 */
export async function endAwaiting(
  tx: LedgerTx,
  entities: readonly EntityId[],
  now: Date,
): Promise<readonly Due[]> {
  const { rows } = await sql<Due>`
    with over as (
      update intent i set awaits_rules = false, due_at = ${now}
      where i.entity_id = any(${[...entities]}::uuid[]) and i.awaits_rules and i.state = 'due' and not ${awaitsRules(now)}
      returning lane, partition)
    select lane, partition from over
    union
    select lane, partition from intent
    where entity_id = any(${[...entities]}::uuid[]) and state = 'due' and due_at <= ${now}`.execute(tx);
  return rows;
}
