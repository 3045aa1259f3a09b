import type { ObjectType } from './object-types.ts';
import type { Row } from './row.ts';
import { SearchIndex } from './search-index.ts';
import { lowerBound, putSorted, removeSorted } from './sorted.ts';

/**
 * The records of one type: by id, in id order, and by the values of unique properties.
 * Contacts are also found by their additional e-mail addresses; an archived record gives its unique values free.
 */
export class Table {
  readonly type: ObjectType;
  readonly rows = new Map<string, Row>();
  readonly live: Row[] = [];
  readonly archived: Row[] = [];
  /** An id that was merged away → the id it became. */
  readonly merged = new Map<string, string>();
  readonly search: SearchIndex;
  readonly #unique = new Map<string, Map<string, Row>>();
  #lastNum: number;

  constructor(type: ObjectType) {
    this.type = type;
    this.#lastNum = type.firstId;
    this.search = new SearchIndex(type);
    if (type.name === 'contacts') this.addUnique('email');
  }

  /** The next id; gaps come from `random`, as other accounts take ids of the same sequence. */
  nextNum(random: () => number): number {
    this.#lastNum += 1 + Math.floor(random() * 40);
    return this.#lastNum;
  }

  get uniqueNames(): Iterable<string> {
    return this.#unique.keys();
  }

  isUnique(name: string): boolean {
    return this.#unique.has(name);
  }

  /** Starts to keep a property's values apart. */
  addUnique(name: string): void {
    const byValue = new Map<string, Row>();
    this.#unique.set(name, byValue);
    this.search.addExact(name);
  }

  dropUnique(name: string): void {
    this.#unique.delete(name);
  }

  /** The live record that holds a unique value. */
  holder(name: string, value: string): Row | undefined {
    return this.#unique.get(name)?.get(uniqueKey(name, value));
  }

  /** A live or archived record by id; `merged` follows ids that were merged away. */
  find(id: string, { merged }: { readonly merged: boolean }): Row | undefined {
    let current = id;
    for (let next = this.merged.get(current); merged && next !== undefined; next = this.merged.get(current)) {
      current = next;
    }
    return this.rows.get(current);
  }

  insert(row: Row, searchableAt: number): void {
    this.rows.set(row.id, row);
    putSorted(this.live, row);
    this.#hold(row);
    this.search.note(row, searchableAt);
  }

  /** Puts new properties in the place of a live record's. */
  replace(row: Row, props: Row['props'], updatedAt: number, searchableAt: number): void {
    this.#release(row);
    row.props = props;
    row.updatedAt = updatedAt;
    this.#hold(row);
    this.search.note(row, searchableAt);
  }

  archive(row: Row, at: number, searchableAt: number): void {
    row.archivedAt = at;
    row.updatedAt = at;
    removeSorted(this.live, row.num);
    putSorted(this.archived, row);
    this.#release(row);
    this.search.note(row, searchableAt);
  }

  /** Takes a record out for good. */
  remove(row: Row, searchableAt: number): void {
    this.rows.delete(row.id);
    removeSorted(this.live, row.num);
    removeSorted(this.archived, row.num);
    this.#release(row);
    row.archivedAt ??= searchableAt;
    this.search.note(row, searchableAt);
  }

  /** Up to `limit` records from the id `after` on, and the id the next page starts with. */
  page(after: number, limit: number, archived: boolean): { rows: readonly Row[]; next: string | null } {
    const list = archived ? this.archived : this.live;
    const start = lowerBound(list, after);
    return { rows: list.slice(start, start + limit), next: list[start + limit]?.id ?? null };
  }

  #hold(row: Row): void {
    for (const [name, byValue] of this.#unique) {
      for (const value of uniqueValues(name, row)) byValue.set(uniqueKey(name, value), row);
    }
  }

  #release(row: Row): void {
    for (const [name, byValue] of this.#unique) {
      for (const value of uniqueValues(name, row)) {
        const key = uniqueKey(name, value);
        if (byValue.get(key) === row) byValue.delete(key);
      }
    }
  }
}

const uniqueKey = (name: string, value: string): string => (name === 'email' ? value.toLowerCase() : value);

function uniqueValues(name: string, row: Row): readonly string[] {
  const value = row.props[name];
  const more = name === 'email' ? (row.props.hs_additional_emails?.split(';') ?? []) : [];
  return value === undefined ? more : [value, ...more];
}
