import type { Problem } from '../mapping/problem.ts';
import { ledgerOver } from '../ledger/database.ts';
import type { Database } from '../platform/database/database.ts';
import { osUser } from '../platform/os-user.ts';
import { openQueue } from '../platform/queue/queue.ts';
import { findProblems, refuseErrors } from './check-mappings.ts';
import { findRuleWarnings, tellRuleProblems } from './check-rules.ts';
import type { EngineOptions } from './engine-options.ts';
import { makeEngine, type Engine } from './engine.ts';
import { refillIndex } from './identity-index.ts';
import type { Mappings } from './mappings.ts';
import { recordConfig } from './record-config.ts';
import { makeSchemaWatch } from './watch-schema.ts';

/** The configuration that counts now, and the engine that works by it. */
export interface InForce {
  readonly mappings: Mappings;
  readonly engine: Engine;
}

export interface Force {
  now(): InForce;
  /** Begins to work; polls, streams and sweeps included when `capture` is set. */
  start(options: { readonly capture: boolean }): Promise<void>;
  /**
   * Lets other mappings count from now on: what is in hand is finished by the former ones, everything later goes by these.
   * Throws a {@link MappingError} when they do not fit the systems, and changes nothing then.
   */
  adopt(mappings: Mappings): Promise<void>;
  /** Finishes what is in hand and takes no more. */
  stop(): Promise<void>;
}

export interface ForceOptions extends Omit<EngineOptions, 'bulkDb' | 'queue' | 'mappings' | 'schemaWatch'> {
  readonly database: Database;
  readonly redisUrl: string | null;
  /** Only asks: the configuration does not come into force by it. */
  readonly idle: boolean;
}

interface Generation extends InForce {
  stop(): Promise<void>;
}

/** Brings the first configuration into force; nothing is captured or written before `start`. */
export async function bringIntoForce(first: Mappings, options: ForceOptions): Promise<Force> {
  let started: { readonly capture: boolean } | null = null;
  let changing: Promise<void> = Promise.resolve();
  let generation = await begin(first, await fitting(first, options), options);

  async function replace(mappings: Mappings): Promise<void> {
    if (mappings.version === generation.mappings.version) return;
    const found = await fitting(mappings, options);
    await generation.stop();
    generation = await begin(mappings, found, options);
    if (started !== null) await generation.engine.start(started);
  }

  return {
    now: () => generation,
    async start(how) {
      started = how;
      await generation.engine.start(how);
    },
    adopt(mappings) {
      const change = changing.then(() => replace(mappings));
      changing = change.catch(() => undefined);
      return change;
    },
    stop: () => generation.stop(),
  };
}

/** What is to be said of mappings that fit; throws for those that do not. */
async function fitting(
  mappings: Mappings,
  { systems, clock, log }: Pick<ForceOptions, 'systems' | 'clock' | 'log'>,
): Promise<readonly Problem[]> {
  const found = await findProblems(mappings, systems);
  refuseErrors(found, log);
  const people = await tellRuleProblems(() => findRuleWarnings(mappings, systems, clock.now()), log);
  return [...found, ...people];
}

async function begin(
  mappings: Mappings,
  found: readonly Problem[],
  options: ForceOptions,
): Promise<Generation> {
  const { db, database, redisUrl, systems, clock, log } = options;
  const bulkDb = ledgerOver(database.bulkPool);
  const queue = await openQueue({ database, redisUrl, prefix: 'leadloop', log });
  try {
    if (!options.idle)
      await recordConfig(mappings.version, mappings.sources, { db, clock, log, who: osUser() });
  } catch (error) {
    await queue.close();
    throw error;
  }
  const ending = new AbortController();
  const engine = makeEngine({
    ...options,
    bulkDb,
    queue,
    mappings,
    schemaWatch: makeSchemaWatch({
      db,
      clock,
      log,
      found,
      find: async () => [
        ...(await findProblems(mappings, systems)),
        ...(await findRuleWarnings(mappings, systems, clock.now())),
      ],
    }),
  });
  const refilled = refillIndex(bulkDb, mappings, log, ending.signal);
  return {
    mappings,
    engine,
    async stop() {
      ending.abort();
      await engine.stop();
      await refilled;
    },
  };
}
