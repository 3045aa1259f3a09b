import type { Connection } from '../connector/contract.ts';
import type { SystemName } from '../domain/record.ts';
import { readCursor } from '../ledger/cursors.ts';
import type { LedgerDb } from '../ledger/database.ts';
import type { Sink } from './capture.ts';

/** Follows a system's stream of changes until `signal` aborts. It only makes things faster: polling carries everything. */
export async function followStream(
  system: SystemName,
  objects: readonly string[],
  connection: Connection,
  db: LedgerDb,
  sink: Sink,
  onGap: (reason: string) => void,
  signal: AbortSignal,
): Promise<void> {
  if (connection.stream === undefined) return;
  const name = `stream:${system}`;
  await connection.stream({
    objects,
    cursor: await readCursor(db, name),
    onEvents: (events, position) => sink.store(events, { name, position }),
    onGap,
    signal,
  });
}
