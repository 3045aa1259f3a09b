import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Operations } from '../api/operations.ts';
import type { Connected } from '../capture/hydrate.ts';
import type { Log } from '../connector/contract.ts';
import { DEFAULT_BREAKER, type BreakerSettings } from '../deliver/breaker/band.ts';
import type { Clock } from '../domain/clock.ts';
import type { SystemName } from '../domain/record.ts';
import { ledgerOver, type LedgerDb } from '../ledger/database.ts';
import { migrate } from '../ledger/migrate.ts';
import { spreadPartitions } from '../ledger/partitions.ts';
import { openWays, type NotifySettings } from '../notify/open-ways.ts';
import { NO_ROUNDS, type DriftSettings } from '../domain/drift.ts';
import { systemClock } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import { openDatabase } from '../platform/database/open.ts';
import { createIds } from '../platform/ids.ts';
import { openSecrets } from '../platform/secrets.ts';
import { connect } from './connect.ts';
import type { Engine } from './engine.ts';
import { bringIntoForce } from './in-force.ts';
import { loadMappings, type Mappings } from './mappings.ts';
import { neededConnectors } from './needed-connectors.ts';
import { makeOperations } from './operations.ts';
import { setUp } from './set-up.ts';

export interface RuntimeOptions {
  /** `postgres://…`, or null for the built-in database in `dataDir`. */
  readonly databaseUrl: string | null;
  /** Null keeps the built-in database in memory. */
  readonly dataDir: string | null;
  /** Where the key file is when `key` is null. */
  readonly keyDir: string;
  readonly redisUrl: string | null;
  readonly configDir: string;
  readonly key: string | null;
  readonly partitions: number;
  readonly pollMs: number;
  readonly leaseMs: number;
  /** How long after a burst's batch the next one is let fill; a second when not given. */
  readonly burstPauseMs?: number;
  /** The connectors' settings. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  /** Only asks: the configuration does not come into force by it. */
  readonly idle?: boolean;
  /** Makes what the mappings need in the systems before they are checked. */
  readonly setUp?: boolean;
  /** When mass changes are stopped; the defaults of the settings when not given. */
  readonly breaker?: BreakerSettings;
  /** When both systems are compared with each other by the way; never by itself when not given. */
  readonly drift?: DriftSettings;
  /** The share of every rate limit that this takes at most; a default when not given. */
  readonly driftShare?: number;
  /** How far back a full sync takes over what people did, in days; the default of the settings when not given. */
  readonly touchpointDays?: number;
  /** How people are told of hand-offs; nobody is when not given. */
  readonly notify?: NotifySettings;
  /** Below this address each person's timeline is; there is no link to it when not given. */
  readonly timelines?: string | null;
  /** The machine's when not given. */
  readonly clock?: Clock;
  /** An open database instead of the one named above; closed with the runtime. */
  readonly database?: Database;
}

const DEFAULT_TOUCHPOINT_DAYS = 90;
const DEFAULT_BURST_PAUSE_MS = 1_000;
const NOBODY_IS_TOLD: NotifySettings = { webhookUrl: null, smtpUrl: null, mailFrom: '' };

/** Leadloop in one process: everything that is built is built here. */
export interface Runtime {
  readonly db: LedgerDb;
  /** The configuration in force. */
  readonly mappings: Mappings;
  /** The one that works by it. */
  readonly engine: Engine;
  readonly systems: ReadonlyMap<SystemName, Connected>;
  readonly operations: Operations;
  readonly shape: 'embedded' | 'server' | 'fleet';
  /** Begins to work; polls, streams and sweeps included when `capture` is set. */
  start(options: { readonly capture: boolean }): Promise<void>;
  /** Finishes what is in hand (at most 10 s), takes no more, and leaves everything on disk. */
  close(): Promise<void>;
}

/** Opens the ledger, signs in to the systems and builds the engine; nothing is captured or written yet. */
export async function openRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { log, dataDir, timelines = null } = options;
  const mappings = await loadMappings(options.configDir);
  const connectors = await neededConnectors(mappings, options.environment);
  const undo: (() => unknown)[] = [];
  const closing = new AbortController();
  try {
    const database = options.database ?? (await openDatabase({ url: options.databaseUrl, dataDir, log }));
    undo.push(() => database.close());
    const db = ledgerOver(database.pool);
    await migrate(db);
    await spreadPartitions(db, options.partitions);
    const clock = options.clock ?? systemClock;
    const ids = createIds(clock);
    const random = Math.random;
    const secrets = openSecrets({ key: options.key, dataDir: options.keyDir });
    const context = {
      db,
      clock,
      ids,
      random,
      log,
      secrets,
      hashOf: (address: string) => secrets.keyedHash(address, 'address'),
      configDir: options.configDir,
      environment: options.environment,
      stopping: closing.signal,
      ...(options.driftShare === undefined ? {} : { auditShare: options.driftShare }),
    };
    const drift = options.drift ?? NO_ROUNDS;
    const systems = new Map<SystemName, Connected>();
    for (const definition of connectors) {
      const connected = await connect(definition, context);
      undo.push(() => connected.connection.close());
      systems.set(definition.name, connected);
    }
    const prepared = options.setUp === true ? [...(await setUp(mappings, systems))] : [];
    const ways = openWays(options.notify ?? NOBODY_IS_TOLD);
    undo.push(() => ways.close());
    const alone = database.kind === 'pglite';
    const force = await bringIntoForce(mappings, {
      ...context,
      database,
      redisUrl: options.redisUrl,
      systems,
      worker: `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`,
      partitions: options.partitions,
      leaseMs: options.leaseMs,
      pollMs: options.pollMs,
      burstPauseMs: options.burstPauseMs ?? DEFAULT_BURST_PAUSE_MS,
      alone,
      breaker: options.breaker ?? DEFAULT_BREAKER,
      drift,
      idle: options.idle === true,
      ways,
      timelineOf: (person) => (timelines === null ? null : `${timelines}/${person}`),
    });
    return {
      db,
      systems,
      get mappings() {
        return force.now().mappings;
      },
      get engine() {
        return force.now().engine;
      },
      start: (how) => force.start(how),
      operations: makeOperations({
        ...context,
        database,
        force,
        systems,
        prepared,
        alone,
        partitions: options.partitions,
        touchpointDays: options.touchpointDays ?? DEFAULT_TOUCHPOINT_DAYS,
        driftLagMs: drift.lagMs,
        signal: closing.signal,
      }),
      shape: options.redisUrl !== null ? 'fleet' : alone ? 'embedded' : 'server',
      async close() {
        closing.abort();
        await force.stop();
        ways.close();
        for (const { connection } of systems.values()) await connection.close();
        await database.close();
      },
    };
  } catch (error) {
    for (const step of undo.reverse()) await Promise.resolve(step()).catch(() => undefined);
    throw error;
  }
}
