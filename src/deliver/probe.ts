import type { CallOptions, Connection } from '../connector/contract.ts';
import type { Clock } from '../domain/clock.ts';
import { FailureError, type Failure } from '../domain/failure.ts';
import { writeObject } from '../domain/plan.ts';
import { refKey, type RecordRef } from '../domain/record.ts';
import { snapshotRef } from '../domain/snapshot.ts';
import { sameValue } from '../domain/value.ts';
import type { Write } from '../domain/write.ts';
import type { ClaimedIntent } from '../ledger/claim-intents.ts';
import type { Settled, Settling } from '../ledger/settled.ts';
import { probeAt } from './next-step.ts';

export interface ProbeContext {
  readonly connection: Connection;
  readonly externalKeyField: string | null;
  readonly clock: Clock;
  readonly random: () => number;
}

/**
 * Looks up, in one system, which of the writes that got no answer took place. One that did is settled as if it had been
 * answered: otherwise our own value would look like an edit made there, and could win over a true one made since.
 */
export async function probe(
  intents: readonly ClaimedIntent[],
  options: CallOptions,
  context: ProbeContext,
): Promise<readonly Settled[]> {
  const groups = Map.groupBy(intents, ({ write }) => `${write.kind}/${writeObject(write)}`);
  const settled = await Promise.all(
    [...groups.values()].map(async (group) => {
      const verdict = await ask(
        group.map((intent) => intent.write),
        options,
        context,
      );
      return group.map((intent): Settled => ({
        intent,
        ...settlingOf(intent, verdict(intent.write), context),
      }));
    }),
  );
  return settled.flat();
}

type Verdict =
  | { readonly kind: 'took-place'; readonly ref: RecordRef }
  | { readonly kind: 'not-seen' }
  | { readonly kind: 'unreadable'; readonly failure: Failure };

function settlingOf(intent: ClaimedIntent, verdict: Verdict, { clock, random }: ProbeContext): Settling {
  switch (verdict.kind) {
    case 'took-place':
      return { kind: 'done', receipt: { ref: verdict.ref, created: false } };
    case 'not-seen': {
      // A create may still be under way, or its record may have moved on: the look searches every object by our key.
      const unsure = intent.write.kind === 'create';
      return { kind: 'supersede', failure: null, unsure, dueAt: clock.now() };
    }
    case 'unreadable':
      return { kind: 'probe', failure: verdict.failure, dueAt: probeAt(intent, clock.now(), random) };
  }
}

async function ask(
  writes: readonly Write[],
  options: CallOptions,
  context: ProbeContext,
): Promise<(write: Write) => Verdict> {
  try {
    const creates = writes.filter((write) => write.kind === 'create');
    if (creates.length > 0) return await askForCreates(creates, options, context);
    return await askForUpdates(
      writes.filter((write) => write.kind === 'update'),
      options,
      context.connection,
    );
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    const { failure } = error;
    return () => ({ kind: 'unreadable', failure });
  }
}

type Create = Extract<Write, { kind: 'create' }>;
type Update = Extract<Write, { kind: 'update' }>;

/** By our external key, which every create carries. */
async function askForCreates(
  creates: readonly Create[],
  options: CallOptions,
  { connection, externalKeyField }: ProbeContext,
): Promise<(write: Write) => Verdict> {
  const object = creates[0]?.object;
  if (externalKeyField === null || object === undefined) return () => ({ kind: 'not-seen' });
  const values = creates.map((create) => create.key);
  const found = await connection.find({ object, field: externalKeyField, values, fields: [] }, options);
  const byKey = new Map(found.map((record) => [record.externalKey, record.ref]));
  return (write) => {
    const ref = write.kind === 'create' ? byKey.get(write.key) : undefined;
    return ref === undefined ? { kind: 'not-seen' } : { kind: 'took-place', ref };
  };
}

/**
 * A write is carried out whole or not at all, and it only named fields that looked different. So one of its values being
 * there shows that it took place; the others have been edited since.
 */
async function askForUpdates(
  updates: readonly Update[],
  options: CallOptions,
  connection: Connection,
): Promise<(write: Write) => Verdict> {
  const object = updates[0]?.ref.object ?? '';
  const ids = [...new Set(updates.map((update) => update.ref.id))];
  const fields = [...new Set(updates.flatMap((update) => Object.keys(update.fields)))];
  const snapshots = await connection.read({ object, ids, fields }, options);
  const byRef = new Map(snapshots.map((snapshot) => [refKey(snapshotRef(snapshot)), snapshot]));
  return (write) => {
    const snapshot = write.kind === 'update' ? byRef.get(refKey(write.ref)) : undefined;
    if (snapshot?.kind === 'unreadable') return { kind: 'unreadable', failure: snapshot.failure };
    if (snapshot?.kind !== 'present') return { kind: 'not-seen' };
    const { record } = snapshot;
    const holdsOne = Object.entries(write.fields).some(([field, value]) => {
      const live = record.fields[field];
      return live !== undefined && sameValue(live, value);
    });
    return holdsOne ? { kind: 'took-place', ref: record.ref } : { kind: 'not-seen' };
  };
}
