import type { ObjectType } from './object-types.ts';
import type { Props, Row } from './row.ts';
import { putSorted, removeSorted } from './sorted.ts';

/** A record as the search index knows it, which may be older than the record. */
export interface IndexedRow {
  readonly type: ObjectType;
  readonly id: string;
  readonly num: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly archivedAt: number | null;
  readonly props: Props;
}

/**
 * The eventually consistent search index of one object type.
 *
 * Every write is noted with the time from which search may show it; {@link SearchIndex.catchUp} takes over what is due.
 * Kept beside the records by id: a log in the order of modification (superseded entries are skipped and swept out from
 * time to time), and the exact values of a few properties, so that the usual queries need not look at every record.
 */
export class SearchIndex {
  readonly #byId = new Map<string, IndexedRow>();
  readonly #inIdOrder: IndexedRow[] = [];
  #log: IndexedRow[] = [];
  #waiting: { readonly at: number; readonly row: IndexedRow }[] = [];
  readonly #exact = new Map<string, Map<string, Set<IndexedRow>>>();

  #answer: { readonly query: string; readonly rows: readonly IndexedRow[] } | null = null;

  constructor(type: ObjectType) {
    for (const name of type.indexed) this.addExact(name);
  }

  addExact(name: string): void {
    const byValue = new Map<string, Set<IndexedRow>>();
    this.#exact.set(name, byValue);
    for (const row of this.#byId.values()) hold(byValue, name, row);
  }

  note(row: Row, at: number): void {
    const { type, id, num, createdAt, updatedAt, archivedAt, props } = row;
    this.#waiting.push({ at, row: { type, id, num, createdAt, updatedAt, archivedAt, props } });
  }

  catchUp(now: number): void {
    let taken = 0;
    for (const { at, row } of this.#waiting) {
      if (at > now) break;
      this.#take(row);
      taken += 1;
    }
    if (taken === 0) return;
    this.#waiting = this.#waiting.slice(taken);
    this.#answer = null;
    if (this.#log.length > 2 * this.#byId.size + 1_000)
      this.#log = this.#log.filter((row) => this.#isCurrent(row));
  }

  /** The answer to `query`: the last one again when it is the same query and nothing has changed since. */
  answer(query: string, find: () => readonly IndexedRow[]): readonly IndexedRow[] {
    if (this.#answer?.query !== query) this.#answer = { query, rows: find() };
    return this.#answer.rows;
  }

  /** All records, by id. */
  get all(): readonly IndexedRow[] {
    return this.#inIdOrder;
  }

  /** The records modified at or after `ms`, oldest change first. */
  modifiedSince(ms: number): IndexedRow[] {
    return this.#log.slice(this.#logStart(ms)).filter((row) => this.#isCurrent(row));
  }

  /** How many entries {@link SearchIndex.modifiedSince} looks at. */
  countSince(ms: number): number {
    return this.#log.length - this.#logStart(ms);
  }

  /** The records with one of these values, by id; null when the property's values are not kept. */
  withValue(name: string, values: readonly string[]): IndexedRow[] | null {
    const byValue = this.#exact.get(name);
    if (byValue === undefined) return null;
    const found = new Set(values.flatMap((value) => [...(byValue.get(value.toLowerCase()) ?? [])]));
    return [...found].sort((a, b) => a.num - b.num);
  }

  #logStart(ms: number): number {
    let low = 0;
    let high = this.#log.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#log[middle]?.updatedAt ?? Infinity) < ms) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #isCurrent(row: IndexedRow): boolean {
    return this.#byId.get(row.id) === row;
  }

  #take(row: IndexedRow): void {
    const before = this.#byId.get(row.id);
    if (before !== undefined) for (const [name, byValue] of this.#exact) release(byValue, name, before);
    if (row.archivedAt !== null) {
      this.#byId.delete(row.id);
      removeSorted(this.#inIdOrder, row.num);
      return;
    }
    this.#byId.set(row.id, row);
    putSorted(this.#inIdOrder, row);
    // Records put in with a past of their own come late.
    if (row.updatedAt >= (this.#log.at(-1)?.updatedAt ?? -Infinity)) this.#log.push(row);
    else this.#log.splice(this.#logStart(row.updatedAt + 1), 0, row);
    for (const [name, byValue] of this.#exact) hold(byValue, name, row);
  }
}

function hold(byValue: Map<string, Set<IndexedRow>>, name: string, row: IndexedRow): void {
  const value = row.props[name]?.toLowerCase();
  if (value === undefined) return;
  const rows = byValue.get(value);
  if (rows === undefined) byValue.set(value, new Set([row]));
  else rows.add(row);
}

function release(byValue: Map<string, Set<IndexedRow>>, name: string, row: IndexedRow): void {
  const value = row.props[name]?.toLowerCase();
  if (value === undefined) return;
  const rows = byValue.get(value);
  rows?.delete(row);
  if (rows?.size === 0) byValue.delete(value);
}
