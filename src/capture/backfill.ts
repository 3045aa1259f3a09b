import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '../connector/contract.ts';
import type { Clock } from '../domain/clock.ts';
import { observed } from '../domain/event.ts';
import { backlog, hasDue } from '../ledger/counts.ts';
import { dropCursor, readCursor } from '../ledger/cursors.ts';
import type { LedgerDb } from '../ledger/database.ts';
import type { Sink } from './capture.ts';
import type { Watched } from './poll-changes.ts';

/** Rows of the bulk lane that may wait before the scan does: memory and ledger stay flat, whatever the size. */
const MOST_WAITING = 10_000;
const NAP_MS = 50;
/** Counting thousands of rows is work for the ledger, and a full lane holds enough for longer than this. */
const FULL_NAP_MS = 1_000;

export const scanCursor = (watched: Watched): string => `scan:${watched.system}/${watched.object}`;

export interface BackfillProgress {
  readonly watched: Watched;
  readonly records: number;
}

/** Brings every record of an object into the inbox, no faster than the engine keeps up. Goes on where it stopped. */
export async function backfill(
  watched: Watched,
  connection: Connection,
  db: LedgerDb,
  sink: Sink,
  clock: Clock,
  signal: AbortSignal,
  onProgress: (progress: BackfillProgress) => void = () => undefined,
): Promise<number> {
  const name = scanCursor(watched);
  let cursor = await readCursor(db, name);
  let records = 0;
  for (;;) {
    await roomInLane(db, signal);
    const askedAt = clock.now();
    const page = await connection.scan(
      { object: watched.object, fields: watched.fields, cursor },
      { lane: 'bulk', signal },
    );
    await sink.store(
      page.snapshots.map((snapshot) => observed(snapshot, 'scan', 'bulk', askedAt)),
      { name, position: page.cursor },
    );
    records += page.snapshots.length;
    cursor = page.cursor;
    onProgress({ watched, records });
    if (!page.more) break;
  }
  await dropCursor(db, name);
  return records;
}

/** Waits until everything brought into the inbox that is due has been decided about. */
export async function lookedAt(db: LedgerDb, clock: Clock, signal: AbortSignal): Promise<void> {
  while (await hasDue(db, 'bulk', clock.now())) await sleep(NAP_MS, undefined, { signal });
}

async function roomInLane(db: LedgerDb, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const { inbox, outbox } = await backlog(db, 'bulk');
    if (inbox + outbox < MOST_WAITING) return;
    await sleep(FULL_NAP_MS, undefined, { signal });
  }
}
