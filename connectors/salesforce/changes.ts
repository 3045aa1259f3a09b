import { z } from 'zod';
import type { CallOptions, Page, PageRequest } from '../../src/connector/contract.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import type { Client } from './client.ts';
import type { Schemas } from './describe.ts';
import { deletedSince } from './deleted.ts';
import type { Gather } from './gather.ts';
import { afterRow, stampOf } from './keyset.ts';
import { queryGathered, queryPage, type Row } from './query.ts';
import { lookInBin } from './read.ts';
import { createSeen, type Seen } from './seen.ts';
import { binColumns, idOf, refOf, selection, snapshotOf } from './snapshots.ts';
import { literal, type Select } from './soql.ts';
import { PAGE_ROWS, POLL_OVERLAP_MS, SHORT_OVERLAP_MS } from './versions.ts';

const Cursor = z.object({
  /** Everything the org showed before this moment of its own clock is taken over. */
  watermark: z.string(),
  /** The watermark of the last pass that went back all the way. */
  swept: z.string(),
  /** Within a pass of several pages: the last row of the page before, and the new watermark. */
  pass: z.object({ stamp: z.string(), id: z.string(), next: z.string() }).nullable(),
  /** Up to where the list of deletions has been read. */
  deletedUntil: z.string(),
});
type Cursor = z.infer<typeof Cursor>;

export type Changes = (request: PageRequest, options: CallOptions) => Promise<Page>;

/**
 * Polls one object at a time by (SystemModstamp, Id), the recycle bin included, so that deletes, merges and conversions
 * come with the edits. A pass begins behind the watermark because rows are stamped at save and seen at commit. Its last
 * page also reads the list of deletions, for what the recycle bin no longer holds.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_queryall.htm
 */
export function createChanges(client: Client, schemas: Schemas, gather: Gather): Changes {
  const seen = new Map<string, Seen>();
  return async (request, options) => {
    if (request.cursor === null) return fromNow(client, request.object, options);
    const cursor = Cursor.parse(JSON.parse(request.cursor));
    const memory = seen.get(request.object) ?? createSeen();
    seen.set(request.object, memory);
    const sweep = isSweep(cursor);
    const reach = before(cursor.swept, POLL_OVERLAP_MS);
    const since = sweep ? reach : before(cursor.watermark, SHORT_OVERLAP_MS);
    memory.resume(request.cursor, request.fields.join(), reach);

    const schema = await schemas.known(request.object, options);
    const selected = selection(schema, request.fields);
    const statement: Select = {
      fields: [...selected.columns, ...binColumns(schema)],
      from: selected.object,
      where: cursor.pass
        ? afterRow(cursor.pass)
        : `SystemModstamp >= ${literal({ datetime: since.toISOString() })}`,
      orderBy: ['SystemModstamp', 'Id'],
      limit: PAGE_ROWS,
    };
    const { body: rows, at } = cursor.pass
      ? await queryPage(client, statement, options, 'queryAll')
      : await queryGathered(gather, statement, options, 'queryAll');
    const fresh = rows.filter((row) => !memory.has(idOf(row), changedAt(row)));
    const snapshots: Snapshot[] = fresh.map((row) => snapshotOf(selected, row));
    const next = cursor.pass?.next ?? at.toISOString();
    const last = rows.length === PAGE_ROWS ? rows.at(-1) : undefined;
    let moved: Cursor;
    if (last) {
      moved = { ...cursor, pass: { stamp: stampOf(last), id: idOf(last), next } };
    } else {
      const deleted = await deletedSince(gather, selected.object, new Date(cursor.deletedUntil), at, options);
      const known = new Set(rows.map(idOf));
      const unheard = deleted.ids.filter((id) => !known.has(id) && !memory.hasDeleted(id));
      snapshots.push(...(await deletedSnapshots(client, schemas, selected.object, unheard, options)));
      for (const id of unheard) memory.addDeleted(id, at);
      moved = {
        watermark: next,
        swept: sweep ? next : cursor.swept,
        pass: null,
        deletedUntil: deleted.until.toISOString(),
      };
    }
    for (const row of rows) memory.add(idOf(row), changedAt(row), at);
    const issued = JSON.stringify(moved);
    memory.issue(issued);
    return { snapshots, cursor: issued, more: last !== undefined };
  };
}

/** A first cursor costs one cheap call: only the org's own clock may say what "now" is. */
async function fromNow(client: Client, object: string, options: CallOptions): Promise<Page> {
  const { at } = await queryPage(client, { fields: ['Id'], from: object, limit: 1 }, options);
  const now = at.toISOString();
  const cursor: Cursor = { watermark: now, swept: now, pass: null, deletedUntil: now };
  return { snapshots: [], cursor: JSON.stringify(cursor), more: false };
}

/** The list of deletions is proof, so what the bin does not know is deleted for good. */
async function deletedSnapshots(
  client: Client,
  schemas: Schemas,
  object: string,
  ids: readonly string[],
  options: CallOptions,
): Promise<readonly Snapshot[]> {
  const found = await lookInBin(client, schemas, object, ids, options);
  return found.map((snapshot) =>
    snapshot.kind === 'unreadable' ? { kind: 'deleted', ref: refOf(object, snapshot.ref.id) } : snapshot,
  );
}

const changedAt = (row: Row): Date => new Date(stampOf(row));

const before = (time: string, ms: number): Date => new Date(new Date(time).getTime() - ms);

const isSweep = ({ watermark, swept }: Cursor): boolean =>
  before(watermark, POLL_OVERLAP_MS) >= new Date(swept);
