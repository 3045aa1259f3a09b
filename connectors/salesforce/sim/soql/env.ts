import type { FieldDescribe, FieldValue, ObjectDescribe, Row } from '../org.ts';
import type { Table } from '../org/table.ts';
import { pointAt, SoqlError, type Path } from './ast.ts';

/** What a query may see of the org. */
export interface Env {
  readonly soql: string;
  describe(type: string): ObjectDescribe | null;
  field(type: string, name: string): FieldDescribe | null;
  table(type: string): Table;
  /** A living or deleted row of whatever type the id is of. */
  anyRow(id: string): Row | null;
  readonly nowMs: number;
  /** Deleted rows too. */
  readonly all: boolean;
  /** For the URLs in `attributes`, e.g. `68.0`. */
  readonly version: string;
}

/** A path made ready: its last field, and how to read it off a row. */
export interface Reader {
  readonly field: FieldDescribe;
  /** True when the field is the row's own, not a parent's. */
  readonly own: boolean;
  readonly read: (row: Row) => FieldValue;
}

/** @throws SoqlError INVALID_FIELD */
export function readerOf(env: Env, type: string, path: Path, at = 0): Reader {
  const [head = '', ...rest] = path;
  if (rest.length === 0) {
    const field = env.field(type, head);
    if (!field) return unknownField(env, type, head, at);
    const { name } = field;
    return { field, own: true, read: (row) => row.values[name] ?? null };
  }
  // `Lead.Id FROM Lead` names the type itself.
  if (head.toLowerCase() === type.toLowerCase() && !parentOf(env, type, head))
    return readerOf(env, type, rest, at);
  const parent = parentOf(env, type, head);
  if (!parent) {
    throw new SoqlError(
      'INVALID_FIELD',
      pointAt(
        env.soql,
        at,
        `Didn't understand relationship '${head}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.`,
      ),
    );
  }
  const readers = new Map<string, Reader>();
  let failure: unknown = null;
  for (const target of parent.referenceTo) {
    try {
      readers.set(target, readerOf(env, target, rest, at));
    } catch (error) {
      failure = error;
    }
  }
  const [any] = readers.values();
  if (!any) throw failure;
  return {
    field: any.field,
    own: false,
    read(row) {
      const id = row.values[parent.name];
      const target = typeof id === 'string' ? env.anyRow(id) : null;
      return target ? (readers.get(target.type)?.read(target) ?? null) : null;
    },
  };
}

/** The lookup field behind a relationship name. */
export const parentOf = (env: Env, type: string, relationship: string): FieldDescribe | undefined =>
  env
    .describe(type)
    ?.fields.find((field) => field.relationshipName?.toLowerCase() === relationship.toLowerCase());

function unknownField(env: Env, type: string, name: string, at: number): never {
  const entity = env.describe(type)?.name ?? type;
  throw new SoqlError(
    'INVALID_FIELD',
    pointAt(
      env.soql,
      at,
      `No such column '${name}' on entity '${entity}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.`,
    ),
  );
}

/** @throws SoqlError INVALID_TYPE */
export function objectOf(env: Env, name: string, at: number): ObjectDescribe {
  const object = env.describe(name);
  if (object) return object;
  throw new SoqlError(
    'INVALID_TYPE',
    pointAt(
      env.soql,
      at,
      `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.`,
    ),
  );
}
