import { z } from 'zod';
import type { CallOptions, Page, PageRequest } from '../../../src/connector/contract.ts';
import type { ObjectSchema } from '../../../src/domain/schema.ts';
import type { Snapshot } from '../../../src/domain/snapshot.ts';
import { toSnapshot } from '../record.ts';
import type { Session } from '../session.ts';
import type { WireRecord } from '../wire.ts';
import { allCampaigns, askedFor, listCampaigns } from './list.ts';
import { CAMPAIGNS } from './properties.ts';
import { readOne } from './read.ts';

/** HubSpot's clock and ours may differ. */
const OVERLAP_MS = 60_000;

const Cursor = z.object({
  /** Start of the last finished pass, in ms: what changed since is wanted. */
  since: z.number(),
});

/** The ids of the campaigns that were there at the last pass; null before the first one of a connection. */
export interface Present {
  ids: Set<string> | null;
}

/**
 * What changed since the cursor: the campaigns by their last change, newest first, until one is older. As a rule that is one
 * call. Nothing tells of deleted ones but that there are fewer, and then all are listed. What was deleted while no connection
 * was open shows when the campaign is looked at next.
 */
export async function campaignChanges(
  session: Session,
  present: Present,
  { fields, cursor }: PageRequest,
  options: CallOptions,
): Promise<Page> {
  const start = session.context.clock.now().getTime();
  if (cursor === null) return pageOf([], start);
  const schema = await session.schema(CAMPAIGNS, options);
  // The cursor stays where it is, so that nothing is missed once campaigns are granted.
  if (schema.refuses !== undefined) return { snapshots: [], cursor, more: false };
  const { since } = Cursor.parse(JSON.parse(cursor));
  const asked = askedFor(fields, schema);
  const { changed, total } = await changedSince(session, since - OVERLAP_MS, asked, options);
  const fresh = changed.filter(({ id, updatedAt }) => !session.seen.has(CAMPAIGNS, fields, id, updatedAt));
  const snapshots = fresh.map((wire) => toSnapshot(wire, fields, schema));
  session.seen.note(fields, snapshots);
  const gone = await missing(session, present, changed, total, schema, options);
  return pageOf([...snapshots, ...gone], start);
}

const pageOf = (snapshots: readonly Snapshot[], since: number): Page => ({
  snapshots,
  cursor: JSON.stringify({ since } satisfies z.infer<typeof Cursor>),
  more: false,
});

async function changedSince(
  session: Session,
  since: number,
  asked: readonly string[],
  options: CallOptions,
): Promise<{ readonly changed: readonly WireRecord[]; readonly total: number | null }> {
  const changed: WireRecord[] = [];
  let after: string | null = null;
  for (;;) {
    const page = await listCampaigns(session, { asked, sort: '-updatedAt', after }, options);
    const young = page.results.filter(({ updatedAt }) => Date.parse(updatedAt ?? '') >= since);
    changed.push(...young);
    if (page.after === null || young.length < page.results.length) return { changed, total: page.total };
    ({ after } = page);
  }
}

/** Those that are not there any more. A listing can miss what moves while it is read, so each is asked for alone. */
async function missing(
  session: Session,
  present: Present,
  changed: readonly WireRecord[],
  total: number | null,
  schema: ObjectSchema,
  options: CallOptions,
): Promise<readonly Snapshot[]> {
  const before = present.ids;
  if (before !== null) {
    for (const { id } of changed) before.add(id);
    if (total === before.size) return [];
  }
  const ids = new Set((await allCampaigns(session, ['hs_object_id'], options)).map(({ id }) => id));
  const gone: Snapshot[] = [];
  for (const id of before ?? []) {
    if (ids.has(id)) continue;
    const snapshot = await readOne(session, id, [], schema, options);
    if (snapshot.kind === 'deleted') gone.push(snapshot);
    else ids.add(id);
  }
  present.ids = ids;
  return gone;
}
