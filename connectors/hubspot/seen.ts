import type { Snapshot } from '../../src/domain/snapshot.ts';

/**
 * Which records this connection has shown already, and as of which change. A poll looks back behind its cursor and a
 * webhook was often faster, so most of what a poll's search finds has been read before: those are not read again.
 *
 * Safe because HubSpot's times of change have milliseconds, and because what was shown stays in the inbox until it is
 * dealt with. Forgetting only costs a read, so only the last ones are remembered.
 */
export interface Seen {
  note(fields: readonly string[], snapshots: readonly Snapshot[]): void;
  /** @param updatedAt as search tells it, which may lag behind what was shown */
  has(object: string, fields: readonly string[], id: string, updatedAt: string | undefined): boolean;
}

const REMEMBERED = 20_000;

export function createSeen(): Seen {
  const shown = new Map<string, number>();
  // Lists of fields are few and long, records many: a number stands for a list.
  const lists = new Map<string, number>();
  const keyOf = (object: string, fields: readonly string[], id: string): string => {
    const names = fields.join();
    const list = lists.get(names) ?? lists.size;
    lists.set(names, list);
    return `${object}/${id}/${list}`;
  };
  return {
    note(fields, snapshots) {
      for (const snapshot of snapshots) {
        if (snapshot.kind !== 'present' || snapshot.record.modifiedAt === null) continue;
        const { ref, modifiedAt } = snapshot.record;
        const key = keyOf(ref.object, fields, ref.id);
        shown.delete(key);
        shown.set(key, modifiedAt.getTime());
      }
      for (const key of shown.keys()) {
        if (shown.size <= REMEMBERED) return;
        shown.delete(key);
      }
    },
    has(object, fields, id, updatedAt) {
      const at = shown.get(keyOf(object, fields, id));
      return at !== undefined && updatedAt !== undefined && Date.parse(updatedAt) <= at;
    },
  };
}
