import type { FieldDescribe, FieldValue, Row } from '../org.ts';
import { SoqlError, type Path, type Query, type Selection } from './ast.ts';
import { objectOf, parentOf, readerOf, type Env } from './env.ts';

export type Shown = Readonly<Record<string, unknown>>;
/** A subquery of children run for one parent. */
export type RunChildren = (query: Query, type: string, field: string, parentId: string) => Shown | null;

/** How a row is shown for a SELECT list. @throws SoqlError */
export function projection(
  env: Env,
  type: string,
  select: readonly Selection[],
  runChildren: RunChildren,
): (row: Row) => Shown {
  const object = objectOf(env, type, 0);
  const columns = select.flatMap((selection) => column(selection));

  function column(selection: Selection): readonly ((row: Row, shown: Record<string, unknown>) => void)[] {
    switch (selection.kind) {
      case 'field':
        return [pathColumn(env, type, selection.path, selection.at)];
      case 'fields':
        return object.fields
          .filter((field) => selection.set === 'ALL' || (selection.set === 'CUSTOM') === field.custom)
          .map((field) => pathColumn(env, type, [field.name], 0));
      case 'children': {
        const { query } = selection;
        const child = object.childRelationships.find(
          (each) => each.relationshipName?.toLowerCase() === query.from.toLowerCase(),
        );
        const name = child?.relationshipName;
        if (!child || typeof name !== 'string') {
          throw new SoqlError(
            'INVALID_TYPE',
            `Didn't understand relationship '${query.from}' in FROM part of query call.`,
          );
        }
        return [(row, shown) => (shown[name] = runChildren(query, child.childSObject, child.field, row.Id))];
      }
      case 'typeof':
        return [typeofColumn(env, type, selection)];
      case 'count-all':
      case 'aggregate':
        throw new SoqlError(
          'MALFORMED_QUERY',
          'Grouped query must not mix fields and aggregates without GROUP BY',
        );
    }
  }

  return (row) => {
    const shown: Record<string, unknown> = { attributes: attributes(env, row) };
    for (const add of columns) add(row, shown);
    return shown;
  };
}

export const attributes = (env: Pick<Env, 'version'>, row: Row): Shown => ({
  type: row.type,
  url: `/services/data/v${env.version}/sobjects/${row.type}/${row.Id}`,
});

/** A field's value as REST shows it: addresses are composed of their parts. */
export function show(field: FieldDescribe, fields: readonly FieldDescribe[], values: Row['values']): unknown {
  if (field.type !== 'address') return values[field.name] ?? null;
  const parts = fields.filter((each) => each.compoundFieldName === field.name);
  const shown: Record<string, FieldValue> = {};
  for (const key of [
    'city',
    'country',
    'geocodeAccuracy',
    'latitude',
    'longitude',
    'postalCode',
    'state',
    'street',
  ]) {
    const part = parts.find((each) => each.name.toLowerCase().endsWith(key.toLowerCase()));
    shown[key] = part ? (values[part.name] ?? null) : null;
  }
  return Object.values(shown).every((value) => value === null) ? null : shown;
}

function pathColumn(
  env: Env,
  type: string,
  path: Path,
  at: number,
): (row: Row, shown: Record<string, unknown>) => void {
  const own =
    path.length > 1 && path[0]?.toLowerCase() === type.toLowerCase() && !parentOf(env, type, path[0]);
  const [head = '', ...rest] = own ? path.slice(1) : path;
  const { field } = readerOf(env, type, path, at);
  if (rest.length === 0) {
    const fields = objectOf(env, type, at).fields;
    return (row, shown) => (shown[field.name] = show(field, fields, row.values));
  }
  const lookup = parentOf(env, type, head);
  const name = lookup?.relationshipName ?? head;
  const byType = new Map<string, (row: Row, shown: Record<string, unknown>) => void>();
  for (const target of lookup?.referenceTo ?? []) {
    try {
      byType.set(target, pathColumn(env, target, rest, at));
    } catch {
      // A polymorphic parent needs the field on one of its types only; readerOf above has seen to that.
    }
  }
  return (row, shown) => {
    const id = lookup ? row.values[lookup.name] : null;
    const parent = typeof id === 'string' ? env.anyRow(id) : null;
    if (!parent) {
      shown[name] = null;
      return;
    }
    const nested = (shown[name] ?? { attributes: attributes(env, parent) }) as Record<string, unknown>;
    shown[name] = nested;
    byType.get(parent.type)?.(parent, nested);
  };
}

function typeofColumn(
  env: Env,
  type: string,
  selection: Extract<Selection, { kind: 'typeof' }>,
): (row: Row, shown: Record<string, unknown>) => void {
  const lookup = parentOf(env, type, selection.relationship);
  const name = lookup?.relationshipName;
  if (!lookup || typeof name !== 'string') {
    throw new SoqlError(
      'INVALID_FIELD',
      `Didn't understand relationship '${selection.relationship}' in TYPEOF`,
    );
  }
  return (row, shown) => {
    const id = row.values[lookup.name];
    const parent = typeof id === 'string' ? env.anyRow(id) : null;
    if (!parent) {
      shown[name] = null;
      return;
    }
    const branch = selection.branches.find((each) => each.type.toLowerCase() === parent.type.toLowerCase());
    const nested: Record<string, unknown> = { attributes: attributes(env, parent) };
    for (const path of branch?.fields ?? selection.otherwise)
      pathColumn(env, parent.type, path, 0)(parent, nested);
    shown[name] = nested;
  };
}
