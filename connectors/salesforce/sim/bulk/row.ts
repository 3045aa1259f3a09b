import type { FieldDescribe, ObjectDescribe, SaveError } from '../org.ts';

/** How one column of an upload is taken. */
export type Column =
  | { readonly kind: 'id' }
  | { readonly kind: 'field'; readonly field: FieldDescribe }
  /** `Account.Leadloop_Id__c`: a reference by the parent's external id. */
  | { readonly kind: 'reference'; readonly relationship: string; readonly key: string };

/** A header cell's meaning; null when the object has no such field. `Lead:Who.Key__c` names the type of a Who or What. */
export function toColumn(header: string, describe: ObjectDescribe): Column | null {
  const lower = header.toLowerCase();
  if (lower === 'id') return { kind: 'id' };
  const field = describe.fields.find((candidate) => candidate.name.toLowerCase() === lower);
  if (field !== undefined) return { kind: 'field', field };
  const [path = '', key] = header.split('.', 2);
  const relationship = path.slice(path.indexOf(':') + 1);
  if (key === undefined) return null;
  const reference = describe.fields.find(
    (candidate) => candidate.relationshipName?.toLowerCase() === relationship.toLowerCase(),
  );
  return reference === undefined ? null : { kind: 'reference', relationship, key };
}

/** One row in the form the org takes, or why it cannot be read. */
export type RowValues =
  { readonly id: string; readonly values: Readonly<Record<string, unknown>> } | { readonly error: SaveError };

/**
 * Reads one row: `#N/A` clears a field, an empty cell leaves it alone.
 * (developer.salesforce.com: Bulk API 2.0, Prepare CSV Files)
 */
export function readRow(columns: readonly Column[], cells: readonly string[]): RowValues {
  const values: Record<string, unknown> = {};
  let id = '';
  for (const [index, column] of columns.entries()) {
    const cell = cells[index] ?? '';
    if (cell === '') continue;
    switch (column.kind) {
      case 'id':
        id = cell;
        break;
      case 'reference':
        values[column.relationship] = cell === '#N/A' ? null : { [column.key]: cell };
        break;
      case 'field': {
        const value = cell === '#N/A' ? null : readCell(column.field, cell);
        if (value === undefined) return { error: wrongType(column.field, cell) };
        values[column.field.name] = value;
      }
    }
  }
  return { id, values };
}

/** A cell in its field's type; undefined when it is none of it. */
function readCell(field: FieldDescribe, cell: string): string | number | boolean | undefined {
  switch (field.type) {
    case 'boolean':
      return /^(true|1)$/i.test(cell) ? true : /^(false|0)$/i.test(cell) ? false : undefined;
    case 'int':
    case 'double':
    case 'currency':
    case 'percent': {
      const number = Number(cell);
      return cell.trim() === '' || Number.isNaN(number) ? undefined : number;
    }
    default:
      return cell;
  }
}

const wrongType = (field: FieldDescribe, cell: string): SaveError => ({
  statusCode: 'INVALID_TYPE_ON_FIELD_IN_RECORD',
  message: `${field.label}: value not of required type: ${cell}`,
  fields: [field.name],
});

/** An error as a failed row shows it: `REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --`. */
export const rowError = (error: SaveError): string =>
  `${error.statusCode}:${error.message}:${error.fields.length === 0 ? '' : `${error.fields.join(',')} `}--`;
