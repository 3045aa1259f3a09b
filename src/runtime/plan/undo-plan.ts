import type { UndoReport } from '../../api/operations.ts';
import type { Connected } from '../../capture/hydrate.ts';
import { makeHydration } from '../../capture/hydrate.ts';
import type { Clock, Ids } from '../../domain/clock.ts';
import { FailureError } from '../../domain/failure.ts';
import type { SystemName } from '../../domain/record.ts';
import { sameValue, type Fields } from '../../domain/value.ts';
import {
  appliedWrites,
  listAppliedPlans,
  noteUndone,
  readAppliedPlan,
  type AppliedWrite,
} from '../../ledger/applied-plans.ts';
import type { LedgerDb } from '../../ledger/database.ts';
import { addRestores } from '../../ledger/restore-intents.ts';
import { toCanonical } from '../../mapping/canonical.ts';
import { columnOf } from '../../mapping/fields.ts';
import { isConsent, type Mapping } from '../../mapping/mapping.ts';
import { makeResolver } from '../../reconcile/resolve.ts';
import type { Bell } from '../../platform/queue/queue.ts';
import { byObject, type World } from '../../reconcile/world.ts';
import type { Mappings } from '../mappings.ts';
import { drained } from '../drained.ts';

export interface UndoContext {
  readonly db: LedgerDb;
  readonly systems: ReadonlyMap<SystemName, Connected>;
  readonly mappings: Mappings;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly partitions: number;
  readonly signal: AbortSignal;
  readonly ring: (bell: Bell) => void;
  readonly onProgress: (message: string) => void;
}

/** No plan of that id was applied here. */
export class UnknownPlanError extends Error {
  constructor(id: string, known: readonly string[]) {
    super(
      `no plan ${id} was applied here. ${known.length === 0 ? 'None was yet.' : `The latest: ${known.join(', ')}.`}`,
    );
    this.name = 'UnknownPlanError';
  }
}

/** A decision about an entity takes away what waits in the outbox for it, so that a restore may have to be added again. */
const TRIES = 3;

/**
 * Gives back, field by field, what a plan's updates replaced, where nobody has changed it since. Records the plan made stay:
 * nothing is ever deleted for anyone.
 */
export async function undoPlan(id: string, context: UndoContext): Promise<UndoReport> {
  const { db, clock, ids, onProgress, signal } = context;
  if ((await readAppliedPlan(db, id)) === null) {
    const known = (await listAppliedPlans(db)).map((plan) => plan.id);
    throw new UnknownPlanError(id, known);
  }
  const world = makeHydration(context.systems, clock, (_system, failure) => {
    throw new FailureError(failure);
  });
  const writes = await appliedWrites(db, id);
  const updates = writes.filter((write) => write.kind === 'update' && write.state !== 'planned');
  const made = writes.filter((write) => write.kind === 'create' && write.state !== 'planned');
  const look = (): Promise<readonly Compared[]> => {
    onProgress(`looking at ${updates.length} records`);
    return compare(updates, world, context.mappings);
  };
  let compared = await look();
  for (let tries = 0; tries < TRIES; tries += 1) {
    const toRestore = compared.filter((item) => !isEmpty(item.restore));
    if (toRestore.length === 0) break;
    onProgress(`restoring ${toRestore.length} records`);
    const restores = await asRestores(toRestore, world, context);
    const due = await addRestores(db, restores, { now: clock.now(), ids });
    for (const place of due) context.ring({ stage: 'deliver', ...place });
    await drained({ db, clock, signal });
    compared = await look();
  }
  const restored = compared.filter(
    (item) => item.kept.length === 0 && item.stays.length === 0 && isEmpty(item.restore),
  );
  await noteUndone(
    db,
    id,
    restored.map((item) => item.write.key),
    clock.now(),
  );
  return {
    plan: id,
    restored: restored.length,
    left: compared
      .filter((item) => !restored.includes(item))
      .map(({ write: { system, object, record }, kept, stays, restore }) => ({
        system,
        object,
        record: record ?? '',
        fields: [...kept, ...stays, ...Object.keys(restore)],
        why:
          kept.length > 0 ? 'changed since' : stays.length > 0 ? 'an opt-out stays' : 'could not be written',
      })),
    made: made.map(({ system, object, record }) => ({ system, object, id: record ?? '' })),
  };
}

interface Compared {
  readonly write: AppliedWrite;
  /** Fields that still hold what the plan wrote, with what they held before. */
  readonly restore: Fields;
  /** Fields that hold something else by now. */
  readonly kept: readonly string[];
  /** Opt-outs that the plan carried: a plan is no reason to write to anybody again. */
  readonly stays: readonly string[];
}

async function compare(
  writes: readonly AppliedWrite[],
  world: World,
  mappings: Mappings,
): Promise<readonly Compared[]> {
  const live = new Map<string, Fields>();
  const refs = writes.map(({ system, object, record }) => ({ system, object, id: record ?? '' }));
  for (const { system, object, refs: group } of byObject(refs).values()) {
    const names = new Set(
      writes
        .filter((write) => write.system === system && write.object === object)
        .flatMap((write) => Object.keys(write.after)),
    );
    const read = await world.read(
      system,
      object,
      group.map((ref) => ref.id),
      [...names],
      'bulk',
    );
    for (const snapshot of read)
      if (snapshot.kind === 'present')
        live.set(`${system}/${object}/${snapshot.record.ref.id}`, snapshot.record.fields);
  }
  return writes.map((write) => {
    const fields = live.get(`${write.system}/${write.object}/${write.record ?? ''}`) ?? {};
    const restore: Record<string, Fields[string]> = {};
    const kept: string[] = [];
    const stays: string[] = [];
    const fieldsOfConsent = consentIn(mappings.byKind.get(write.entityKind), write);
    for (const [name, after] of Object.entries(write.after)) {
      const now = fields[name];
      const before = write.before[name] ?? null;
      if (now !== undefined && sameValue(now, before)) continue;
      if (now === true && fieldsOfConsent.has(name)) stays.push(name);
      else if (now !== undefined && sameValue(now, after)) restore[name] = before;
      else kept.push(name);
    }
    return { write, restore, kept, stays };
  });
}

/** The system's own names of the opt-outs of a record. */
const consentIn = (mapping: Mapping | undefined, { system, object }: AppliedWrite): ReadonlySet<string> =>
  new Set(
    (mapping?.fields ?? [])
      .filter(isConsent)
      .flatMap((field) => columnOf(field, system, object)?.field ?? []),
  );

/** With what the restored values are under our names: that is agreed with the system once they are written. */
async function asRestores(items: readonly Compared[], world: World, context: UndoContext) {
  const { db, mappings, clock, ids, partitions } = context;
  const records = items.flatMap(({ write, restore }) => {
    const mapping = mappings.byKind.get(write.entityKind);
    if (mapping === undefined) return [];
    const ref = { system: write.system, object: write.object, id: write.record ?? '' };
    return [{ mapping, record: { ref, fields: restore, externalKey: null, modifiedAt: null } }];
  });
  const resolver = await makeResolver(
    records.map(({ mapping, record }) => ({ mapping, snapshot: { kind: 'present' as const, record } })),
    world,
    db,
    { now: clock.now(), ids, partitions, kindOf: (system, object) => mappings.kindOf(system, object) },
  );
  return records.map(({ mapping, record }) => ({
    ref: record.ref,
    fields: record.fields,
    settles: Object.fromEntries(
      [...toCanonical(mapping, record, resolver)].flatMap(([name, reading]) =>
        reading.kind === 'value' ? [[name, reading.value] as const] : [],
      ),
    ),
  }));
}

const isEmpty = (fields: Fields): boolean => Object.keys(fields).length === 0;
