import type { CallOptions, Page, PageRequest } from '../../src/connector/contract.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { listPage } from './list.ts';
import { traitsOf } from './objects.ts';
import { look } from './read.ts';
import { refTo } from './record.ts';
import { searchWindow } from './search.ts';
import type { Session } from './session.ts';

/** Search shows a change up to half a minute late, and HubSpot's clock and ours may differ. */
export const OVERLAP_MS = 60_000;
/**
 * Most changes are shown within seconds, so a pass looks back this little behind the one before. Only once in
 * {@link OVERLAP_MS} does one look back all the way, so that a change is not searched for again and again.
 */
export const SHORT_OVERLAP_MS = 10_000;

/**
 * A pass first walks the changed records, window by window, then (when due) the archived ones. All times in ms.
 * Archived records cannot be asked for by time, so all of them are listed; to keep that to one call a pass on average,
 * the next list is put off by as many passes as this one took pages.
 */
interface Cursor {
  readonly phase: 'changed' | 'archived';
  /** Start of the last finished pass: what changed since is wanted. */
  readonly since: number;
  /** Start of the last finished pass that looked back all the way. */
  readonly swept: number;
  /** Start of this pass; null between passes. */
  readonly start: number | null;
  readonly after: string | null;
  readonly archive: { readonly since: number; readonly pages: number; readonly wait: number };
}

export async function changes(session: Session, request: PageRequest, options: CallOptions): Promise<Page> {
  const now = session.context.clock.now().getTime();
  if (request.cursor === null) return page([], firstCursor(now), false);
  const stored = JSON.parse(request.cursor) as Cursor;
  const cursor = { ...stored, start: stored.start ?? now };
  return cursor.phase === 'changed'
    ? changedPage(session, request, cursor, options)
    : archivedPage(session, request, cursor, options);
}

type RunningCursor = Cursor & { readonly start: number };

const firstCursor = (now: number): Cursor => ({
  phase: 'changed',
  since: now,
  swept: now,
  start: null,
  after: null,
  archive: { since: now, pages: 0, wait: 0 },
});

const page = (snapshots: readonly Snapshot[], cursor: Cursor, more: boolean): Page => ({
  snapshots,
  cursor: JSON.stringify(cursor),
  more,
});

async function changedPage(
  session: Session,
  { object, fields }: PageRequest,
  cursor: RunningCursor,
  options: CallOptions,
): Promise<Page> {
  const changed = {
    propertyName: traitsOf(object).modifiedProperty,
    operator: 'GTE',
    value: String(isSweep(cursor) ? cursor.swept - OVERLAP_MS : cursor.since - SHORT_OVERLAP_MS),
  } as const;
  const window = await searchWindow(session, object, [changed], cursor.after, options);
  // Read by id, because the index shows values late; the survivor of a merge also tells of its former ids.
  const ids = window.ids.filter((id) => !session.seen.has(object, fields, id, window.updatedAt.get(id)));
  const { asked, former } = await look(session, { object, ids, fields }, options);
  const snapshots = [...asked, ...former];
  if (window.next !== null) return page(snapshots, { ...cursor, after: window.next }, true);
  if (cursor.archive.wait <= 0) {
    return page(snapshots, { ...cursor, phase: 'archived', after: null }, true);
  }
  const archive = { ...cursor.archive, wait: cursor.archive.wait - 1 };
  return page(snapshots, finished(cursor, archive), false);
}

async function archivedPage(
  session: Session,
  { object }: PageRequest,
  cursor: RunningCursor,
  options: CallOptions,
): Promise<Page> {
  const { archive } = cursor;
  const list = await listPage(session, { object, fields: [], archived: true, after: cursor.after }, options);
  const since = archive.since - OVERLAP_MS;
  const snapshots = list.records
    .filter((wire) => wire.archivedAt === undefined || Date.parse(wire.archivedAt) >= since)
    .map((wire): Snapshot => ({ kind: 'deleted', ref: refTo(object, wire.id) }));
  const pages = archive.pages + 1;
  if (list.after !== null) {
    return page(snapshots, { ...cursor, after: list.after, archive: { ...archive, pages } }, true);
  }
  // Its own start is this pass's: records archived before it are in the list by now.
  return page(snapshots, finished(cursor, { since: cursor.start, pages: 0, wait: pages - 1 }), false);
}

const isSweep = (cursor: RunningCursor): boolean => cursor.start - cursor.swept >= OVERLAP_MS;

const finished = (cursor: RunningCursor, archive: Cursor['archive']): Cursor => ({
  phase: 'changed',
  since: cursor.start,
  swept: isSweep(cursor) ? cursor.start : cursor.swept,
  start: null,
  after: null,
  archive,
});
