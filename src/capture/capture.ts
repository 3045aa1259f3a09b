import type { Event } from '../domain/event.ts';
import type { Clock, Ids } from '../domain/clock.ts';
import type { EntityKind } from '../domain/entity.ts';
import type { Lane } from '../domain/lane.ts';
import { captureEvents, type Due } from '../ledger/capture-events.ts';
import { moveCursor } from '../ledger/cursors.ts';
import { inTransaction, type LedgerDb } from '../ledger/database.ts';

/** Where events go: into the inbox, durably, and then the bell is rung. */
export interface Sink {
  /** Resolves when the events are stored; a cursor given with them moves in the same transaction. */
  store(
    events: readonly Event[],
    cursor?: { readonly name: string; readonly position: string },
  ): Promise<void>;
}

export interface SinkContext {
  readonly db: LedgerDb;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly partitions: number;
  readonly kindOf: (system: string, object: string) => EntityKind | null;
  readonly ring: (lane: Lane, partition: number) => void;
}

export function makeSink(context: SinkContext): Sink {
  return {
    async store(events, cursor) {
      const now = context.clock.now();
      if (events.length === 0) {
        // Most polls find nothing.
        if (cursor !== undefined) await moveCursor(context.db, cursor.name, cursor.position, now);
        return;
      }
      const due = await inTransaction(context.db, async (tx): Promise<readonly Due[]> => {
        const stored = await captureEvents(tx, events, { ...context, now });
        if (cursor !== undefined) await moveCursor(tx, cursor.name, cursor.position, now);
        return stored;
      });
      for (const { lane, partition } of due) context.ring(lane, partition);
    },
  };
}
