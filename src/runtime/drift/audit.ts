import { makeHydration, type Connected } from '../../capture/hydrate.ts';
import { pollCursor } from '../../capture/poll-changes.ts';
import type { Clock, Ids } from '../../domain/clock.ts';
import type { DriftCount } from '../../domain/drift.ts';
import type { EntityKind } from '../../domain/entity.ts';
import type { Failure } from '../../domain/failure.ts';
import type { SystemName } from '../../domain/record.ts';
import { pausedConnections } from '../../ledger/connections.ts';
import { readMoves } from '../../ledger/cursors.ts';
import type { LedgerDb } from '../../ledger/database.ts';
import { noteLook, openDrift } from '../../ledger/drift-findings.ts';
import { livingEntities, sampleLinked } from '../../ledger/drift-sample.ts';
import { lookForDrift, type Found } from '../../reconcile/drift/look.ts';
import type { Mappings } from '../mappings.ts';

export interface DriftContext {
  /** Lets other work on the ledger go first. */
  readonly bulkDb: LedgerDb;
  readonly systems: ReadonlyMap<SystemName, Connected>;
  readonly clock: Clock;
  readonly ids: Ids;
  /** In [0, 1): draws the sample. */
  readonly random: () => number;
  readonly lagMs: number;
}

/** What one audit has seen. */
export interface Audited {
  /** Of what was drawn. */
  readonly counts: readonly DriftCount[];
  readonly findings: readonly Found[];
  readonly onItsWay: number;
  readonly unreadable: number;
  readonly problems: ReadonlyMap<SystemName, Failure>;
}

/** So many open findings are looked at again in one audit, the oldest first. */
export const MOST_FINDINGS = 1_000;
const SEEDS = 2 ** 31;

export const readableSystems = (systems: DriftContext['systems']): readonly SystemName[] =>
  [...systems].flatMap(([name, { definition }]) => (definition.capabilities.readable ? [name] : []));

/**
 * Draws `sample` entities of each kind, compares both systems' records of them, looks again at what was found before, and
 * notes what it finds. It writes to no system, and wakes nothing.
 */
export async function auditDrift(
  { kinds, sample }: { readonly kinds: readonly EntityKind[]; readonly sample: number },
  mappings: Mappings,
  { bulkDb: db, systems, clock, ids, random, lagMs }: DriftContext,
): Promise<Audited> {
  const problems = new Map<SystemName, Failure>();
  const moved = new Map((await readMoves(db)).map(({ name, movedAt }) => [name, movedAt]));
  const paused = await pausedConnections(db);
  const context = {
    ...{ db, clock, ids, lagMs, mappings: mappings.byKind },
    world: makeHydration(systems, clock, (system, failure) => void problems.set(system, failure)),
    capturedAt: (ref: { readonly system: SystemName; readonly object: string }) =>
      paused.has(ref.system) ? null : (moved.get(pollCursor(ref)) ?? null),
  };
  const audited = { counts: [] as DriftCount[], findings: [] as Found[], onItsWay: 0, unreadable: 0 };
  const readable = readableSystems(systems);
  for (const kind of kinds) {
    const known = await openDrift(db, kind, MOST_FINDINGS);
    const seed = Math.floor(random() * SEEDS);
    const drawn = sample === 0 ? [] : await sampleLinked(db, { kind, systems: readable, size: sample, seed });
    const seen = new Set(drawn.map(({ id }) => id));
    const again = known.map(({ entity }) => entity).filter((entity) => !seen.has(entity));
    const byChance = await lookForDrift(kind, drawn, { ...context, known });
    const before = await lookForDrift(kind, await livingEntities(db, again), { ...context, known });
    await noteLook(
      db,
      {
        compared: [...byChance.compared, ...before.compared],
        findings: [...byChance.findings, ...before.findings],
        counts: byChance.counts,
      },
      clock.now(),
    );
    audited.counts.push(...byChance.counts);
    for (const look of [byChance, before]) {
      audited.findings.push(...look.findings);
      audited.onItsWay += look.onItsWay;
      audited.unreadable += look.unreadable;
    }
  }
  return { ...audited, problems };
}
