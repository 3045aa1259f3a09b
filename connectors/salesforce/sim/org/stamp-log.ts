import type { Row } from '../org.ts';

interface Group {
  ids: string[];
  sorted: boolean;
}

/**
 * Rows in the order (stamp, Id), so that a keyset page costs what it returns and not what the table holds.
 * A row that moves on leaves a stale entry behind, skipped on reading and swept out once they are many.
 */
export class StampLog {
  #groups = new Map<string, Group>();
  #stamps: string[] = [];
  #stampsSorted = true;
  #entries = 0;
  readonly #row: (id: string) => Row | undefined;
  readonly #stampOf: (row: Row) => string;

  constructor(row: (id: string) => Row | undefined, stampOf: (row: Row) => string) {
    this.#row = row;
    this.#stampOf = stampOf;
  }

  add(row: Row): void {
    const stamp = this.#stampOf(row);
    let group = this.#groups.get(stamp);
    if (!group) {
      group = { ids: [], sorted: true };
      this.#groups.set(stamp, group);
      if ((this.#stamps.at(-1) ?? '') > stamp) this.#stampsSorted = false;
      this.#stamps.push(stamp);
    }
    if ((group.ids.at(-1) ?? '') >= row.Id) group.sorted = false;
    group.ids.push(row.Id);
    this.#entries += 1;
  }

  /** From (stamp, id) on, exclusive of that very row when `afterId` is set; ends after `until`. */
  *from(stamp: string, afterId: string | null, until: string | null): Generator<Row> {
    if (!this.#stampsSorted) {
      this.#stamps.sort();
      this.#stampsSorted = true;
    }
    for (let at = firstAtLeast(this.#stamps, stamp); at < this.#stamps.length; at += 1) {
      const current = this.#stamps[at];
      if (current === undefined || (until !== null && current > until)) return;
      const ids = this.#sortedIds(current);
      const start = current === stamp && afterId !== null ? firstAtLeast(ids, afterId) : 0;
      for (let index = start; index < ids.length; index += 1) {
        const id = ids[index] ?? '';
        if (index === start && current === stamp && id === afterId) continue;
        const row = this.#row(id);
        if (row && this.#stampOf(row) === current) yield row;
      }
    }
  }

  /** The row at a place of the first stamp's group: any row at random, in a log with one stamp. */
  at(index: number): Row | undefined {
    return this.#row(this.#sortedIds(this.#stamps[0] ?? '')[index] ?? '');
  }

  /** Drops stale entries when they outnumber the living. */
  sweep(rows: Iterable<Row>, count: number): void {
    if (this.#entries <= 2 * count + 10_000) return;
    this.#groups = new Map();
    this.#stamps = [];
    this.#stampsSorted = true;
    this.#entries = 0;
    for (const row of rows) this.add(row);
  }

  #sortedIds(stamp: string): readonly string[] {
    const group = this.#groups.get(stamp);
    if (!group) return [];
    if (!group.sorted) {
      group.ids = [...new Set(group.ids)].sort();
      group.sorted = true;
    }
    return group.ids;
  }
}

function firstAtLeast(sorted: readonly string[], wanted: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? '') < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
