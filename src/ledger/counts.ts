import { sql } from 'kysely';
import type { Erasure } from '../domain/erasure.ts';
import type { Failure } from '../domain/failure.ts';
import type { Lane } from '../domain/lane.ts';
import { RULES } from '../domain/record.ts';
import { trippedBreakers, type TrippedBreaker } from './breakers.ts';
import { readMoves } from './cursors.ts';
import type { LedgerDb } from './database.ts';
import { DAY_MS } from '../domain/clock.ts';
import type { DriftCount } from '../domain/drift.ts';
import { readDriftCounts } from './drift-findings.ts';
import { readLastProof, type LastProof } from './last-proof.ts';
import { readDecisionCounts, type DecisionCounts } from './decision-counts.ts';
import { openErasures } from './erasures.ts';
import { readRefusals, type TouchRefusal } from './touch-refusals.ts';
import { readMappingProblems, type MappingProblem } from './mapping-problems.ts';

/** The ledger in numbers, for `leadloop status` and the status page. */
export interface Counts extends DecisionCounts {
  readonly entities: readonly {
    readonly kind: string;
    readonly entities: number;
    readonly linkedBoth: number;
  }[];
  readonly inbox: readonly LaneBacklog[];
  readonly outbox: readonly LaneBacklog[];
  readonly parked: number;
  readonly receipts: readonly {
    readonly system: string;
    readonly kind: string;
    readonly delivered: number;
  }[];
  /** Closed and decided ones. */
  readonly conflicts: number;
  /** Conflicts that wait for a person, or for their choice to arrive. */
  readonly openConflicts: number;
  /** The longest open of these, without any values. */
  readonly waitingConflicts: readonly WaitingConflict[];
  readonly recentConflicts: readonly {
    readonly at: Date;
    readonly field: string;
    readonly winner: string;
    readonly reason: string;
    readonly entity: string;
  }[];
  readonly failures: readonly FailureCount[];
  /** People who are being erased, as far as it has not been possible. */
  readonly erasures: readonly ErasureTrouble[];
  /** What waits for a person's word. */
  readonly breakers: readonly TrippedBreaker[];
  readonly connections: readonly ConnectionState[];
  /** Where the mappings no longer fit the systems, as last looked at. */
  readonly mappingProblems: readonly MappingProblem[];
  readonly touchpoints: readonly TouchpointCount[];
  /** What people do and we may not read. */
  readonly touchRefusals: readonly TouchRefusal[];
  readonly cursors: readonly { readonly name: string; readonly movedAt: Date }[];
  /** Of the last day that was proved; null: none was yet. */
  readonly proof: LastProof | null;
  /** What the drift audit has compared in the last 24 hours, whole entities by their kind. */
  readonly drift: readonly DriftCount[];
}

export interface TouchpointCount {
  readonly kind: string;
  /** Of people who are known. */
  readonly joined: number;
  /** Of people who have not come in, or never will. */
  readonly unknown: number;
}

/** A record that could not be erased yet. */
export interface ErasureTrouble extends Pick<Failure, 'code' | 'meaning' | 'fix'> {
  readonly erasure: string;
  readonly system: string;
  readonly at: Date;
  /** A person is needed: it is not tried again by itself. */
  readonly parked: boolean;
}

export interface WaitingConflict {
  readonly id: number;
  readonly at: Date;
  readonly kind: string;
  readonly field: string;
  readonly state: 'open' | 'resolving';
  readonly revision: number;
  readonly systems: readonly string[];
  readonly entity: string;
}

export interface LaneBacklog {
  readonly lane: string;
  readonly waiting: number;
  /** How long the oldest has waited, in ms. */
  readonly lagMs: number;
}

export interface FailureCount {
  readonly system: string;
  readonly code: string;
  readonly kind: string;
  readonly meaning: string;
  readonly fix: string;
  readonly entities: number;
}

export interface ConnectionState {
  readonly system: string;
  readonly account: string;
  readonly paused: Failure | null;
  readonly dailyUsed: number | null;
  readonly dailyLimit: number | null;
}

export async function readCounts(db: LedgerDb, now: Date): Promise<Counts> {
  const [
    entities,
    inbox,
    outbox,
    parked,
    receipts,
    conflicts,
    waitingConflicts,
    recentConflicts,
    failures,
    erasures,
    breakers,
    connections,
    mappingProblems,
    touchpoints,
    touchRefusals,
    cursors,
    decided,
    proof,
    drift,
  ] = await Promise.all([
    sql<Counts['entities'][number]>`
      with linked as (
        select entity_id from link where ended_why is null and system <> ${RULES} group by entity_id having min(system) <> max(system))
      select e.kind, count(*)::int as entities, count(l.entity_id)::int as "linkedBoth"
      from entity e left join linked l on l.entity_id = e.id where e.folded_into is null
      group by e.kind order by e.kind`.execute(db),
    sql<LaneBacklog>`
      select lane, count(*)::int as waiting, greatest(0, extract(epoch from ${now}::timestamptz - min(received_at)) * 1000)::float8 as "lagMs"
      from inbox group by lane`.execute(db),
    sql<LaneBacklog>`
      select lane, count(*)::int as waiting,
        greatest(0, extract(epoch from ${now}::timestamptz - min(coalesce(received_at, read_at))) * 1000)::float8 as "lagMs"
      from intent where state in ('due', 'sent') group by lane`.execute(db),
    sql<{ n: number }>`select count(*)::int as n from intent where state = 'parked'`.execute(db),
    sql<Counts['receipts'][number]>`
      select system, kind, count(*)::int as delivered from receipt group by system, kind order by system, kind`.execute(
      db,
    ),
    sql<{ n: number; open: number }>`
      select count(*) filter (where state not in ('open', 'resolving'))::int as n,
        count(*) filter (where state in ('open', 'resolving'))::int as open from conflict`.execute(db),
    sql<WaitingConflict>`
      select c.id, c.decided_at as at, e.kind, c.field, c.state, c.revision, c.entity_id as entity,
        array(select s -> 'ref' ->> 'system' from jsonb_array_elements(c.sides) s) as systems
      from conflict c join entity e on e.id = c.entity_id
      where c.state in ('open', 'resolving') order by c.id limit 20`.execute(db),
    sql<Counts['recentConflicts'][number]>`
      select decided_at as at, field, winner, reason, entity_id as entity from conflict
      where state = 'decided' order by id desc limit 10`.execute(db),
    sql<FailureCount>`
      select system, code, kind, min(meaning) as meaning, min(fix) as fix, count(*)::int as entities
      from failure group by system, code, kind order by entities desc`.execute(db),
    openErasures(db),
    trippedBreakers(db),
    sql<ConnectionState>`
      select c.system, c.account_name || ' (' || c.account_id || ')' as account, c.paused,
        max(b.daily_used)::float8 as "dailyUsed", max(b.daily_limit)::float8 as "dailyLimit"
      from connection c left join budget b using (system) group by c.system order by c.system`.execute(db),
    readMappingProblems(db),
    sql<TouchpointCount>`
      select kind, sum(joined)::int as joined, sum(unknown)::int as unknown from (
        select kind, touches as joined, 0 as unknown from touch_total
        union all select kind, 0, 1 from touchpoint where entity_id is null) t
      group by kind order by kind`.execute(db),
    readRefusals(db),
    readMoves(db),
    readDecisionCounts(db, now),
    readLastProof(db),
    readDriftCounts(db, new Date(now.getTime() - DAY_MS)),
  ]);
  return {
    entities: entities.rows,
    inbox: inbox.rows,
    outbox: outbox.rows,
    parked: parked.rows[0]?.n ?? 0,
    receipts: receipts.rows,
    conflicts: conflicts.rows[0]?.n ?? 0,
    openConflicts: conflicts.rows[0]?.open ?? 0,
    waitingConflicts: waitingConflicts.rows,
    recentConflicts: recentConflicts.rows,
    failures: failures.rows,
    erasures: erasures.flatMap(troublesOf),
    breakers,
    connections: connections.rows,
    mappingProblems: mappingProblems ?? [],
    touchpoints: touchpoints.rows,
    touchRefusals,
    cursors,
    proof,
    drift: drift.filter(({ field }) => field === null),
    ...decided,
  };
}

const troublesOf = ({ id, askedAt, steps }: Erasure): readonly ErasureTrouble[] =>
  steps.flatMap(({ ref: { system }, state, failure }) =>
    failure === null
      ? []
      : [
          {
            erasure: id,
            system,
            at: askedAt,
            parked: state === 'parked',
            code: failure.code,
            meaning: failure.meaning,
            fix: failure.fix,
          },
        ],
  );

/** Writes that have arrived, by system. */
export async function readDelivered(db: LedgerDb): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ system: string; delivered: number }>`
    select system, count(*)::int as delivered from receipt group by system order by system`.execute(db);
  return new Map(rows.map(({ system, delivered }) => [system, delivered]));
}

/** Whether a lane has records that are due to be looked at. */
export async function hasDue(db: LedgerDb, lane: Lane, now: Date): Promise<boolean> {
  const row = await db
    .selectFrom('inbox')
    .select('record_id')
    .where('lane', '=', lane)
    .where('due_at', '<=', now)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Rows waiting in a lane, for back-pressure: a back-fill reads no further than the engine keeps up with. */
export async function backlog(
  db: LedgerDb,
  lane: string,
): Promise<{ readonly inbox: number; readonly outbox: number }> {
  const { rows } = await sql<{ inbox: number; outbox: number }>`
    select (select count(*)::int from inbox where lane = ${lane}) as inbox,
      (select count(*)::int from intent where lane = ${lane} and state in ('due', 'sent')) as outbox`.execute(
    db,
  );
  return rows[0] ?? { inbox: 0, outbox: 0 };
}
