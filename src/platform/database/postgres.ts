import pg, { type Pool, type PoolConfig } from 'pg';
import type { Log } from '../../connector/contract.ts';
import type { Database } from './database.ts';
import { IDLE_IN_TRANSACTION_MS } from './limits.ts';
import { valueTypes } from './value-types.ts';

const MAX_CONNECTIONS = 20;
const MAX_BULK_CONNECTIONS = 5;
const CONNECT_TIMEOUT_MS = 10_000;
/**
 * Compiling a statement pays where one takes seconds. Ours are short and made anew each time, and before a table is analysed
 * its size is overrated: then to compile one of 1 ms takes 80.
 */
const NO_COMPILING = '-c jit=off';

/** A PostgreSQL server. It does its own vacuuming and checkpoints. */
export async function openPostgres(options: { readonly url: string; readonly log: Log }): Promise<Database> {
  const openPool = (startOptions: PoolConfig): Pool => {
    const opened = new pg.Pool({
      connectionString: options.url,
      max: MAX_CONNECTIONS,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
      application_name: 'leadloop',
      types: valueTypes,
      options: NO_COMPILING,
      ...startOptions,
    });
    // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
    opened.on('error', (error) =>
      options.log.warn('a database connection was lost', { error: error.message }),
    );
    return opened;
  };
  const pool = openPool({});
  const bulkPool = openPool({ max: MAX_BULK_CONNECTIONS });
  try {
    await pool.query('select 1');
  } catch (cause) {
    await Promise.all([pool.end(), bulkPool.end()]);
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
    bulkPool,
    openSchemaPool: (schema, { bulk } = { bulk: false }) =>
      openPool({
        options: `${NO_COMPILING} -c search_path=${pg.escapeIdentifier(schema)}`,
        ...(bulk ? { max: MAX_BULK_CONNECTIONS } : {}),
      }),
    async close() {
      await Promise.all([pool.end(), bulkPool.end()]);
    },
  };
}

function withoutPassword(url: string): string {
  if (!URL.canParse(url)) return 'in DATABASE_URL';
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
