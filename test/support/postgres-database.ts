import { Client } from 'pg';
import { ledgerOver } from '../../src/ledger/database.ts';
import { migrate } from '../../src/ledger/migrate.ts';
import { openDatabase } from '../../src/platform/database/open.ts';
import { closeAtEnd } from './close-shared.ts';
import { silentLog } from './log.ts';
import { startPostgres, type TestServer } from './servers.ts';

/** The server of this process, and how many databases it has been given. */
let server: Promise<TestServer> | null = null;
let template: Promise<string> | null = null;
const databases: string[] = [];

export type PostgresDatabase =
  { readonly kind: 'made'; readonly url: string } | { readonly kind: 'unavailable'; readonly reason: string };

/** A database with all tables on a PostgreSQL server that the files of this process share, until the last is through. */
export async function newPostgresDatabase(): Promise<PostgresDatabase> {
  server ??= startPostgres();
  const running = await server;
  if (running.kind === 'unavailable') return running;
  template ??= makeTemplate(running.url);
  return { kind: 'made', url: await create(running.url, await template) };
}

/** Migrated once: a copy takes a tenth of the time. */
async function makeTemplate(url: string): Promise<string> {
  const own = await create(url, 'template1');
  const database = await openDatabase({ url: own, dataDir: null, log: silentLog });
  try {
    await migrate(ledgerOver(database.pool));
  } finally {
    await database.close();
  }
  return new URL(own).pathname.slice(1);
}

async function create(url: string, from: string): Promise<string> {
  const name = `leadloop_${process.pid}_${databases.length}`;
  databases.push(name);
  await onServer(url, `drop database if exists ${name}`);
  await onServer(url, `create database ${name} template ${from}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return own.href;
}

async function onServer(connectionString: string, statement: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** A server that we were given outlives us. */
async function close(): Promise<void> {
  const running = await server;
  if (running?.kind !== 'running') return;
  for (const name of databases) await onServer(running.url, `drop database if exists ${name} with (force)`);
  await running.stop();
}

closeAtEnd(close);
