import type { Rows, Table } from './table.ts';

/** The share of the rows that nothing is learned from, so that it can be measured on them. */
const HOLDOUT = 0.3;
const FOLDS = 5;

export interface Split {
  readonly training: Rows;
  readonly holdout: Rows;
  /** How the holdout was taken: the latest rows, or by a fixed toss for each id. */
  readonly by: 'time' | 'id';
}

/**
 * By time, the latest rows are the holdout, as the points will be used on leads that come later; rows of one moment
 * stay together. Without times, and when it is asked for, a toss by the id decides.
 */
export function splitTable({ ids, times }: Table, by: Split['by']): Split {
  const rows = ids.map((_, row) => row);
  if (times === null || by === 'id') {
    const held = ids.map((id) => toss(id, 'holdout') < HOLDOUT);
    return {
      training: rows.filter((row) => held[row] === false),
      holdout: rows.filter((row) => held[row]),
      by: 'id',
    };
  }
  const sorted = times.toSorted((a, b) => a - b);
  const since = sorted[Math.floor(sorted.length * (1 - HOLDOUT))] ?? Infinity;
  const isLate = (row: number): boolean => (times[row] ?? 0) >= since;
  return { training: rows.filter((row) => !isLate(row)), holdout: rows.filter(isLate), by };
}

/** Parts of about the same size, for cross-validation. A row is in the same part each time. */
export function foldsOf({ ids }: Table, rows: Rows): readonly Rows[] {
  const parts = Map.groupBy(rows, (row) => Math.floor(toss(ids[row] ?? '', 'fold') * FOLDS));
  return Array.from({ length: FOLDS }, (_, fold) => parts.get(fold) ?? []);
}

/**
 * A number in [0, 1) that only depends on the texts (FNV-1a, RFC 9923, and the finaliser of MurmurHash3 so that ids
 * that differ in the last sign do not fall together).
 */
export function toss(id: string, salt: string): number {
  let hash = 0x811c9dc5;
  for (const letter of `${salt}:${id}`) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 4_294_967_296;
}
