import type { Org, SaveError, SaveResult } from '../org.ts';
import type { IngestJob } from './job.ts';
import { readRow, type Column } from './row.ts';

/** Carries out one row of an upload. `keys` are the external ids the chunk has had: none may come twice. */
export function saveRow(
  job: IngestJob,
  org: Org,
  columns: readonly Column[],
  cells: readonly string[],
  keys: Set<string>,
): SaveResult {
  const row = readRow(columns, cells);
  if ('error' in row) return refused(row.error);
  switch (job.operation) {
    case 'insert':
      return org.insert(job.object, row.values, job.save);
    case 'update':
      return org.update(job.object, row.id, row.values, job.save);
    // A hard-deleted row is kept as deleted too: the org has nothing that forgets one.
    case 'delete':
    case 'hardDelete':
      return org.remove(job.object, row.id, job.save);
    case 'upsert': {
      const field = job.externalIdFieldName ?? 'Id';
      const { key, rest } = takeKey(row, field);
      if (key === '' && field.toLowerCase() !== 'id') return refused(missingKey(field));
      if (key !== '' && keys.has(key.toLowerCase())) return refused(doubled(key));
      keys.add(key.toLowerCase());
      return org.upsert(job.object, field, key, rest, job.save);
    }
  }
}

function takeKey(
  row: { readonly id: string; readonly values: Readonly<Record<string, unknown>> },
  field: string,
): { readonly key: string; readonly rest: Readonly<Record<string, unknown>> } {
  if (field.toLowerCase() === 'id') return { key: row.id, rest: row.values };
  const entries = Object.entries(row.values);
  const isKey = ([name]: readonly [string, unknown]): boolean => name.toLowerCase() === field.toLowerCase();
  const key = entries.find(isKey)?.[1];
  return {
    key: typeof key === 'string' ? key : typeof key === 'number' ? String(key) : '',
    rest: Object.fromEntries(entries.filter((entry) => !isKey(entry))),
  };
}

export const refused = (error: SaveError): SaveResult => ({ success: false, errors: [error] });

/** As when another load holds the row's parent. */
export const LOCKED: SaveError = {
  statusCode: 'UNABLE_TO_LOCK_ROW',
  message: 'unable to obtain exclusive access to this record',
  fields: [],
};

const missingKey = (field: string): SaveError => ({
  statusCode: 'MISSING_ARGUMENT',
  message: `${field} not specified`,
  fields: [field],
});

const doubled = (key: string): SaveError => ({
  statusCode: 'DUPLICATE_VALUE',
  message: `Duplicate external id specified: ${key}`,
  fields: [],
});
