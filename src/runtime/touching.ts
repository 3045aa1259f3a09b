import { collectHistory, collectNew, touchKey, type Collected } from '../capture/collect-touchpoints.ts';
import type { Collecting, TouchSource } from '../capture/collect-touchpoints.ts';
import type { Connected } from '../capture/hydrate.ts';
import type { Log } from '../connector/contract.ts';
import type { Clock } from '../domain/clock.ts';
import type { EntityId } from '../domain/entity.ts';
import { FailureError, type Failure } from '../domain/failure.ts';
import type { Lane } from '../domain/lane.ts';
import type { SystemName } from '../domain/record.ts';
import type { Touchpoint } from '../domain/touchpoint.ts';
import { pausedConnections } from '../ledger/connections.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { storeTouchpoints } from '../ledger/touchpoints.ts';

/** What an account does not offer may be bought or granted some day. */
const REFUSED_AGAIN_MS = 15 * 60_000;

const NOTHING: Collected = { kind: 'collected', seen: 0, isBack: false };

export interface TouchingContext {
  readonly db: LedgerDb;
  /** The same ledger for what may wait. */
  readonly bulkDb: LedgerDb;
  readonly systems: ReadonlyMap<SystemName, Connected>;
  readonly clock: Clock;
  readonly log: Log;
  /** Told of people who have done something new. */
  readonly onTouched: (people: readonly EntityId[], lane: Lane) => void;
  readonly noteTrouble: (system: SystemName, failure: Failure) => void;
  /** Aborts when the engine stops. */
  readonly stopped: AbortSignal;
}

/** Gets to know what people do. A source that fails or is refused never keeps the others from being asked. */
export interface Touching {
  /** The systems that tell. */
  readonly systems: readonly SystemName[];
  /** What came in without being asked for. */
  take(touchpoints: readonly Touchpoint[]): Promise<void>;
  /** Asks these sources as soon as they can be; returns at once. */
  askNow(system: SystemName, names: readonly string[]): void;
  /** Asks the sources of a system whose time has come. */
  collectDue(system: SystemName): Promise<void>;
  /** Takes over all that people did since a moment. Goes on where a stopped one was. */
  collectHistory(
    since: Date,
    signal: AbortSignal,
    onProgress: (source: TouchSource, touchpoints: number) => void,
  ): Promise<void>;
}

export function makeTouching(context: TouchingContext): Touching {
  const { db, bulkDb, systems, clock, log, noteTrouble, onTouched, stopped } = context;
  const sources: readonly TouchSource[] = [...systems.values()].flatMap(({ definition }) =>
    definition.capabilities.touchpoints.map((source) => ({ ...source, system: definition.name })),
  );
  const askAgainAt = new Map<string, number>();
  const passes = new Map<string, { running: Promise<void> | null; next: Promise<void> | null }>();

  function collecting(source: TouchSource, more: Pick<Collecting, 'db' | 'lane' | 'signal'>): Collecting {
    const connected = systems.get(source.system);
    if (connected === undefined) throw new Error(`no connection to ${source.system}`);
    return {
      ...more,
      connection: connected.connection,
      clock,
      onTouched: (people) => onTouched(people, more.lane),
    };
  }

  async function collectUnlessPaused(source: TouchSource): Promise<Collected> {
    if ((await pausedConnections(db)).has(source.system)) return NOTHING;
    return collectNew(source, collecting(source, { db, lane: 'live', signal: stopped }));
  }

  /** Runs one pass over a source. It never rejects: what goes wrong is noted. */
  async function guarded(source: TouchSource, pass: () => Promise<Collected>): Promise<number> {
    let waitMs = source.everyMs;
    try {
      const collected = await pass();
      if (collected.kind === 'refused') waitMs = REFUSED_AGAIN_MS;
      tell(source, collected);
      return collected.kind === 'collected' ? collected.seen : 0;
    } catch (error) {
      if (stopped.aborted) return 0;
      if (error instanceof FailureError) noteTrouble(source.system, error.failure);
      else
        log.error(`${source.system}: what people did could not be taken over`, {
          source: source.name,
          error: String(error),
        });
      return 0;
    } finally {
      askAgainAt.set(touchKey(source), clock.now().getTime() + waitMs);
    }
  }

  function tell({ system, name, meaning }: TouchSource, collected: Collected): void {
    if (collected.kind === 'collected') {
      if (collected.isBack) log.info(`${system}: ${name} can be read again`);
    } else if (collected.isNew) {
      const { code, meaning: why, fix } = collected.failure;
      log.warn(`${system}: ${name} (${meaning}) cannot be read; all else goes on. ${why}`, { code, fix });
    }
  }

  /** One pass after the other. Whoever asks while one waits for its turn is served by that one. */
  function ask(source: TouchSource): Promise<void> {
    const key = touchKey(source);
    const pass = passes.get(key) ?? { running: null, next: null };
    passes.set(key, pass);
    pass.next ??= (async () => {
      await pass.running;
      pass.running = pass.next;
      pass.next = null;
      await guarded(source, () => collectUnlessPaused(source));
    })();
    return pass.next;
  }

  const isDue = (source: TouchSource): boolean =>
    (askAgainAt.get(touchKey(source)) ?? -Infinity) <= clock.now().getTime();

  return {
    systems: [...new Set(sources.map(({ system }) => system))],
    async take(touchpoints) {
      if (touchpoints.length > 0)
        onTouched(await storeTouchpoints(db, touchpoints, { lane: 'live', now: clock.now() }), 'live');
    },
    askNow(system, names) {
      for (const source of sources)
        if (source.system === system && names.includes(source.name)) void ask(source);
    },
    async collectDue(system) {
      await Promise.all(sources.filter((source) => source.system === system && isDue(source)).map(ask));
    },
    async collectHistory(since, signal, onProgress) {
      for (const source of sources) {
        if (signal.aborted) return;
        const how = collecting(source, { db: bulkDb, lane: 'bulk', signal });
        onProgress(source, await guarded(source, () => collectHistory(source, since, how)));
      }
    },
  };
}
