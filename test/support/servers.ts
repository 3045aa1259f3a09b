import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { createConnection, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';

/** A server for tests, or why this machine has none. */
export type TestServer =
  | { readonly kind: 'running'; readonly url: string; stop(): Promise<void> }
  | { readonly kind: 'unavailable'; readonly reason: string };

const run = promisify(execFile);
const START_MS = 20_000;

/** TEST_DATABASE_URL when it is set, else a private PostgreSQL on a free port. What outlasts a power cut is not kept. */
export async function startPostgres(): Promise<TestServer> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given !== undefined) return { kind: 'running', url: given, stop: () => Promise.resolve() };
  const initdb = findProgram('initdb', postgresFolders());
  const postgres = findProgram('postgres', postgresFolders());
  if (initdb === null || postgres === null) return missing('PostgreSQL', 'TEST_DATABASE_URL');
  const user = await unprivilegedUser();
  if (user === null) {
    return {
      kind: 'unavailable',
      reason: 'PostgreSQL refuses to run as root, and there is no user postgres',
    };
  }
  const folder = await temporaryFolder('leadloop-postgres-');
  if (user.uid !== undefined) await chown(folder, user.uid, user.gid ?? user.uid);
  const data = join(folder, 'data');
  await run(initdb, ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'], {
    ...user,
    cwd: folder,
  });
  const port = await freePort();
  const settings = [
    'fsync=off',
    'full_page_writes=off',
    'wal_level=minimal',
    'max_wal_senders=0',
    // Each world may have fifty open.
    'max_connections=400',
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
  ];
  const server = spawn(
    postgres,
    ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    { ...user, cwd: folder, stdio: 'ignore' },
  );
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  return running({ server, url, folder, signal: 'SIGINT', ready: () => answersPostgres(url) });
}

/** TEST_REDIS_URL when it is set and no port is asked for, else a private Redis that keeps nothing. */
export async function startRedis(options: { readonly port?: number } = {}): Promise<TestServer> {
  const given = process.env['TEST_REDIS_URL'];
  if (given !== undefined && options.port === undefined)
    return { kind: 'running', url: given, stop: () => Promise.resolve() };
  const program = findProgram('redis-server', []) ?? findProgram('valkey-server', []);
  if (program === null) return missing('Redis', 'TEST_REDIS_URL');
  const folder = await temporaryFolder('leadloop-redis-');
  const port = options.port ?? (await freePort());
  const server = spawn(
    program,
    ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'],
    { stdio: 'ignore' },
  );
  const url = `redis://127.0.0.1:${port}`;
  return running({ server, url, folder, signal: 'SIGTERM', ready: () => accepts(port) });
}

const missing = (what: string, setting: string): TestServer =>
  unavailable(`${what} is not installed and ${setting} is not set`);

/** With REQUIRE_ALL=1 nothing may be left out. */
function unavailable(reason: string): TestServer {
  if (process.env['REQUIRE_ALL'] === '1') throw new Error(reason);
  return { kind: 'unavailable', reason };
}

const temporaryFolder = (prefix: string): Promise<string> => mkdtemp(join(tmpdir(), prefix));

interface Started {
  readonly server: ChildProcess;
  readonly url: string;
  readonly folder: string;
  /** Stops the server. */
  readonly signal: NodeJS.Signals;
  readonly ready: () => Promise<boolean>;
}

async function running({ server, url, folder, signal, ready }: Started): Promise<TestServer> {
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const kill = (): void => void server.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async (): Promise<void> => {
    process.off('exit', kill);
    server.kill(signal);
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const deadline = Date.now() + START_MS;
  while (!(await ready())) {
    if (Date.now() > deadline || server.exitCode !== null) {
      await stop();
      return unavailable(`the server at ${url} did not start`);
    }
    await sleep(20);
  }
  return { kind: 'running', url, stop };
}

/** PostgreSQL accepts connections a little before it takes them. */
async function answersPostgres(connectionString: string): Promise<boolean> {
  const client = new Client({ connectionString });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** PostgreSQL's own folders are not on everybody's PATH. */
function postgresFolders(): readonly string[] {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(root, version, 'bin'));
}

function findProgram(name: string, folders: readonly string[]): string | null {
  const all = [...folders, ...(process.env['PATH'] ?? '').split(delimiter)];
  return all.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}

/** The user to run PostgreSQL as: nobody else unless we are root; null when root has none to give. */
async function unprivilegedUser(): Promise<{ readonly uid?: number; readonly gid?: number } | null> {
  if (process.getuid?.() !== 0) return {};
  try {
    const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, 'postgres'])));
    return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) };
  } catch {
    return null;
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
