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
  has(id: string, stamp: string): boolean;
  /** @param changed when the row changed, @param read when it was read; both by the vendor's clock. */
  add(id: string, stamp: string, changed: Date, read: Date): void;
  /** The page's cursor was handed out. */
  issue(cursor: string): void;
}

interface Remembered {
  readonly stamp: string;
  readonly changed: Date;
}

const SETTLED_MS = 2_000;

export function createSeen(): Seen {
  let taken = new Map<string, Remembered>();
  let pending = new Map<string, Remembered>();
  let last: { readonly cursor: string; readonly fields: string } | null = null;
  let asked = '';
  const key = (id: string, stamp: string): string => (stamp === 'deleted' ? `deleted/${id}` : id);
  return {
    resume(cursor, fields, since) {
      const continues = last?.cursor === cursor && last.fields === fields;
      taken = continues
        ? new Map([...taken, ...pending].filter(([, { changed }]) => changed >= since))
        : new Map<string, Remembered>();
      pending = new Map<string, Remembered>();
      asked = fields;
    },
    has: (id, stamp) => taken.get(key(id, stamp))?.stamp === stamp,
    add(id, stamp, changed, read) {
      if (stamp === 'deleted' || read.getTime() - changed.getTime() >= SETTLED_MS) {
        pending.set(key(id, stamp), { stamp, changed });
      }
    },
    issue: (cursor) => void (last = { cursor, fields: asked }),
  };
}
