import { collectHistory, collectNew, touchKey, type Collected } from '../capture/collect-touchpoints.ts';
import type { Collecting, TouchSource } from '../capture/collect-touchpoints.ts';
import type { Connected } from '../capture/hydrate.ts';
import type { Log } from '../connector/contract.ts';
import type { SourceHint } from '../connector/touchpoints.ts';
import type { Clock } from '../domain/clock.ts';
import type { EntityId } from '../domain/entity.ts';
import { FailureError, type Failure } from '../domain/failure.ts';
import type { Lane } from '../domain/lane.ts';
import type { SystemName } from '../domain/record.ts';
import type { Touchpoint } from '../domain/touchpoint.ts';
import { pausedConnections } from '../ledger/connections.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { withoutErased } from '../ledger/erased-addresses.ts';
import type { HashOf } from '../ledger/erasures.ts';
import { storeTouchpoints } from '../ledger/touchpoints.ts';

/** What an account does not offer may be bought or granted some day. */
const REFUSED_AGAIN_MS = 15 * 60_000;

/** Hints kept while a system can not be asked. What is forgotten of them is found by time. */
const MOST_HINTS = 1_000;

export interface TouchingContext {
  readonly db: LedgerDb;
  /** The same ledger for what may wait. */
  readonly bulkDb: LedgerDb;
  readonly systems: ReadonlyMap<SystemName, Connected>;
  readonly clock: Clock;
  readonly hashOf: HashOf;
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
  /** Asks for what was hinted at as soon as that can be; returns at once. */
  askNow(system: SystemName, hints: readonly SourceHint[]): void;
  /** Asks the sources of a system whose time has come. */
  collectDue(system: SystemName): Promise<void>;
  /** Resolves when nothing is asked any more. */
  settled(): Promise<void>;
  /** Takes over all that people did since a moment. Goes on where a stopped one was. */
  collectHistory(
    since: Date,
    signal: AbortSignal,
    onProgress: (source: TouchSource, touchpoints: number) => void,
  ): Promise<void>;
}

/** Who asks for a source. */
interface Turn {
  running: Promise<void> | null;
  /** The pass that waits for its turn. */
  next: Promise<void> | null;
  /** What was hinted at since the last pass. */
  readonly hints: Set<string>;
  /** Whether its time has come. */
  isDue: boolean;
}

function keep({ hints: kept }: Turn, hints: readonly string[]): void {
  for (const hint of hints) if (kept.size < MOST_HINTS) kept.add(hint);
}

export function makeTouching(context: TouchingContext): Touching {
  const { db, bulkDb, systems, clock, hashOf, log, noteTrouble, onTouched, stopped } = context;
  const sources: readonly TouchSource[] = [...systems.values()].flatMap(({ definition }) =>
    definition.capabilities.touchpoints.map((source) => ({ ...source, system: definition.name })),
  );
  const askAgainAt = new Map<string, number>();
  const pauses = new Map<string, number>();
  const turns = new Map<string, Turn>();

  function collecting(source: TouchSource, more: Pick<Collecting, 'db' | 'lane' | 'signal'>): Collecting {
    const connected = systems.get(source.system);
    if (connected === undefined) throw new Error(`no connection to ${source.system}`);
    return {
      ...more,
      connection: connected.connection,
      clock,
      hashOf,
      onTouched: (people) => onTouched(people, more.lane),
    };
  }

  /** Null: the connection is paused. */
  async function collectUnlessPaused(
    source: TouchSource,
    hints: readonly string[],
  ): Promise<Collected | null> {
    if ((await pausedConnections(db)).has(source.system)) return null;
    return collectNew(source, hints, collecting(source, { db, lane: 'live', signal: stopped }));
  }

  /** Runs one pass over a source. It never rejects: what goes wrong is noted, and null comes back. */
  async function guarded(
    source: TouchSource,
    pass: () => Promise<Collected | null>,
  ): Promise<Collected | null> {
    try {
      const collected = await pass();
      if (collected !== null) tell(source, collected);
      return collected;
    } catch (error) {
      if (stopped.aborted) return null;
      if (error instanceof FailureError) noteTrouble(source.system, error.failure);
      else
        log.error(`${source.system}: what people did could not be taken over`, {
          source: source.name,
          error: String(error),
        });
      return null;
    }
  }

  /** Until the source is asked again: the longer, the longer it has told nothing. */
  function pauseAfter(source: TouchSource, collected: Collected | null): number {
    if (collected?.kind === 'refused') return REFUSED_AGAIN_MS;
    const { everyMs, quietMs = everyMs } = source;
    const before = pauses.get(touchKey(source));
    const isQuiet = collected?.seen === 0 && before !== undefined;
    const pause = isQuiet ? Math.min(quietMs, before * 2) : everyMs;
    pauses.set(touchKey(source), pause);
    return pause;
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
  function ask(source: TouchSource, how: { readonly hints: readonly string[] } | 'by-time'): Promise<void> {
    const key = touchKey(source);
    const turn = turns.get(key) ?? { running: null, next: null, hints: new Set(), isDue: false };
    turns.set(key, turn);
    if (how === 'by-time') turn.isDue = true;
    else keep(turn, how.hints);
    turn.next ??= (async () => {
      await turn.running;
      turn.running = turn.next;
      turn.next = null;
      await pass(source, turn);
    })();
    return turn.next;
  }

  async function pass(source: TouchSource, turn: Turn): Promise<void> {
    const { isDue } = turn;
    const hints = [...turn.hints];
    turn.isDue = false;
    turn.hints.clear();
    if (hints.length > 0) {
      const collected = await guarded(source, () => collectUnlessPaused(source, hints));
      // They go along when the source is asked the next time.
      if (collected === null) keep(turn, hints);
      else if (collected.kind === 'collected' && collected.seen > 0) pauses.delete(touchKey(source));
    }
    if (!isDue) return;
    const collected = await guarded(source, () => collectUnlessPaused(source, []));
    askAgainAt.set(touchKey(source), clock.now().getTime() + pauseAfter(source, collected));
  }

  const isDue = (source: TouchSource): boolean =>
    (askAgainAt.get(touchKey(source)) ?? -Infinity) <= clock.now().getTime();

  return {
    systems: [...new Set(sources.map(({ system }) => system))],
    async take(touchpoints) {
      const taken = await withoutErased(db, touchpoints, hashOf);
      if (taken.length > 0)
        onTouched(await storeTouchpoints(db, taken, { lane: 'live', now: clock.now() }), 'live');
    },
    askNow(system, hints) {
      for (const source of sources.filter((one) => one.system === system)) {
        const own = hints.filter((hint) => hint.source === source.name).map(({ hint }) => hint);
        if (own.length > 0) void ask(source, { hints: own });
      }
    },
    async collectDue(system) {
      const due = sources.filter((source) => source.system === system && isDue(source));
      await Promise.all(due.map((source) => ask(source, 'by-time')));
    },
    async settled() {
      await Promise.allSettled(
        [...turns.values()].flatMap(({ running, next }) => [running ?? [], next ?? []].flat()),
      );
    },
    async collectHistory(since, signal, onProgress) {
      for (const source of sources) {
        if (signal.aborted) return;
        const how = collecting(source, { db: bulkDb, lane: 'bulk', signal });
        const collected = await guarded(source, () => collectHistory(source, since, how));
        onProgress(source, collected?.kind === 'collected' ? collected.seen : 0);
      }
    },
  };
}
