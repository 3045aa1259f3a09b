import { sql } from 'kysely';
import { DAY_MS } from '../domain/clock.ts';
import type { LedgerDb } from './database.ts';

/** How hand-offs fare against what is promised of the first touch. */
export interface HandOffCounts {
  /** Open and not touched yet: those that nobody can see yet, those whose time runs, and those whose time is over. */
  readonly notVisible: number;
  readonly running: number;
  readonly overdue: number;
  /** Of those of the last 30 days: touched in time, and after it was due. */
  readonly met: number;
  readonly missed: number;
  /** How long each step of the systems took of those of the last 30 days, in ms; steps of which nothing is known are left out. */
  readonly systemMs: readonly {
    readonly step: 'receive' | 'decide' | 'deliver';
    readonly median: number;
    readonly p99: number;
  }[];
}

const LAST_DAYS = 30;

export async function countHandOffs(db: LedgerDb, now: Date): Promise<HandOffCounts> {
  const since = new Date(now.getTime() - LAST_DAYS * DAY_MS);
  const [states, took] = await Promise.all([
    sql<Omit<HandOffCounts, 'systemMs'>>`
      select (count(*) filter (where open and given_visible is null))::int as "notVisible",
        (count(*) filter (where open and given_visible is not null and (due_at is null or due_at >= ${now})))::int as running,
        (count(*) filter (where open and due_at < ${now}))::int as overdue,
        (count(*) filter (where touched_at <= due_at and decided_at >= ${since}))::int as met,
        (count(*) filter (where touched_at > due_at and decided_at >= ${since}))::int as missed
      from (
        select *, closed_at is null and touched_at is null as open,
          case when reassignments > 0 then reassigned_at else visible_at end as given_visible
        from hand_off where closed_at is null or decided_at >= ${since}) h`.execute(db),
    sql<HandOffCounts['systemMs'][number]>`
      select step, percentile_cont(0.5) within group (order by ms) as median, percentile_cont(0.99) within group (order by ms) as p99
      from hand_off h cross join lateral (values
        (1, 'receive', h.source_at, h.received_at), (2, 'decide', h.received_at, h.decided_at),
        (3, 'deliver', h.decided_at, h.visible_at)) s(nr, step, begins, ends)
      cross join lateral (select greatest(0, extract(epoch from ends - begins) * 1000)::float8 as ms
        where begins is not null and ends is not null) t
      where h.decided_at >= ${since} group by nr, step order by nr`.execute(db),
  ]);
  const [counts] = states.rows;
  if (counts === undefined) throw new Error('a count answers with one row');
  return { ...counts, systemMs: took.rows };
}
