import pg from 'pg';
import type { Log } from '../../connector/contract.ts';
import type { Database } from './database.ts';
import { IDLE_IN_TRANSACTION_MS } from './limits.ts';
import { valueTypes } from './value-types.ts';

/** Beside ordinary queries, each of the queue's workers keeps one connection to listen on. */
const MAX_CONNECTIONS = 30;
const CONNECT_TIMEOUT_MS = 10_000;

/** A PostgreSQL server. It does its own vacuuming and checkpoints. */
export async function openPostgres(options: { readonly url: string; readonly log: Log }): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    application_name: 'leadloop',
    types: valueTypes,
  });
  // Each of the queue's workers adds a listener of its own.
  pool.setMaxListeners(0);
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', (error) => options.log.warn('a database connection was lost', { error: error.message }));
  try {
    await pool.query('select 1');
  } catch (cause) {
    await pool.end();
    const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
    throw new Error(
      `Cannot use the PostgreSQL server ${withoutPassword(options.url)}: ${reason}. ` +
        'Check DATABASE_URL and that the server runs, or unset it to use the built-in database.',
      { cause },
    );
  }
  return {
    kind: 'postgres',
    pool,
    async maintain() {
      await pool.query('analyze');
    },
    close: () => pool.end(),
  };
}

function withoutPassword(url: string): string {
  if (!URL.canParse(url)) return 'in DATABASE_URL';
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
