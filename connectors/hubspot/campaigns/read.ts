import type { CallOptions, FindRequest, ReadRequest } from '../../../src/connector/contract.ts';
import type { RecordChanges } from '../../../src/domain/conflict.ts';
import { FailureError } from '../../../src/domain/failure.ts';
import type { SystemRecord } from '../../../src/domain/record.ts';
import type { ObjectSchema } from '../../../src/domain/schema.ts';
import type { Snapshot } from '../../../src/domain/snapshot.ts';
import { chunks } from '../chunks.ts';
import { encode } from '../codec.ts';
import { misconfigured } from '../judge.ts';
import { EXTERNAL_KEY } from '../objects.ts';
import { paths } from '../paths.ts';
import { refTo, toRecord, toSnapshot } from '../record.ts';
import type { Session } from '../session.ts';
import type { WireBatch, WireRecord } from '../wire.ts';
import { allCampaigns, askedFor, withBlanks } from './list.ts';
import { CAMPAIGNS } from './properties.ts';
import { aboutCampaigns, notOffered } from './refused.ts';

/** Inputs of one batch. */
export const BATCH_SIZE = 50;

/** The campaigns as they are now. One that no batch knows is asked for alone, so that it is not called deleted by mistake. */
export async function readCampaigns(
  session: Session,
  { ids, fields }: ReadRequest,
  options: CallOptions,
): Promise<readonly Snapshot[]> {
  const schema = await session.schema(CAMPAIGNS, options);
  if (schema.refuses !== undefined) {
    const { failure } = notOffered();
    return ids.map((id) => ({ kind: 'unreadable', ref: refTo(CAMPAIGNS, id), failure }));
  }
  const asked = askedFor(fields, schema);
  const snapshots: Snapshot[] = [];
  for (const some of chunks([...new Set(ids)], BATCH_SIZE)) {
    const found = new Map((await readBatch(session, some, asked, options)).map((wire) => [wire.id, wire]));
    for (const id of some) {
      const wire = found.get(id);
      snapshots.push(
        wire === undefined
          ? await readOne(session, id, fields, schema, options)
          : toSnapshot(wire, fields, schema),
      );
    }
  }
  session.seen.note(fields, snapshots);
  return snapshots;
}

async function readBatch(
  session: Session,
  ids: readonly string[],
  asked: readonly string[],
  options: CallOptions,
): Promise<readonly WireRecord[]> {
  const answer = await aboutCampaigns(
    session.api.call<WireBatch>(
      {
        method: 'POST',
        path: paths.campaignBatch('read'),
        query: { properties: asked },
        json: { inputs: ids.map((id) => ({ id })) },
        bucket: 'call',
        effect: 'read',
        object: CAMPAIGNS,
      },
      options,
    ),
  );
  return (answer.results ?? []).map((wire) => withBlanks(wire, asked));
}

/** One campaign: a 404 is the one proof that it is deleted. */
export async function readOne(
  session: Session,
  id: string,
  fields: readonly string[],
  schema: ObjectSchema,
  options: CallOptions,
): Promise<Snapshot> {
  const asked = askedFor(fields, schema);
  try {
    const wire = await aboutCampaigns(
      session.api.call<WireRecord>(
        {
          method: 'GET',
          path: paths.campaign(id),
          query: { properties: asked },
          bucket: 'call',
          effect: 'read',
          object: CAMPAIGNS,
        },
        options,
      ),
    );
    return toSnapshot(withBlanks(wire, asked), fields, schema);
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    const ref = refTo(CAMPAIGNS, id);
    return error.failure.kind === 'not-found'
      ? { kind: 'deleted', ref }
      : { kind: 'unreadable', ref, failure: error.failure };
  }
}

/** All campaigns are listed and compared here: the API finds nothing by value, and the search index lags. */
export async function findCampaigns(
  session: Session,
  { field, values, fields }: FindRequest,
  options: CallOptions,
): Promise<readonly SystemRecord[]> {
  const schema = await session.schema(CAMPAIGNS, options);
  if (schema.refuses !== undefined) return [];
  if (!schema.fields.has(field)) {
    throw misconfigured(
      'NO_SUCH_PROPERTY',
      `HubSpot campaigns have no property ${field}.`,
      'Create the property in HubSpot (`leadloop setup` makes our own) or name another one.',
    );
  }
  const normal = field === EXTERNAL_KEY ? String : fold;
  const wanted = new Set(values.map(normal).filter((value) => value !== ''));
  if (wanted.size === 0) return [];
  const all = await allCampaigns(session, askedFor([...fields, field], schema), options);
  return all
    .filter((wire) => wanted.has(normal(encode(wire.properties[field] ?? null))))
    .map((wire) => toRecord(wire, fields, schema));
}

const fold = (value: string): string => value.trim().toLowerCase();

/** Campaigns have no history: only when a campaign changed last is known. */
export async function lastCampaignChanges(
  session: Session,
  { ids, fields }: ReadRequest,
  options: CallOptions,
): Promise<readonly RecordChanges[]> {
  const told: RecordChanges[] = [];
  for (const some of chunks([...new Set(ids)], BATCH_SIZE)) {
    for (const { id, updatedAt } of await readBatch(session, some, ['hs_object_id'], options)) {
      if (updatedAt === undefined) continue;
      const change = {
        when: new Date(updatedAt).toISOString(),
        by: null,
        through: null,
        of: 'record',
      } as const;
      told.push({
        ref: refTo(CAMPAIGNS, id),
        fields: Object.fromEntries(fields.map((name) => [name, change])),
      });
    }
  }
  return told;
}
