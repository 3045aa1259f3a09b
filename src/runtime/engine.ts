import { backfill, lookedAt, scanCursor } from '../capture/backfill.ts';
import { makeSink, type Sink } from '../capture/capture.ts';
import { followStream } from '../capture/follow-stream.ts';
import { sendNotices } from '../notify/send-notices.ts';
import { makeHydration } from '../capture/hydrate.ts';
import type { Watched } from '../capture/poll-changes.ts';
import type { Received } from '../connector/contract.ts';
import { HOUR_MS } from '../domain/clock.ts';
import { carryOutErasures } from '../erase/carry-out.ts';
import { FailureError, type Failure } from '../domain/failure.ts';
import { LANES, type Lane } from '../domain/lane.ts';
import type { SystemName } from '../domain/record.ts';
import { pauseConnection, pausedConnections, resumeConnection } from '../ledger/connections.ts';
import { readCursor } from '../ledger/cursors.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { joinLastTouchpoints } from '../ledger/join-touchpoints.ts';
import { partitionOf } from '../ledger/entities.ts';
import { dueWork, giveBackLeases, nextDue, recoverLeases, type Stage } from '../ledger/leases.ts';
import { forgetOld } from '../ledger/retention.ts';
import { askByNewRules } from '../ledger/to-decide.ts';
import { bellKey, type Bell } from '../platform/queue/queue.ts';
import type { EngineOptions } from './engine-options.ts';
import { watchDrift } from './drift/background.ts';
import { eraseHow } from './erase-how.ts';
import { makeHandOffClock } from './hand-off-clock.ts';
import { makePolling } from './polling.ts';
import { proveYesterday } from './proof/daily.ts';
import { makeTouching, type Touching } from './touching.ts';
import { makeStages } from './stages.ts';
import { makeTrials } from './trials.ts';
import { SCHEMA_WATCH_MS } from './watch-schema.ts';

/** The moving parts: captures, reconciles and delivers until it is stopped. */
export interface Engine {
  readonly sink: Sink;
  /** What people do. */
  readonly touching: Touching;
  /** Stores what an inbound request brought. */
  take(system: SystemName, received: Extract<Received, { kind: 'accepted' }>): Promise<void>;
  /** Rings for what came into the inbox or the outbox by another way than the sink and the decisions. */
  ring(bell: Bell): void;
  /** Begins to work; polls, streams and sweeps included when `capture` is set. */
  start(options: { readonly capture: boolean }): Promise<void>;
  /** Takes over what changed in every watched object since the last poll. Rejects when a system can not be asked. */
  pollAll(signal: AbortSignal): Promise<number>;
  /** Looks at every record of every watched object. Goes on where a stopped one was. */
  scanAll(signal: AbortSignal, onProgress?: (watched: Watched, records: number) => void): Promise<number>;
  /** Finishes what is in hand and takes no more. */
  stop(): Promise<void>;
}

const RERING_MS = 2_000;
const NOTICES_MS = 2_000;
const HAND_OFFS_MS = 1_000;
const ERASURES_MS = 1_000;
const RESUME_MS = 15_000;
const RETENTION_MS = HOUR_MS;
/** How often it is looked whether rules on trial do harm. */
const TRIALS_MS = 60_000;
/** How often it is looked whether a day is over that is to be proved. */
const PROOF_MS = 600_000;
const STREAM_MS = 30_000;
/** Runs side by side for one partition. */
const OVERLAP: Readonly<Record<Lane, number>> = { hot: 8, live: 8, outcome: 4, bulk: 1 };

export function makeEngine(options: EngineOptions): Engine {
  const { db, bulkDb, queue, systems, mappings, clock, log } = options;
  const stopped = new AbortController();
  const background: Promise<unknown>[] = [];
  const alarms = new Map<string, NodeJS.Timeout>();
  const ring = (stage: Stage) => (lane: Lane, partition: number) => queue.ring({ stage, lane, partition });
  const sinkTo = (ledger: LedgerDb): Sink =>
    makeSink({
      ...options,
      db: ledger,
      kindOf: (system, object) => mappings.kindOf(system, object),
      ring: ring('reconcile'),
    });
  const store = sinkTo(db);
  const bulkSink = sinkTo(bulkDb);
  const sink: Sink = {
    async store(events, cursor) {
      await store.store(events, cursor);
      for (const { origin, ref } of events) {
        if (origin === 'webhook' || origin === 'stream') polling.pushed(ref);
      }
    },
  };
  const world = makeHydration(systems, clock, noteTrouble);
  const watched = [...systems.values()]
    .filter(({ definition }) => definition.capabilities.readable)
    .flatMap(({ definition }) => mappings.watched(definition.name));

  function noteTrouble(system: SystemName, failure: Failure): void {
    log.warn(`${system}: ${failure.meaning}`, { code: failure.code, kind: failure.kind, fix: failure.fix });
    if (failure.kind === 'auth')
      void pauseConnection(db, system, failure, clock.now()).catch(() => undefined);
  }

  /** Work put off for a moment (a busy neighbour, a first backoff) does not wait for the next round of bells. */
  async function ringLater(bell: Bell): Promise<void> {
    const now = clock.now();
    const due = await nextDue(db, bell, now);
    const wait = due === null ? RERING_MS : due.getTime() - now.getTime();
    if (wait >= RERING_MS || stopped.signal.aborted) return;
    const key = bellKey(bell);
    clearTimeout(alarms.get(key));
    alarms.set(
      key,
      setTimeout(() => queue.ring(bell), wait),
    );
  }

  const trials = makeTrials(options);
  const stages = makeStages({
    ...options,
    trials,
    world,
    ring: (bell) => queue.ring(bell),
    ringLater,
    notifyNow: () => void notify(stopped.signal),
    stopped: stopped.signal,
  });

  /** What cannot be sent now is tried again by the clock. */
  async function notify(signal: AbortSignal): Promise<void> {
    try {
      await sendNotices(options, signal);
    } catch (error) {
      if (!stopped.signal.aborted) log.error('notices could not be sent', { error: String(error) });
    }
  }

  const erase = (signal: AbortSignal): Promise<void> =>
    carryOutErasures({ ...options, howOf: eraseHow(mappings, systems) }, signal);

  const followHandOffs = makeHandOffClock({
    ...options,
    world,
    ring: (bell) => queue.ring(bell),
    notifyNow: () => void notify(stopped.signal),
  });

  const connectionOf = (system: SystemName) => {
    const connected = systems.get(system);
    if (connected === undefined) throw new Error(`no connection to ${system}`);
    return connected.connection;
  };
  const polling = makePolling({
    db,
    sink: store,
    clock,
    connectionOf,
    restOf: ({ system, object }) => systems.get(system)?.definition.capabilities.seldom?.[object] ?? 0,
    noteTrouble,
    stopped: stopped.signal,
  });

  const touching = makeTouching({
    ...options,
    noteTrouble,
    stopped: stopped.signal,
    onTouched: (people, lane) => {
      for (const person of people) ring('decide')(lane, partitionOf(person, options.partitions));
    },
  });

  /** A paused connection is asked who it is; once it answers, what waited goes on. */
  async function tryResume(): Promise<void> {
    for (const system of (await pausedConnections(db)).keys()) {
      try {
        await connectionOf(system).identify({ lane: 'live' });
        if (await resumeConnection(db, system)) log.info(`${system}: connected again`);
      } catch (error) {
        if (!(error instanceof FailureError)) throw error;
      }
    }
  }

  async function rering(): Promise<void> {
    const now = clock.now();
    const lost = await recoverLeases(db, now, now);
    if (lost > 0)
      log.warn(
        `${lost} writes were left unanswered by a worker that is gone; each is looked up before it is sent again`,
      );
    for (const { stage, lane, partition } of await dueWork(db, now))
      queue.ring({ stage, lane: lane as Lane, partition });
  }

  return {
    sink,
    touching,
    async take(system, { events, touchpoints = [], askNow = [] }) {
      await sink.store(events);
      await touching.take(touchpoints);
      touching.askNow(system, askNow);
    },
    ring: (bell) => queue.ring(bell),
    async start({ capture }) {
      const lost = await recoverLeases(db, options.alone ? null : clock.now(), clock.now());
      if (lost > 0)
        log.warn(
          `${lost} writes were unanswered when the last run ended; each is looked up before it is sent again`,
        );
      for (const lane of LANES) {
        const runs = { partitions: options.partitions, overlap: OVERLAP[lane] };
        for (const [stage, answer] of stages) queue.work(stage, lane, answer, runs);
      }
      await queue.every('rering', RERING_MS, rering);
      await queue.every('notices', NOTICES_MS, notify);
      await queue.every('erasures', ERASURES_MS, erase);
      await queue.every('hand-offs', HAND_OFFS_MS, followHandOffs);
      await queue.every('resume', RESUME_MS, tryResume);
      await queue.every('trials', TRIALS_MS, () => trials.watch());
      await queue.every('retention', RETENTION_MS, () => forgetOld(db, clock.now()));
      await rering();
      await askByNewRules(db, mappings.rulesVersion, clock.now());
      await joinLastTouchpoints(db, { lane: 'live', now: clock.now() });
      if (!capture) return;
      await queue.every('proof', PROOF_MS, () => proveYesterday(options));
      if (options.drift.sample > 0)
        await queue.every('drift', options.drift.everyMs, () => watchDrift(options));
      await options.schemaWatch.begin();
      await queue.every('schema', SCHEMA_WATCH_MS, () => options.schemaWatch.look());
      for (const system of systems.keys()) {
        const objects = watched.filter((object) => object.system === system);
        if (objects.length === 0 && !touching.systems.includes(system)) continue;
        await Promise.all(objects.map((object) => polling.pollQuietly(object)));
        // Together, so that a system which can be asked for several things at once is. Records do not wait for what people
        // did, of which there may be much.
        await queue.every(`poll-${system}`, options.pollMs, async () => {
          void touching.collectDue(system);
          await polling.pollDue(objects);
        });
      }
      for (const object of watched)
        if ((await readCursor(db, scanCursor(object))) !== null) background.push(scanQuietly(object));
      for (const { definition, connection } of systems.values()) {
        const objects = mappings.watched(definition.name);
        if (!definition.capabilities.stream || objects.length === 0) continue;
        const onGap = (reason: string): void => {
          log.info(`${definition.name}: the stream has a gap (${reason}); polling`);
          for (const object of objects) void polling.pollQuietly(object).catch(() => undefined);
        };
        const names = objects.map((object) => object.object);
        // One worker follows it, as every listener is sent every event; should it end, the next beat finds another.
        await queue.every(`stream-${definition.name}`, STREAM_MS, async (signal) => {
          const either = AbortSignal.any([signal, stopped.signal]);
          try {
            await followStream(definition.name, names, connection, db, sink, onGap, either);
          } catch (error) {
            if (!either.aborted)
              log.error(`${definition.name}: the stream ended; polling goes on`, { error: String(error) });
          }
        });
      }
    },
    async pollAll(signal) {
      const counts = await Promise.all(watched.map((object) => polling.poll(object, signal)));
      return counts.reduce((sum, count) => sum + count, 0);
    },
    async scanAll(signal, onProgress) {
      let records = 0;
      for (const objects of Map.groupBy(watched, (object) => object.system).values()) {
        for (const object of objects) {
          records += await backfill(
            object,
            connectionOf(object.system),
            bulkDb,
            bulkSink,
            clock,
            signal,
            (progress) => onProgress?.(progress.watched, progress.records),
          );
        }
        // Whoever is in this system is known before the next one's records are decided about.
        await lookedAt(bulkDb, clock, signal);
      }
      return records;
    },
    async stop() {
      stopped.abort();
      for (const alarm of alarms.values()) clearTimeout(alarm);
      await queue.close();
      // A ledger that is away gives them back by itself, when their time is over.
      await giveBackLeases(db, options.worker).catch(() => undefined);
      await Promise.allSettled([...background, touching.settled()]);
    },
  };

  async function scanQuietly(object: Watched): Promise<void> {
    try {
      await backfill(object, connectionOf(object.system), bulkDb, bulkSink, clock, stopped.signal);
    } catch (error) {
      if (!stopped.signal.aborted)
        log.error(`${object.system}: the back-fill of ${object.object} stopped`, { error: String(error) });
    }
  }
}
