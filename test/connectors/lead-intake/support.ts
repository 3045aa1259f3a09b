import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openIntake } from '../../../connectors/lead-intake/connection.ts';
import type {
  Connection,
  ConnectorContext,
  InboundRequest,
  ListReport,
  ListRequest,
  Received,
} from '../../../src/connector/contract.ts';
import type { Event } from '../../../src/domain/event.ts';
import { FailureError, type Failure } from '../../../src/domain/failure.ts';
import type { Touchpoint } from '../../../src/domain/touchpoint.ts';
import type { Fields } from '../../../src/domain/value.ts';

export const NOW = new Date('2026-11-21T18:30:00.000Z');

export interface Intake {
  readonly dir: string;
  readonly connection: Connection;
  readonly logged: readonly string[];
  setNow(now: Date): void;
  /** Writes a source's file. */
  configure(source: string, yaml: string): Promise<void>;
  configOf(source: string): Promise<string>;
  importList(content: string | Uint8Array, request?: Partial<ListRequest>): Promise<Imported>;
  post(request: Partial<InboundRequest>): Promise<Received>;
  close(): Promise<void>;
}

export interface Imported {
  readonly report: ListReport;
  readonly events: readonly Event[];
  readonly touchpoints: readonly Touchpoint[];
  readonly people: readonly Fields[];
  /** The reject file's text, '' when there is none. */
  readonly rejects: string;
}

/** Forms and lists over a folder of their own, with a clock that stands still. */
export async function openTestIntake(environment: Readonly<Record<string, string>> = {}): Promise<Intake> {
  const dir = await mkdtemp(join(tmpdir(), 'leadloop-intake-'));
  let now = NOW;
  const logged: string[] = [];
  const log = (message: string, facts?: unknown): number =>
    logged.push(`${message} ${JSON.stringify(facts)}`);
  const context: ConnectorContext = {
    settings: {},
    clock: { now: () => now },
    ids: { next: () => '018f0000-0000-7000-8000-000000000000' },
    random: () => 0.5,
    log: { debug: log, info: log, warn: log, error: log },
    governor: { take: () => Promise.resolve(), report: () => undefined },
    tokens: { load: () => Promise.resolve(null), save: () => Promise.resolve() },
    configDir: join(dir, 'mappings'),
  };
  const connection = openIntake(context, environment);
  const configFile = (source: string): string => join(context.configDir, 'intake', `${source}.yaml`);
  return {
    dir,
    connection,
    logged,
    setNow: (next) => (now = next),
    async configure(source, yaml) {
      await mkdir(join(context.configDir, 'intake'), { recursive: true });
      await writeFile(configFile(source), yaml);
    },
    configOf: (source) => readFile(configFile(source), 'utf8'),
    async importList(content, request) {
      const file = join(dir, 'list.csv');
      await writeFile(file, content);
      const events: Event[] = [];
      const touchpoints: Touchpoint[] = [];
      const report = await connection.importList!({
        file,
        source: 'fair',
        campaign: null,
        rejectFile: join(dir, 'rejects.csv'),
        choices: {},
        onEvents: (more, did) => {
          events.push(...more);
          touchpoints.push(...did);
          return Promise.resolve();
        },
        onProgress: () => undefined,
        ...request,
      });
      const people = events.map(({ snapshot }) =>
        snapshot?.kind === 'present' ? snapshot.record.fields : {},
      );
      const rejects = report.rejectFile === null ? '' : await readFile(report.rejectFile, 'utf8');
      return { report, events, touchpoints, people, rejects };
    },
    post: (request) =>
      connection.receive!({
        method: 'POST',
        path: '/web-form',
        url: 'http://127.0.0.1/intake/web-form',
        headers: { 'content-type': 'application/json' },
        body: new Uint8Array(),
        remoteAddress: '192.0.2.1',
        ...request,
      }),
    async close() {
      await connection.close();
      await rm(dir, { recursive: true });
    },
  };
}

/** What a promise fails with; fails itself when the promise does not. */
export async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof FailureError) return error.failure;
    throw error;
  }
  throw new Error('expected a failure');
}

/** The given fields only: a record holds every field, blank ones as null. */
export const filled = (fields: Fields | undefined): Fields =>
  Object.fromEntries(Object.entries(fields ?? {}).filter(([, value]) => value !== null));
