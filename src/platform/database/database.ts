import type { Pool } from 'pg';

export type { Pool, PoolClient } from 'pg';

/**
 * The database everything is kept in. Whatever its kind, `pool` is a `pg.Pool`, so results, errors and parameters are
 * the same.
 *
 * PGlite is one PostgreSQL session shared by all clients of the pool. What follows for code that must run on both:
 * - a client that has begun a transaction has the database to itself until it ends it; everybody else waits in line.
 *   `pool.query` inside somebody's transaction therefore waits for ever: use the transaction's own client;
 * - `SET` without `LOCAL`, temporary tables and session-level advisory locks are seen by all: use `SET LOCAL` and
 *   `pg_advisory_xact_lock`;
 * - a parameter for a `jsonb` column is passed through `JSON.stringify`, as `pg` wants it;
 * - `COPY … FROM STDIN` and cursors are not offered, and `statement_timeout` is ignored by PGlite.
 */
export interface Database {
  readonly kind: 'pglite' | 'postgres';
  readonly pool: Pool;
  /** The same for large work that nobody waits for: it never keeps the other pool's clients from theirs for long. */
  readonly bulkPool: Pool;
  /**
   * Another pool on the same database, whose statements look for unqualified names in `schema` alone: for a library
   * that brings its own tables, or for tables that are thrown away. It is closed by whom it was made for, before the database.
   * `bulk`: as {@link bulkPool}.
   */
  openSchemaPool(schema: string, options?: { readonly bulk: boolean }): Pool;
  /** Waits for the clients that are in use, then leaves everything on disk. */
  close(): Promise<void>;
}
