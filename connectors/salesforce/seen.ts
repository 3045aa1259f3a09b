/**
 * Which rows the overlap of a poll need not show again: a (record, timestamp) map kept by the connection, so that a
 * quiet system makes empty pages although each pass reads back. Forgetting it only costs repeats.
 *
 * Two things keep it safe. Rows count as seen only when the cursor of their page comes back, which says the page was
 * taken over. And timestamps have whole seconds, so a row is remembered only when its second was over at the time of
 * reading: a later save in the same second would look the same.
 */
export interface Seen {
  /** A poll begins. A cursor that is not the last one issued, or other fields, begin anew. */
  resume(cursor: string, fields: string, since: Date): void;
  has(id: string, changed: Date): boolean;
  hasDeleted(id: string): boolean;
  /** @param changed when the row changed, @param read when it was read; both by the vendor's clock. */
  add(id: string, changed: Date, read: Date): void;
  addDeleted(id: string, read: Date): void;
  /** The page's cursor was handed out. */
  issue(cursor: string): void;
}

const SETTLED_MS = 2_000;
const deleted = (id: string): string => `deleted/${id}`;

export function createSeen(): Seen {
  /** When each row changed, as a number: a back-fill remembers tens of thousands. */
  const taken = new Map<string, number>();
  const pending = new Map<string, number>();
  let last: { readonly cursor: string; readonly fields: string } | null = null;
  let asked = '';
  return {
    resume(cursor, fields, since) {
      if (last?.cursor === cursor && last.fields === fields) {
        for (const [key, changed] of pending) taken.set(key, changed);
        for (const [key, changed] of taken) if (changed < since.getTime()) taken.delete(key);
      } else taken.clear();
      pending.clear();
      asked = fields;
    },
    has: (id, changed) => taken.get(id) === changed.getTime(),
    hasDeleted: (id) => taken.has(deleted(id)),
    add(id, changed, read) {
      if (read.getTime() - changed.getTime() >= SETTLED_MS) pending.set(id, changed.getTime());
    },
    addDeleted: (id, read) => void pending.set(deleted(id), read.getTime()),
    issue: (cursor) => void (last = { cursor, fields: asked }),
  };
}
