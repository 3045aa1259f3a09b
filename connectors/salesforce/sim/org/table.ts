import type { FieldDescribe, Row } from '../org.ts';
import { StampLog } from './stamp-log.ts';

/** Fields looked up often enough to keep an index: what identifies, and what joins. */
const isIndexed = (field: FieldDescribe): boolean =>
  field.externalId ||
  field.unique ||
  field.idLookup ||
  field.type === 'email' ||
  (field.type === 'reference' && !field.name.endsWith('ById'));

/** The records of one type, by id, by indexed field, and in the order of their SystemModstamp. */
export class Table {
  readonly #rows = new Map<string, Row>();
  readonly #indexes = new Map<string, Map<string, Set<string>>>();
  /** In the order (SystemModstamp, Id). */
  readonly stamps = new StampLog(
    (id) => this.#rows.get(id),
    (row) => String(row.values['SystemModstamp'] ?? ''),
  );
  /** In the order of Id. */
  readonly ids = new StampLog(
    (id) => this.#rows.get(id),
    () => '',
  );

  constructor(fields: readonly FieldDescribe[]) {
    for (const field of fields) this.addIndex(field);
  }

  /** For a field added later. */
  addIndex(field: FieldDescribe): void {
    if (isIndexed(field) && field.type !== 'id') this.#indexes.set(field.name, new Map());
  }

  get size(): number {
    return this.#rows.size;
  }

  get(id: string): Row | undefined {
    return this.#rows.get(id);
  }

  /** Null when the field has no index. Deleted rows are among them. */
  lookUp(field: string, value: string): readonly Row[] | null {
    const index = this.#indexes.get(field);
    if (!index) return null;
    const ids = index.get(value.toLowerCase());
    return ids ? [...ids].sort().flatMap((id) => this.#rows.get(id) ?? []) : [];
  }

  isIndexed(field: string): boolean {
    return this.#indexes.has(field);
  }

  rows(): IterableIterator<Row> {
    return this.#rows.values();
  }

  /** Sets the row, or takes it away (null), and gives back what was there. */
  set(id: string, row: Row | null): Row | null {
    const before = this.#rows.get(id) ?? null;
    if (row) this.#rows.set(id, row);
    else this.#rows.delete(id);
    for (const [field, index] of this.#indexes) {
      const was = before?.values[field] ?? null;
      const is = row?.values[field] ?? null;
      if (was === is) continue;
      if (was !== null) index.get(String(was).toLowerCase())?.delete(id);
      if (is === null) continue;
      const key = String(is).toLowerCase();
      const ids = index.get(key);
      if (ids) ids.add(id);
      else index.set(key, new Set([id]));
    }
    if (row && !before) this.ids.add(row);
    if (row && before?.values['SystemModstamp'] !== row.values['SystemModstamp']) this.stamps.add(row);
    return before;
  }
}
