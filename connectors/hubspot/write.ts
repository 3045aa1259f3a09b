import type { CallOptions } from '../../src/connector/contract.ts';
import { FailureError } from '../../src/domain/failure.ts';
import type { Fields } from '../../src/domain/value.ts';
import type { Write, WriteResult } from '../../src/domain/write.ts';
import { assign, type Assignment } from './associations.ts';
import { sendAll, type BatchItem, type BatchTarget, type ItemOutcome } from './batch.ts';
import { encode } from './codec.ts';
import { toProperties } from './properties.ts';
import { clearStageWhereBackwards } from './lifecycle.ts';
import { referenceOf } from './objects.ts';
import { isOptOut } from './opt-out-field.ts';
import { optOut, type OptOut } from './opt-outs.ts';
import { refTo } from './record.ts';
import type { Session } from './session.ts';

/** Creates go by upsert on our external key, updates by id. One result per write, in order. */
export async function write(
  session: Session,
  writes: readonly Write[],
  options: CallOptions,
): Promise<readonly WriteResult[]> {
  const results = new Map<Write, WriteResult>();
  for (const { target, jobs } of grouped(writes)) {
    const outcomes = await deliver(session, target, jobs, options);
    jobs.forEach((job, index) => {
      const outcome = outcomes[index];
      if (outcome === undefined) throw new Error('a write was left without an outcome');
      for (const one of job.writes) results.set(one, toResult(target.object, outcome));
    });
  }
  return writes.map((one) => {
    const result = results.get(one);
    if (result === undefined) throw new Error('a write was left without a result');
    return result;
  });
}

/** All writes of one call to one record, merged: HubSpot refuses a batch that names a record twice. */
interface Job {
  readonly id: string;
  readonly fields: Fields;
  readonly writes: readonly Write[];
}

interface Group {
  readonly target: BatchTarget;
  readonly jobs: readonly Job[];
}

function grouped(writes: readonly Write[]): readonly Group[] {
  const groups = new Map<string, { target: BatchTarget; jobs: Map<string, Job> }>();
  for (const one of writes) {
    const target: BatchTarget =
      one.kind === 'create'
        ? { object: one.object, verb: 'upsert' }
        : { object: one.ref.object, verb: 'update' };
    const name = `${target.verb} ${target.object}`;
    const group = groups.get(name) ?? { target, jobs: new Map<string, Job>() };
    groups.set(name, group);
    const id = one.kind === 'create' ? one.key : one.ref.id;
    const before = group.jobs.get(id);
    group.jobs.set(id, {
      id,
      fields: { ...before?.fields, ...one.fields },
      writes: [...(before?.writes ?? []), one],
    });
  }
  return [...groups.values()].map(({ target, jobs }) => ({ target, jobs: [...jobs.values()] }));
}

async function deliver(
  session: Session,
  target: BatchTarget,
  jobs: readonly Job[],
  options: CallOptions,
): Promise<readonly ItemOutcome[]> {
  const { object } = target;
  const isReference = (field: string): boolean => referenceOf(object, field) !== null;
  const items = await Promise.all(
    jobs.map(async ({ id, fields }): Promise<BatchItem> => {
      const plain = Object.entries(fields).filter(([name]) => !isReference(name) && !isOptOut(object, name));
      return { id, properties: await toProperties(session, object, Object.fromEntries(plain), options) };
    }),
  );
  const written = await writeProperties(session, target, items, options);
  const assignments = jobs.flatMap(({ fields }, index): Assignment[] => {
    const outcome = written[index];
    if (outcome?.kind !== 'done') return [];
    const { id, created: isNew } = outcome;
    return Object.entries(fields).flatMap(([field, value]): Assignment[] => {
      // A new record points at nothing yet.
      if (!isReference(field) || (value === null && isNew)) return [];
      return [{ id, field, to: value === null ? null : encode(value), isNew }];
    });
  });
  const optOuts = jobs.flatMap(({ fields }, index): OptOut[] => {
    const outcome = written[index];
    if (outcome?.kind !== 'done') return [];
    const { id } = outcome;
    return Object.entries(fields).flatMap(([field, value]) =>
      isOptOut(object, field) ? [{ id, field, value }] : [],
    );
  });
  const failures = new Map([
    ...(await assign(session, object, assignments, options)),
    ...(await optOut(session, optOuts, options)),
  ]);
  return written.map((outcome): ItemOutcome => {
    const failure = outcome.kind === 'done' ? failures.get(outcome.id) : undefined;
    return failure === undefined ? outcome : { kind: 'failed', failure };
  });
}

async function writeProperties(
  session: Session,
  target: BatchTarget,
  items: readonly BatchItem[],
  options: CallOptions,
): Promise<readonly ItemOutcome[]> {
  const outcomes = new Map<BatchItem, ItemOutcome>();
  const hold = (item: BatchItem, outcome: ItemOutcome): unknown => outcomes.set(item, outcome);
  let due = items;
  if (target.verb === 'update') {
    // A change of nothing but references needs no write to the record itself.
    for (const item of items) {
      if (Object.keys(item.properties).length === 0)
        hold(item, { kind: 'done', id: item.id, created: false });
    }
    due = items.filter((item) => !outcomes.has(item));
    const blocked = await blockedByStage(session, target.object, due, options);
    for (const item of due) {
      const outcome = blocked.get(item.id);
      if (outcome !== undefined) hold(item, outcome);
    }
    due = due.filter((item) => !outcomes.has(item));
  }
  const sent = await sendAll(session, target, due, options);
  due.forEach((item, index) => {
    const outcome = sent[index];
    if (outcome !== undefined) hold(item, outcome);
  });
  return items.flatMap((item) => outcomes.get(item) ?? []);
}

/** When the present stage cannot be read, the writes that move it are not sent, and the rest are. */
async function blockedByStage(
  session: Session,
  object: string,
  items: readonly BatchItem[],
  options: CallOptions,
): Promise<ReadonlyMap<string, ItemOutcome>> {
  try {
    return await clearStageWhereBackwards(session, object, items, options);
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    const outcome: ItemOutcome = { kind: 'failed', failure: error.failure };
    const moving = items.filter((item) => (item.properties.lifecyclestage ?? '') !== '');
    return new Map(moving.map(({ id }) => [id, outcome]));
  }
}

const toResult = (object: string, outcome: ItemOutcome): WriteResult =>
  outcome.kind === 'failed'
    ? outcome
    : { kind: 'done', receipt: { ref: refTo(object, outcome.id), created: outcome.created } };
