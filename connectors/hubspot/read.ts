import type { CallOptions, ReadRequest } from '../../src/connector/contract.ts';
import { FailureError } from '../../src/domain/failure.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import type { ObjectSchema } from '../../src/domain/schema.ts';
import { completed } from './completed.ts';
import { chunks } from './chunks.ts';
import { paths } from './paths.ts';
import { mergedInto, moved, propertiesFor, refTo, toSnapshot } from './record.ts';
import type { Session } from './session.ts';
import type { WireBatch, WireRecord } from './wire.ts';

/** What a look found: one snapshot per asked id, and the former ids of the records found. */
export interface Sight {
  readonly asked: readonly Snapshot[];
  readonly former: readonly Snapshot[];
}

export async function look(session: Session, request: ReadRequest, options: CallOptions): Promise<Sight> {
  const schema = await session.schema(request.object, options);
  const asked: Snapshot[] = [];
  const former: Snapshot[] = [];
  for (const ids of chunks([...new Set(request.ids)])) {
    const some = { object: request.object, ids, fields: request.fields };
    const live = await readBatch(session, some, options);
    const leadsTo = new Map(live.flatMap((wire) => mergedInto(wire).map((id) => [id, wire.id])));
    const missing = without(ids, [...live.map(({ id }) => id), ...leadsTo.keys()]);
    // Asked for together, because each 404 counts against the app's share of errors.
    const archived =
      missing.length === 0
        ? []
        : await readBatch(session, { ...some, ids: missing, archived: true }, options);
    const byId = new Map([...archived, ...live].map((wire) => [wire.id, wire]));
    for (const id of ids) {
      const wire = byId.get(id);
      const survivor = leadsTo.get(id);
      if (wire !== undefined) asked.push(toSnapshot(wire, request.fields, schema));
      else if (survivor !== undefined) asked.push(moved(request.object, id, survivor));
      else asked.push(await lookAtOne(session, request, id, schema, options));
    }
    former.push(...[...leadsTo].map(([id, to]) => moved(request.object, id, to)));
  }
  session.seen.note(request.fields, asked);
  return { asked, former };
}

const without = (ids: readonly string[], found: readonly string[]): readonly string[] => {
  const known = new Set(found);
  return ids.filter((id) => !known.has(id));
};

/** One batch/read. What is missing from the answer is left to the caller: HubSpot drops merged-away ids without a word. */
export async function readBatch(
  session: Session,
  request: ReadRequest & { readonly idProperty?: string; readonly archived?: boolean },
  options: CallOptions,
): Promise<readonly WireRecord[]> {
  const { object, ids, fields, idProperty, archived } = request;
  const answer = await session.api.call<WireBatch>(
    {
      method: 'POST',
      path: paths.batch(object, 'read'),
      ...(archived === undefined ? {} : { query: { archived } }),
      json: {
        inputs: ids.map((id) => ({ id })),
        properties: propertiesFor(fields),
        ...(idProperty === undefined ? {} : { idProperty }),
      },
      bucket: 'call',
      effect: 'read',
      object,
    },
    options,
  );
  const records = answer.results ?? [];
  return archived === true ? records : completed(session, object, fields, records, options);
}

/** A single read follows merges: it answers an old id with the survivor. A purged record is a 404. */
async function lookAtOne(
  session: Session,
  { object, fields }: ReadRequest,
  id: string,
  schema: ObjectSchema,
  options: CallOptions,
): Promise<Snapshot> {
  try {
    const found = await session.api.call<WireRecord>(
      {
        method: 'GET',
        path: paths.one(object, id),
        query: { properties: propertiesFor(fields) },
        bucket: 'call',
        effect: 'read',
        object,
      },
      options,
    );
    if (found.id !== id) return moved(object, id, found.id);
    const [wire = found] = await completed(session, object, fields, [found], options);
    return toSnapshot(wire, fields, schema);
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    const ref = refTo(object, id);
    return error.failure.kind === 'not-found'
      ? { kind: 'deleted', ref }
      : { kind: 'unreadable', ref, failure: error.failure };
  }
}
