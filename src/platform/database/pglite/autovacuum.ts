import type { Pool } from 'pg';

/**
 * Rows that must have changed before a table is worth the work: a number, and a share of its rows. PostgreSQL's own defaults.
 * https://www.postgresql.org/docs/current/routine-vacuuming.html#AUTOVACUUM
 */
const ROWS = 50;
const SHARE = 0.2;

/**
 * What autovacuum does in a PostgreSQL server: clears the dead rows of tables that have many, and tells the planner what
 * tables hold that have changed much. Without it a table that is filled and emptied all day, as an inbox is, gets slower
 * with every row that was ever in it. Leaves off between two tables when the signal is given.
 */
export async function autovacuum(pool: Pool, signal: AbortSignal): Promise<void> {
  // Counts are gathered in the session and would be told only when it has been idle for a while.
  await pool.query('select pg_stat_force_next_flush()');
  const { rows } = await pool.query<{ name: string }>(
    `select format('%I.%I', schemaname, relname) as name from pg_stat_user_tables
     where greatest(n_dead_tup, n_mod_since_analyze) > ${ROWS} + ${SHARE} * n_live_tup`,
  );
  for (const { name } of rows) {
    if (signal.aborted) return;
    await pool.query(`vacuum (analyze) ${name}`);
  }
}
