import type { Row } from '../org.ts';
import { to18 } from './ids.ts';
import type { Kernel } from './kernel.ts';

/** A row by id of 15 or 18 characters, deleted ones too. */
export function getRow(kernel: Kernel, type: string, id: string): Row | null {
  const name = kernel.catalog.full(type)?.name;
  const long = to18(id);
  return name === undefined || long === null ? null : (kernel.store.table(name).get(long) ?? null);
}

/** A living row of whatever type the id is of. */
export function anyRow(kernel: Kernel, id: string): Row | null {
  const object = kernel.catalog.byPrefix(id);
  const row = object ? getRow(kernel, object.name, id) : null;
  return row?.IsDeleted ? null : row;
}

/** Living rows whose field equals the text in any case. */
export function findRows(kernel: Kernel, type: string, field: string, value: string): readonly Row[] {
  const object = kernel.catalog.full(type);
  if (!object) return [];
  if (field.toLowerCase() === 'id') {
    const row = getRow(kernel, object.name, value);
    return row && !row.IsDeleted ? [row] : [];
  }
  const name = object.fields.find((each) => each.name.toLowerCase() === field.toLowerCase())?.name ?? field;
  const table = kernel.store.table(object.name);
  const found =
    table.lookUp(name, value) ??
    [...table.rows()].filter(
      (row) => String(row.values[name] ?? '').toLowerCase() === value.toLowerCase() && value !== '',
    );
  return found.filter((row) => !row.IsDeleted);
}
