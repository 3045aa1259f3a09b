import { randomUUID } from 'node:crypto';
import type { Change, FieldDescribe, FieldValue, Row, SaveOptions } from '../org.ts';
import { makeId } from './ids.ts';
import { datetime } from './time.ts';
import type { Catalog } from './catalog.ts';
import { Table } from './table.ts';

/** What `put` is told beside the row: who does it and how. */
export interface Author {
  readonly userId: string;
  readonly options: SaveOptions;
}

interface Undo {
  readonly type: string;
  readonly id: string;
  readonly before: Row | null;
  readonly after: Row | null;
}

type PendingChange = Omit<Change, 'transactionKey' | 'sequenceNumber' | 'commitTimestamp'>;

/** Fields every save touches: a change of these alone is no change worth telling. */
const AUDIT = ['LastModifiedDate', 'LastModifiedById', 'SystemModstamp'];

export type Store = ReturnType<typeof createStore>;

/** Tables with transactions: everything written is journalled, so that it can be undone or held back. */
export function createStore(catalog: Catalog, seed: number, time: () => number) {
  const tables = new Map<string, Table>();
  const sequences = new Map<string, number>();
  const listeners = new Set<(changes: readonly Change[]) => void>();
  let journal: Undo[] = [];
  let pending: PendingChange[] = [];
  let depth = 0;

  function table(type: string): Table {
    let found = tables.get(type);
    if (!found) {
      found = new Table(catalog.full(type)?.fields ?? []);
      tables.set(type, found);
    }
    return found;
  }

  function nextId(keyPrefix: string): string {
    const sequence = sequences.get(keyPrefix) ?? (Math.abs(seed) * 7919) % 1_000_000;
    sequences.set(keyPrefix, sequence + 1);
    return makeId(keyPrefix, sequence + 1);
  }

  function write(type: string, id: string, row: Row | null): Row | null {
    const before = table(type).set(id, row);
    journal.push({ type, id, before, after: row });
    return before;
  }

  /** Stores a row with fresh audit fields and notes the change; `kind` as change capture names it. */
  function put(
    row: Pick<Row, 'Id' | 'type' | 'values'> & Partial<Row>,
    kind: Change['changeType'],
    author: Author,
  ): Row {
    const now = datetime(time());
    const before = table(row.type).get(row.Id) ?? null;
    const values: Record<string, FieldValue> = { ...row.values, SystemModstamp: now };
    if (kind !== 'DELETE') Object.assign(values, { LastModifiedDate: now, LastModifiedById: author.userId });
    if (kind === 'CREATE') Object.assign(values, { CreatedDate: now, CreatedById: author.userId });
    const deleted = kind === 'DELETE';
    if (catalog.field(row.type, 'IsDeleted')) values['IsDeleted'] = deleted;
    const stored: Row = {
      Id: row.Id,
      type: row.type,
      values,
      IsDeleted: deleted,
      MasterRecordId: row.MasterRecordId ?? null,
    };
    write(row.type, row.Id, stored);
    note(stored, before, kind, author);
    return stored;
  }

  function note(row: Row, before: Row | null, changeType: Change['changeType'], author: Author): void {
    const changed = new Set<string>();
    for (const name of new Set([...Object.keys(row.values), ...Object.keys(before?.values ?? {})])) {
      if ((row.values[name] ?? null) !== (before?.values[name] ?? null)) changed.add(name);
    }
    const telling = [...changed].filter((name) => !AUDIT.includes(name));
    if (changeType === 'UPDATE' && telling.length === 0) return;
    // What cannot have a trigger has no change events either.
    if (catalog.full(row.type)?.['triggerable'] !== true) return;
    const changedFields = changeType === 'UPDATE' ? [...telling, 'LastModifiedDate'] : [];
    const names =
      changeType === 'UPDATE' ? changedFields : changeType === 'DELETE' ? [] : Object.keys(row.values);
    const { api, client } = author.options;
    pending.push({
      entityName: row.type,
      changeType,
      recordIds: [row.Id],
      changedFields,
      values: Object.fromEntries(
        names
          .map((name) => [name, row.values[name] ?? null] as const)
          .filter(([name, value]) => name !== 'Id' && (changeType === 'UPDATE' || value !== null)),
      ),
      commitUser: author.userId,
      changeOrigin:
        api === undefined
          ? ''
          : `com/salesforce/api/${api}${client === undefined ? '' : `;client=${client}`}`,
    });
  }

  function undoTo(mark: number, pendingMark: number): readonly Undo[] {
    const undone = journal.splice(mark);
    for (const { type, id, before } of [...undone].reverse()) table(type).set(id, before);
    pending.length = pendingMark;
    return undone;
  }

  function commit(changes: readonly PendingChange[]): void {
    for (const [type, each] of tables) {
      if (catalog.full(type)) each.stamps.sweep(each.rows(), each.size);
    }
    if (changes.length === 0) return;
    const transactionKey = randomUUID();
    const commitTimestamp = time();
    const done = changes.map((change, index) => ({
      ...change,
      transactionKey,
      sequenceNumber: index + 1,
      commitTimestamp,
    }));
    for (const listener of listeners) listener(done);
  }

  function transaction<T>(work: (rollback: () => void) => T): T {
    const mark = journal.length;
    const pendingMark = pending.length;
    let keep = true;
    depth += 1;
    try {
      return work(() => (keep = false));
    } catch (error) {
      keep = false;
      throw error;
    } finally {
      depth -= 1;
      if (!keep) undoTo(mark, pendingMark);
      if (depth === 0) {
        const changes = pending;
        journal = [];
        pending = [];
        commit(changes);
      }
    }
  }

  /** Does the work but shows it only when `commit` is called: a long transaction as others see it. */
  function hold<T>(work: () => T): { readonly result: T; readonly commit: () => void } {
    depth += 1;
    try {
      const result = work();
      const changes = pending.slice();
      const undone = undoTo(0, 0);
      return {
        result,
        commit: () => {
          for (const { type, id, after } of undone) table(type).set(id, after);
          commit(changes);
        },
      };
    } finally {
      depth -= 1;
    }
  }

  function addField(type: string, field: FieldDescribe): void {
    table(type).addIndex(field);
  }

  return {
    table,
    nextId,
    put,
    transaction,
    hold,
    addField,
    /** Without audit, rules or events: for seeding. */
    load: (row: Row): void => void table(row.type).set(row.Id, row),
    onChange: (listener: (changes: readonly Change[]) => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
