export interface Select {
  /** As written: `LastName`, `Account.Name`. */
  readonly fields: readonly string[];
  readonly object: string;
}

/** The columns of a bulk query; null for what Bulk refuses: functions, subqueries, TYPEOF, OFFSET. */
export function readSelect(query: string): Select | null {
  const match = /^\s*select\s+([\w.,\s]+?)\s+from\s+(\w+)/i.exec(query);
  const [, list = '', object = ''] = match ?? [];
  if (match === null || /\boffset\s+\d+\s*$/i.test(query) || /\bgroup\s+by\b/i.test(query)) return null;
  const fields = list.split(',').map((field) => field.trim());
  return fields.every((field) => /^[\w.]+$/.test(field)) ? { fields, object } : null;
}

/** Query rows as CSV cells, header first; a blank value or an absent parent is an empty cell. */
export const toTable = (
  fields: readonly string[],
  rows: readonly Readonly<Record<string, unknown>>[],
): readonly (readonly string[])[] => [
  fields,
  ...rows.map((row) => fields.map((field) => toCell(valueAt(row, field.split('.'))))),
];

function valueAt(value: unknown, path: readonly string[]): unknown {
  const [name, ...rest] = path;
  if (name === undefined || typeof value !== 'object' || value === null) return value;
  const entry = Object.entries(value).find(([key]) => key.toLowerCase() === name.toLowerCase());
  return valueAt(entry?.[1], rest);
}

function toCell(value: unknown): string {
  if (typeof value === 'string') return value.replace(/\+0000$/, 'Z');
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
