import type { CallOptions } from '../../src/connector/contract.ts';
import { FailureError, type Failure } from '../../src/domain/failure.ts';
import { entryEvidence } from './evidence.ts';
import { failureOf } from './judge.ts';
import { EXTERNAL_KEY } from './objects.ts';
import { paths } from './paths.ts';
import { chunks } from './chunks.ts';
import type { Session } from './session.ts';
import type { WireBatch, WireError, WireRecord } from './wire.ts';

/** One input: a record id for `update`, an external key for `upsert`. */
export interface BatchItem {
  readonly id: string;
  readonly properties: Readonly<Record<string, string>>;
}

export type ItemOutcome =
  | { readonly kind: 'done'; readonly id: string; readonly created: boolean }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface BatchTarget {
  readonly object: string;
  readonly verb: 'upsert' | 'update';
}

/** Sends items with different ids, 100 a call, one outcome each, in order. */
export async function sendAll(
  session: Session,
  target: BatchTarget,
  items: readonly BatchItem[],
  options: CallOptions,
): Promise<readonly ItemOutcome[]> {
  const outcomes: ItemOutcome[] = [];
  for (const some of chunks(items)) outcomes.push(...(await send(session, target, some, options)));
  return outcomes;
}

/** Whole-batch refusals that speak of a record, so that the others may still go through. */
const ABOUT_ONE_RECORD = new Set(['invalid-record', 'ambiguous-match', 'not-found']);

async function send(
  session: Session,
  target: BatchTarget,
  items: readonly BatchItem[],
  options: CallOptions,
): Promise<readonly ItemOutcome[]> {
  if (items.length === 0) return [];
  try {
    const answer = await session.api.call<WireBatch>(
      {
        method: 'POST',
        path: paths.batch(target.object, target.verb),
        json: { inputs: items.map((item, index) => toInput(target, item, index)) },
        bucket: 'call',
        effect: 'write',
        object: target.object,
      },
      options,
    );
    return outcomesOf(answer, target, items);
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    return refused(session, target, items, error.failure, options);
  }
}

/** HubSpot answers record by record when each input has a trace id of its own; it may still refuse a batch whole. */
const toInput = ({ verb }: BatchTarget, { id, properties }: BatchItem, index: number): object => ({
  id,
  objectWriteTraceId: String(index),
  ...(verb === 'upsert'
    ? { idProperty: EXTERNAL_KEY, properties: { ...properties, [EXTERNAL_KEY]: id } }
    : { properties }),
});

/** Finds the record at fault, so that one bad record fails alone. Nothing of a batch refused whole was written. */
async function refused(
  session: Session,
  target: BatchTarget,
  items: readonly BatchItem[],
  failure: Failure,
  options: CallOptions,
): Promise<readonly ItemOutcome[]> {
  const failAll = items.map((): ItemOutcome => ({ kind: 'failed', failure }));
  if (items.length === 1) return failAll;
  if (ABOUT_ONE_RECORD.has(failure.kind)) {
    const half = Math.ceil(items.length / 2);
    return [
      ...(await send(session, target, items.slice(0, half), options)),
      ...(await send(session, target, items.slice(half), options)),
    ];
  }
  // A property the account does not have: who does not name it is sent again without the others.
  const fields = failure.fields ?? [];
  const names = (item: BatchItem): boolean => fields.some((field) => field in item.properties);
  const innocent = items.filter((item) => !names(item));
  if (failure.kind !== 'config' || fields.length === 0 || innocent.length === items.length) return failAll;
  const sent = await send(session, target, innocent, options);
  const outcomes = new Map(innocent.map((item, index) => [item, sent[index]]));
  return items.map((item): ItemOutcome => outcomes.get(item) ?? { kind: 'failed', failure });
}

/** Results and errors come in any order: matched by trace id, record id or key. */
function outcomesOf(
  answer: WireBatch,
  { object, verb }: BatchTarget,
  items: readonly BatchItem[],
): readonly ItemOutcome[] {
  const results = new Map<string, WireRecord>();
  for (const wire of answer.results ?? []) {
    const key = verb === 'update' ? wire.id : wire.properties[EXTERNAL_KEY];
    if (wire.objectWriteTraceId !== undefined) results.set(trace(wire.objectWriteTraceId), wire);
    else if (key) results.set(key, wire);
  }
  const errors = errorsByItem(answer.errors ?? [], object);
  return items.map((item, index): ItemOutcome => {
    const key = trace(String(index));
    const wire = results.get(key) ?? results.get(item.id);
    if (wire !== undefined) return { kind: 'done', id: wire.id, created: wire.new === true };
    const failure = errors.get(key) ?? errors.get(item.id) ?? errors.get(NOBODY) ?? notAnswered(object);
    return { kind: 'failed', failure };
  });
}

const trace = (id: string): string => `trace ${id}`;
/** Errors that do not say whom they mean are meant for all who got no answer. */
const NOBODY = 'nobody';

function errorsByItem(errors: readonly WireError[], object: string): ReadonlyMap<string, Failure> {
  return new Map(
    errors.flatMap((entry) => {
      const failure = failureOf(entryEvidence(entry), object);
      const { objectWriteTraceId: traces = [], ids = [], id = [] } = entry.context ?? {};
      const meant = [...traces.map(trace), ...ids, ...id];
      return (meant.length > 0 ? meant : [NOBODY]).map((key): [string, Failure] => [key, failure]);
    }),
  );
}

const notAnswered = (object: string): Failure =>
  failureOf({ ...entryEvidence({}), status: 200, message: 'no result for this input' }, object);
