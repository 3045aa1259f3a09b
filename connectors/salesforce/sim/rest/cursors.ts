import type { Answer } from '../soql/run.ts';

export interface OpenCursor {
  readonly answer: Answer;
  readonly size: number;
}

/** Salesforce keeps about this many open per user. */
const MOST = 10;

/** Query results with pages still to be read; opening one too many closes the oldest. */
export function createCursors() {
  const open = new Map<string, OpenCursor>();
  let last = 0;
  return {
    open(cursor: OpenCursor): string {
      last += 1;
      const id = `01g5g0000${String(last).padStart(6, '0')}AAA`;
      open.set(id, cursor);
      const [oldest] = open.keys();
      if (open.size > MOST && oldest !== undefined) open.delete(oldest);
      return id;
    },
    get: (id: string): OpenCursor | null => open.get(id) ?? null,
    close: (id: string): void => void open.delete(id),
  };
}

export type Cursors = ReturnType<typeof createCursors>;
