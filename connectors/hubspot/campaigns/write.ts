import type { CallOptions } from '../../../src/connector/contract.ts';
import { FailureError, type Failure } from '../../../src/domain/failure.ts';
import type { Fields } from '../../../src/domain/value.ts';
import type { Write, WriteResult } from '../../../src/domain/write.ts';
import { chunks } from '../chunks.ts';
import { encode } from '../codec.ts';
import { misconfigured } from '../judge.ts';
import { EXTERNAL_KEY } from '../objects.ts';
import { paths } from '../paths.ts';
import { refTo } from '../record.ts';
import type { Session } from '../session.ts';
import type { Call } from '../client.ts';
import type { WireBatch, WireRecord } from '../wire.ts';
import { allCampaigns } from './list.ts';
import { CAMPAIGNS } from './properties.ts';
import { BATCH_SIZE } from './read.ts';
import { aboutCampaigns, notOffered } from './refused.ts';

/** HubSpot ends its own work after 100 s: until then a create without an answer may still make its campaign. */
const STILL_UNDER_WAY_MS = 120_000;

/** By key, until when a create that got no answer may still be carried out, in ms. */
export type Unanswered = Map<string, number>;

type Create = Extract<Write, { kind: 'create' }>;
type Update = Extract<Write, { kind: 'update' }>;

/**
 * One result per write, in order. HubSpot keeps no value of a campaign unique, and has no upsert. So before a create all
 * campaigns are asked for their keys, and no create follows one that may still be under way.
 */
export async function writeCampaigns(
  session: Session,
  unanswered: Unanswered,
  writes: readonly Write[],
  options: CallOptions,
): Promise<readonly WriteResult[]> {
  const results = new Map<Write, WriteResult>();
  const schema = await session.schema(CAMPAIGNS, options);
  if (schema.refuses !== undefined) return writes.map(() => refusal(notOffered().failure));
  const creates = writes.filter((write) => write.kind === 'create');
  const updates = writes.filter((write) => write.kind === 'update');
  if (creates.length > 0 && !schema.fields.has(EXTERNAL_KEY)) {
    const { failure } = NO_KEY;
    for (const create of creates) results.set(create, refusal(failure));
  } else if (creates.length > 0) {
    await createAll(session, unanswered, creates, results, options);
  }
  for (const some of chunks(updates, BATCH_SIZE)) await updateSome(session, some, results, options);
  return writes.map((write) => {
    const result = results.get(write);
    if (result === undefined) throw new Error('a write was left without a result');
    return result;
  });
}

const NO_KEY = misconfigured(
  'NO_CAMPAIGN_KEY',
  `HubSpot campaigns have no property ${EXTERNAL_KEY}, so that a campaign could be made twice.`,
  `Run \`leadloop setup\`, or make a single-line text property ${EXTERNAL_KEY} of campaigns in HubSpot.`,
);

async function createAll(
  session: Session,
  unanswered: Unanswered,
  creates: readonly Create[],
  results: Map<Write, WriteResult>,
  options: CallOptions,
): Promise<void> {
  const known = new Map<string, string>();
  try {
    for (const { id, properties } of await allCampaigns(session, [EXTERNAL_KEY], options)) {
      const key = properties[EXTERNAL_KEY];
      if (key) known.set(key, id);
    }
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    for (const create of creates) results.set(create, refusal(error.failure));
    return;
  }
  for (const create of creates) {
    const id = known.get(create.key);
    const result =
      id === undefined
        ? await createOne(session, unanswered, create, options)
        : await change(session, id, create.fields, options);
    if (result.kind === 'done') known.set(create.key, result.receipt.ref.id);
    results.set(create, result);
  }
}

async function createOne(
  session: Session,
  unanswered: Unanswered,
  { key, fields }: Create,
  options: CallOptions,
): Promise<WriteResult> {
  const now = session.context.clock.now().getTime();
  for (const [each, until] of unanswered) if (until <= now) unanswered.delete(each);
  const until = unanswered.get(key);
  if (until !== undefined) return refusal(stillUnderWay(until - now));
  const call = write('POST', paths.campaigns(), { properties: { ...wireOf(fields), [EXTERNAL_KEY]: key } });
  const result = await sent(session, call, true, options);
  if (result.kind === 'failed' && result.failure.kind === 'unknown-outcome')
    unanswered.set(key, now + STILL_UNDER_WAY_MS);
  return result;
}

const stillUnderWay = (waitMs: number): Failure => ({
  kind: 'locked',
  code: 'CREATE_UNDER_WAY',
  message: 'A create of this campaign got no answer and may still be carried out.',
  meaning: 'HubSpot may still be making this campaign, and would make a second one if asked again now.',
  fix: 'Nothing: it is looked for again in two minutes, and made only if it is not there then.',
  actor: 'nobody',
  retryAfterMs: waitMs,
});

const change = (session: Session, id: string, fields: Fields, options: CallOptions): Promise<WriteResult> =>
  sent(session, write('PATCH', paths.campaign(id), { properties: wireOf(fields) }), false, options);

/** The batch does not say whom an error means, so who got no result is written alone: an update may be repeated. */
async function updateSome(
  session: Session,
  updates: readonly Update[],
  results: Map<Write, WriteResult>,
  options: CallOptions,
): Promise<void> {
  const ids = new Set(updates.map(({ ref }) => ref.id));
  const batch =
    updates.length > 1 && ids.size === updates.length
      ? await batched(session, updates, options)
      : NOT_BATCHED;
  for (const update of updates) {
    const { ref, fields } = update;
    if (batch.failure !== null) results.set(update, refusal(batch.failure));
    else if (batch.written.has(ref.id))
      results.set(update, { kind: 'done', receipt: { ref, created: false } });
    else results.set(update, await change(session, ref.id, fields, options));
  }
}

interface Batched {
  readonly written: ReadonlySet<string>;
  /** What is true of every update; null: the others may be written alone. */
  readonly failure: Failure | null;
}

const NOT_BATCHED: Batched = { written: new Set(), failure: null };

/** Refusals of a whole batch that speak of one campaign in it. */
const ABOUT_ONE = new Set(['invalid-record', 'not-found', 'config']);

async function batched(session: Session, updates: readonly Update[], options: CallOptions): Promise<Batched> {
  const inputs = updates.map(({ ref, fields }) => ({ id: ref.id, properties: wireOf(fields) }));
  try {
    const call = write('POST', paths.campaignBatch('update'), { inputs });
    const { results = [] } = await aboutCampaigns(session.api.call<WireBatch>(call, options));
    return { written: new Set(results.map(({ id }) => id)), failure: null };
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    const { failure } = error;
    return ABOUT_ONE.has(failure.kind) ? NOT_BATCHED : { ...NOT_BATCHED, failure };
  }
}

async function sent(
  session: Session,
  call: Call,
  created: boolean,
  options: CallOptions,
): Promise<WriteResult> {
  try {
    const { id } = await aboutCampaigns(session.api.call<WireRecord>(call, options));
    return { kind: 'done', receipt: { ref: refTo(CAMPAIGNS, id), created } };
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    return refusal(error.failure);
  }
}

const write = (method: 'POST' | 'PATCH', path: string, json: object): Call => ({
  method,
  path,
  json,
  bucket: 'call',
  effect: 'write',
  object: CAMPAIGNS,
});

const wireOf = (fields: Fields): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, encode(value)]));

const refusal = (failure: Failure): WriteResult => ({ kind: 'failed', failure });
