import type { Row } from '../org.ts';
import { aggregateRows } from './aggregate.ts';
import { SoqlError, type Condition, type Order, type Query } from './ast.ts';
import { keyOf } from './compare.ts';
import { objectOf, readerOf, type Env } from './env.ts';
import { parse } from './parse.ts';
import { planOf } from './plan.ts';
import { predicate } from './predicate.ts';
import { projection, type Shown } from './project.ts';

/** A query's answer; rows are shown page by page, so that a big answer costs only what is read. */
export interface Answer {
  readonly totalSize: number;
  readonly query: Query;
  readonly type: string;
  readonly page: (from: number, until: number) => readonly Shown[];
}

/** @throws SoqlError */
export function run(env: Env): Answer {
  const query = parse(env.soql);
  const object = objectOf(env, query.from, query.fromAt);
  return answer(env, query, object.name, query.where);
}

function answer(env: Env, query: Query, type: string, where: Condition | null): Answer {
  if (query.select.some((selection) => selection.kind === 'count-all')) {
    const totalSize = matching(env, query, type, where).length;
    return { totalSize, query, type, page: () => [] };
  }
  const grouped =
    query.groupBy.length > 0 || query.select.some((selection) => selection.kind === 'aggregate');
  if (grouped) {
    const all = matching(env, { ...query, limit: null, offset: 0, orderBy: [] }, type, where);
    const shown = aggregateRows(env, type, query, all);
    return { totalSize: shown.length, query, type, page: (from, until) => shown.slice(from, until) };
  }
  checkFieldsFunction(query);
  const rows = matching(env, query, type, where);
  const shows = projection(env, type, query.select, (child, childType, field, parentId) =>
    runChildren(env, child, childType, field, parentId),
  );
  return {
    totalSize: rows.length,
    query,
    type,
    page: (from, until) => rows.slice(from, until).map(shows),
  };
}

function checkFieldsFunction(query: Query): void {
  const wide = query.select.some((selection) => selection.kind === 'fields' && selection.set !== 'STANDARD');
  if (wide && (query.limit === null || query.limit > 200)) {
    throw new SoqlError('MALFORMED_QUERY', 'The SOQL FIELDS function must have a LIMIT of at most 200');
  }
}

function matching(env: Env, query: Query, type: string, where: Condition | null): readonly Row[] {
  const plan = planOf(env, type, where, query.orderBy);
  const test = where ? predicate(env, type, where, (condition) => subqueryKeys(env, condition)) : () => true;
  const comparator = query.orderBy.length > 0 ? orderOf(env, type, query.orderBy) : null;
  const enough = query.limit === null ? Infinity : query.offset + query.limit;
  const found: Row[] = [];
  for (const row of plan.rows) {
    if (plan.ordered && found.length >= enough) break;
    if ((env.all || !row.IsDeleted) && test(row)) found.push(row);
  }
  if (comparator && !plan.ordered) found.sort(comparator);
  return found.slice(query.offset, enough);
}

function orderOf(env: Env, type: string, orderBy: readonly Order[]): (a: Row, b: Row) => number {
  const readers = orderBy.map((order) => ({ order, reader: readerOf(env, type, order.path) }));
  return (a, b) => {
    for (const { order, reader } of readers) {
      const left = keyOf(reader.field, reader.read(a));
      const right = keyOf(reader.field, reader.read(b));
      if (left === right) continue;
      if (left === null) return order.nullsLast ? 1 : -1;
      if (right === null) return order.nullsLast ? -1 : 1;
      return left < right === order.descending ? 1 : -1;
    }
    return a.Id < b.Id ? -1 : 1;
  };
}

function subqueryKeys(env: Env, condition: Extract<Condition, { kind: 'in-query' }>): ReadonlySet<unknown> {
  const { query } = condition;
  const { name } = objectOf(env, query.from, query.fromAt);
  const [selection] = query.select;
  if (selection?.kind !== 'field' || query.select.length !== 1) {
    throw new SoqlError('MALFORMED_QUERY', 'A semi join sub-select must have exactly one field');
  }
  const { field, read } = readerOf(env, name, selection.path, selection.at);
  return new Set(matching(env, query, name, query.where).map((row) => keyOf(field, read(row))));
}

/** Children of one parent, in the shape of a query answer; null when there are none, as Salesforce shows it. */
function runChildren(env: Env, query: Query, type: string, field: string, parentId: string): Shown | null {
  const mine: Condition = {
    kind: 'compare',
    left: { path: [field], at: 0 },
    operator: '=',
    right: { kind: 'text', value: parentId },
  };
  const where: Condition = query.where ? { kind: 'and', parts: [mine, query.where] } : mine;
  const { totalSize, page } = answer(env, query, type, where);
  return totalSize === 0 ? null : { totalSize, done: true, records: page(0, totalSize) };
}
