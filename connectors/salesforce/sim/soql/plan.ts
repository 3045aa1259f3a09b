import type { Row } from '../org.ts';
import type { Condition, Order } from './ast.ts';
import { literalKey } from './compare.ts';
import { readerOf, type Env } from './env.ts';

/** Where to look for a query's rows: at least all that match, few more if an index helps. */
export interface Plan {
  readonly rows: Iterable<Row>;
  /** The rows come in the order asked, so that reading may stop at the limit. */
  readonly ordered: boolean;
  /** What was used, for `explain`. */
  readonly by: string;
}

export function planOf(env: Env, type: string, where: Condition | null, orderBy: readonly Order[]): Plan {
  const table = env.table(type);
  const found = where ? indexed(env, type, where) : null;
  if (found) return { rows: found, ordered: false, by: 'Index' };
  if (isOrder(orderBy, 'SystemModstamp', 'Id') || (orderBy.length === 0 && where && bound(where, 'lower'))) {
    const lower = where ? bound(where, 'lower') : null;
    const upper = where ? bound(where, 'upper') : null;
    return {
      rows: table.stamps.from(lower?.stamp ?? '', lower?.afterId ?? null, upper?.stamp ?? null),
      ordered: true,
      by: lower || upper ? 'Index' : 'TableScan',
    };
  }
  const byId = orderBy.length === 0 || isOrder(orderBy, 'Id');
  return { rows: table.ids.from('', where ? afterId(where) : null, null), ordered: byId, by: 'TableScan' };
}

const isOrder = (orderBy: readonly Order[], ...names: readonly string[]): boolean =>
  orderBy.length > 0 &&
  orderBy.length <= names.length &&
  orderBy.every(
    ({ path, descending }, index) =>
      !descending && path.length === 1 && path[0]?.toLowerCase() === names[index]?.toLowerCase(),
  );

/** The rows an index gives for `=` and IN, unions and intersections of such; null when none applies. */
function indexed(env: Env, type: string, condition: Condition): readonly Row[] | null {
  if (condition.kind === 'or') {
    const parts = condition.parts.map((part) => indexed(env, type, part));
    return parts.includes(null) ? null : distinct(parts.flatMap((part) => part ?? []));
  }
  if (condition.kind === 'and') {
    const parts = condition.parts.flatMap((part) => {
      const rows = indexed(env, type, part);
      return rows ? [rows] : [];
    });
    return parts.reduce<readonly Row[] | null>(
      (best, rows) => (best && best.length <= rows.length ? best : rows),
      null,
    );
  }
  const isEqual = condition.kind === 'compare' && condition.operator === '=' && 'path' in condition.left;
  const isIn = condition.kind === 'in' && !condition.negated;
  if (!isEqual && !isIn) return null;
  const path = condition.kind === 'in' ? condition.path : 'path' in condition.left ? condition.left.path : [];
  const literals = condition.kind === 'in' ? condition.values : [condition.right];
  const { field, own } = readerOf(env, type, path);
  const table = env.table(type);
  if (!own || (field.type !== 'id' && !table.isIndexed(field.name))) return null;
  if (literals.some((each) => each.kind === 'null' || each.kind === 'span')) return null;
  const keys = new Set(literals.map((literal) => literalKey(field, literal)));
  if (keys.has(null)) return null;
  const rows = [...keys].flatMap((key) =>
    field.type === 'id' ? (table.get(String(key)) ?? []) : (table.lookUp(field.name, String(key)) ?? []),
  );
  return distinct(rows);
}

const distinct = (rows: readonly Row[]): readonly Row[] =>
  [...new Map(rows.map((row) => [row.Id, row])).values()].sort((a, b) => (a.Id < b.Id ? -1 : 1));

interface Bound {
  readonly stamp: string;
  /** Only ids after this one at `stamp` itself; null for all. */
  readonly afterId: string | null;
}

/**
 * The least (or greatest) SystemModstamp that can match, with the id for the keyset idiom
 * `SystemModstamp > t OR (SystemModstamp = t AND Id > x)`.
 */
function bound(condition: Condition, side: 'lower' | 'upper'): Bound | null {
  const sign = side === 'lower' ? 1 : -1;
  const order = (a: Bound, b: Bound): number =>
    sign * (a.stamp < b.stamp ? -1 : a.stamp > b.stamp ? 1 : (a.afterId ?? '') < (b.afterId ?? '') ? -1 : 1);
  switch (condition.kind) {
    case 'compare': {
      const stamp = stampLiteral(condition);
      if (stamp === null) return null;
      if (condition.operator === '=') return { stamp, afterId: null };
      const [strict, loose] = side === 'lower' ? ['>', '>='] : ['<', '<='];
      // A strict bound skips its own second: '~' sorts after every id.
      if (condition.operator === strict) return { stamp, afterId: '~' };
      return condition.operator === loose ? { stamp, afterId: null } : null;
    }
    case 'and': {
      const bounds = condition.parts.flatMap((part) => bound(part, side) ?? []);
      const tightest = bounds.sort(order).at(-1) ?? null;
      const equal = condition.parts.some(
        (part) => part.kind === 'compare' && part.operator === '=' && stampLiteral(part) === tightest?.stamp,
      );
      return tightest && equal && side === 'lower'
        ? { stamp: tightest.stamp, afterId: afterId(condition) }
        : tightest;
    }
    case 'or': {
      const bounds = condition.parts.map((part) => bound(part, side));
      if (bounds.includes(null)) return null;
      return bounds.flatMap((each) => each ?? []).sort(order)[0] ?? null;
    }
    default:
      return null;
  }
}

function stampLiteral(condition: Extract<Condition, { kind: 'compare' }>): string | null {
  const { left, right } = condition;
  if (!('path' in left) || left.path.length !== 1 || left.path[0]?.toLowerCase() !== 'systemmodstamp')
    return null;
  return right.kind === 'datetime' ? new Date(right.ms).toISOString().replace('Z', '+0000') : null;
}

/** The id in a top-level `Id > 'x'`. */
function afterId(condition: Condition): string | null {
  const parts = condition.kind === 'and' ? condition.parts : [condition];
  for (const part of parts) {
    if (part.kind !== 'compare' || part.operator !== '>' || !('path' in part.left)) continue;
    if (part.left.path.length !== 1 || part.left.path[0]?.toLowerCase() !== 'id') continue;
    return part.right.kind === 'text' ? part.right.value : null;
  }
  return null;
}
