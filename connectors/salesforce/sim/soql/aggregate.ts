import type { FieldValue, Row } from '../org.ts';
import { SoqlError, type Aggregate, type Condition, type Query } from './ast.ts';
import { comparison, type Key } from './compare.ts';
import { readerOf, type Env } from './env.ts';
import type { Shown } from './project.ts';

/** The rows of a query with GROUP BY or aggregate functions. */
export function aggregateRows(env: Env, type: string, query: Query, rows: readonly Row[]): readonly Shown[] {
  const keys = query.groupBy.map((path) => ({ path, reader: readerOf(env, type, path) }));
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify(keys.map(({ reader }) => reader.read(row)));
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  if (keys.length === 0 && groups.size === 0) groups.set('', []);
  const shown = [...groups.values()]
    .filter((group) => !query.having || holds(env, type, query.having, group))
    .map((group) => showGroup(env, type, query, group));
  return sortShown(query, shown);
}

function showGroup(env: Env, type: string, query: Query, group: readonly Row[]): Shown {
  const shown: Record<string, unknown> = { attributes: { type: 'AggregateResult' } };
  let unnamed = 0;
  for (const selection of query.select) {
    if (selection.kind === 'aggregate') {
      const name = selection.alias ?? `expr${unnamed++}`;
      shown[name] = aggregate(env, type, selection.call, group);
    } else if (selection.kind === 'field') {
      const isGrouped = query.groupBy.some(
        (path) => path.join('.').toLowerCase() === selection.path.join('.').toLowerCase(),
      );
      if (!isGrouped) {
        throw new SoqlError(
          'MALFORMED_QUERY',
          `Field must be grouped or aggregated: ${selection.path.at(-1) ?? ''}`,
        );
      }
      const { field, read } = readerOf(env, type, selection.path, selection.at);
      const [first] = group;
      shown[selection.alias ?? field.name] = first ? read(first) : null;
    } else {
      throw new SoqlError('MALFORMED_QUERY', 'only fields and aggregates can be selected with GROUP BY');
    }
  }
  return shown;
}

function aggregate(env: Env, type: string, call: Aggregate, group: readonly Row[]): FieldValue {
  const { read } = readerOf(env, type, call.path);
  const values = group.map(read).filter((value) => value !== null);
  switch (call.name) {
    case 'COUNT':
      return values.length;
    case 'COUNT_DISTINCT':
      return new Set(values.map((value) => String(value).toLowerCase())).size;
    case 'SUM':
      return values.length === 0 ? null : values.reduce<number>((sum, value) => sum + Number(value), 0);
    case 'AVG':
      return values.length === 0
        ? null
        : values.reduce<number>((sum, value) => sum + Number(value), 0) / values.length;
    case 'MIN':
      return values.reduce<FieldValue>(
        (least, value) => (least === null || value < least ? value : least),
        null,
      );
    case 'MAX':
      return values.reduce<FieldValue>((most, value) => (most === null || value > most ? value : most), null);
  }
}

function holds(env: Env, type: string, condition: Condition, group: readonly Row[]): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.parts.every((part) => holds(env, type, part, group));
    case 'or':
      return condition.parts.some((part) => holds(env, type, part, group));
    case 'not':
      return !holds(env, type, condition.part, group);
    case 'compare': {
      if (!('aggregate' in condition.left)) break;
      const { field } = readerOf(env, type, condition.left.aggregate.path);
      const value = aggregate(env, type, condition.left.aggregate, group);
      const isCount = condition.left.aggregate.name.startsWith('COUNT');
      const asNumber = isCount ? { ...field, type: 'int', soapType: 'xsd:int' } : field;
      return comparison(asNumber, condition.operator, condition.right, env.nowMs)(value as Key);
    }
    default:
      break;
  }
  throw new SoqlError(
    'MALFORMED_QUERY',
    'HAVING is known to the simulator for aggregate functions only',
    true,
  );
}

function sortShown(query: Query, shown: readonly Shown[]): readonly Shown[] {
  const sorted = [...shown].sort((a, b) => {
    for (const { path, descending } of query.orderBy) {
      const name = Object.keys(a).find((key) => key.toLowerCase() === path.at(-1)?.toLowerCase()) ?? '';
      const [left, right] = [a[name] as FieldValue, b[name] as FieldValue];
      if (left === right) continue;
      const before = left === null || (right !== null && left < right);
      return before === descending ? 1 : -1;
    }
    return 0;
  });
  const end = query.limit === null ? sorted.length : query.offset + query.limit;
  return sorted.slice(query.offset, end);
}
