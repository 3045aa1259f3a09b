import { z } from 'zod';
import type { TouchpointPage, TouchpointRequest } from '../../../src/connector/touchpoints.ts';
import type { Touchpoint } from '../../../src/domain/touchpoint.ts';

/** A part of a source that is read page by page: one kind of event, one list. */
export interface Strand {
  readonly id: string;
  /** The page behind `after`; null is the first. */
  read(after: string | null): Promise<StrandPage>;
}

export interface StrandPage {
  readonly touchpoints: readonly Touchpoint[];
  /** Null: there is no more. */
  readonly after: string | null;
}

/** The time that a pass is about, in ms. */
export interface Span {
  /** What happened before was told by a former pass. */
  readonly from: number;
  /** When the pass began. */
  readonly until: number;
}

const Cursor = z.object({
  /** Start of the last finished pass. */
  since: z.number(),
  /** The pass under way: strands up to `done` are read, those in `open` are half read. */
  pass: z.object({ start: z.number(), done: z.string(), open: z.record(z.string(), z.string()) }).nullable(),
});
type Cursor = z.infer<typeof Cursor>;

/** A page is handed over when it has so many. */
export const ENOUGH = 500;
/** Strands read side by side. */
const ABREAST = 8;
const NOW_MS = 1_000;

/** Asked from now on: nothing has happened yet. */
export const startsNow = ({ cursor, since }: TouchpointRequest, now: number): boolean =>
  cursor === null && now - since.getTime() < NOW_MS;

/**
 * One page of a source that is made of strands. A pass reads every strand from `overlapMs` before the last pass on, some
 * of them side by side.
 */
export async function walk(
  request: TouchpointRequest,
  now: Date,
  overlapMs: number,
  strandsFor: (span: Span) => Promise<readonly Strand[]>,
): Promise<TouchpointPage> {
  const at = now.getTime();
  if (startsNow(request, at)) return page([], { since: request.since.getTime(), pass: null });
  const cursor: Cursor =
    request.cursor === null
      ? { since: request.since.getTime(), pass: null }
      : Cursor.parse(JSON.parse(request.cursor));
  const { start, ...place } = cursor.pass ?? { start: at, done: '', open: {} };
  let { done, open } = place;
  const strands = await strandsFor({ from: cursor.since - overlapMs, until: start });
  const ordered = strands.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const touchpoints: Touchpoint[] = [];
  while (touchpoints.length < ENOUGH) {
    const half = ordered.filter(({ id }) => id in open);
    const next = half.length > 0 ? half : ordered.filter(({ id }) => id > done).slice(0, ABREAST);
    if (next.length === 0) return page(touchpoints, { since: start, pass: null });
    const read = await Promise.all(
      next.map(async (strand) => ({ strand, got: await strand.read(open[strand.id] ?? null) })),
    );
    touchpoints.push(...read.flatMap(({ got }) => got.touchpoints));
    open = Object.fromEntries(
      read.flatMap(({ strand, got }) => (got.after === null ? [] : [[strand.id, got.after]])),
    );
    if (half.length === 0) done = next.at(-1)?.id ?? done;
  }
  return page(touchpoints, { since: cursor.since, pass: { start, done, open } });
}

const page = (touchpoints: readonly Touchpoint[], cursor: Cursor): TouchpointPage => ({
  kind: 'page',
  touchpoints,
  cursor: JSON.stringify(cursor),
  more: cursor.pass !== null,
});
