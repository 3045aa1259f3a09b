import type { Connection } from '../connector/contract.ts';
import type { Clock } from '../domain/clock.ts';
import { observed } from '../domain/event.ts';
import type { SystemName } from '../domain/record.ts';
import { readCursor } from '../ledger/cursors.ts';
import type { LedgerDb } from '../ledger/database.ts';
import type { Sink } from './capture.ts';

export interface Watched {
  readonly system: SystemName;
  readonly object: string;
  readonly fields: readonly string[];
}

export const pollCursor = ({ system, object }: Pick<Watched, 'system' | 'object'>): string =>
  `poll:${system}/${object}`;

/**
 * Takes over what changed since the cursor, page by page; the cursor moves with each page. The first poll of an object
 * only notes where "now" is.
 *
 * @returns how many records were seen
 */
export async function pollChanges(
  watched: Watched,
  connection: Connection,
  db: LedgerDb,
  sink: Sink,
  clock: Clock,
  signal: AbortSignal,
): Promise<number> {
  const name = pollCursor(watched);
  let cursor = await readCursor(db, name);
  let seen = 0;
  for (;;) {
    const askedAt = clock.now();
    const page = await connection.changes(
      { object: watched.object, fields: watched.fields, cursor },
      { lane: 'live', signal },
    );
    await sink.store(
      page.snapshots.map((snapshot) => observed(snapshot, 'poll', 'live', askedAt)),
      { name, position: page.cursor },
    );
    seen += page.snapshots.length;
    cursor = page.cursor;
    if (!page.more || signal.aborted) return seen;
  }
}
