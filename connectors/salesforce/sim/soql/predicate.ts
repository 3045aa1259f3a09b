import type { Row } from '../org.ts';
import { SoqlError, type Condition } from './ast.ts';
import { comparison, keyOf, literalKey } from './compare.ts';
import { readerOf, type Env } from './env.ts';

/** The values a subquery gives, as keys; passed in because it runs a whole query. */
export type SubqueryKeys = (condition: Extract<Condition, { kind: 'in-query' }>) => ReadonlySet<unknown>;

/** A condition made ready to test rows of `type`. @throws SoqlError */
export function predicate(
  env: Env,
  type: string,
  condition: Condition,
  subquery: SubqueryKeys,
): (row: Row) => boolean {
  switch (condition.kind) {
    case 'and': {
      const parts = condition.parts.map((part) => predicate(env, type, part, subquery));
      return (row) => parts.every((part) => part(row));
    }
    case 'or': {
      const parts = condition.parts.map((part) => predicate(env, type, part, subquery));
      return (row) => parts.some((part) => part(row));
    }
    case 'not': {
      const part = predicate(env, type, condition.part, subquery);
      return (row) => !part(row);
    }
    case 'compare': {
      if ('aggregate' in condition.left) {
        throw new SoqlError('MALFORMED_QUERY', 'Aggregate functions are allowed in HAVING only');
      }
      const { field, read } = readerOf(env, type, condition.left.path, condition.left.at);
      const test = comparison(field, condition.operator, condition.right, env.nowMs);
      return (row) => test(keyOf(field, read(row)));
    }
    case 'like': {
      const { read } = readerOf(env, type, condition.path);
      const pattern = likePattern(condition.pattern);
      return (row) => pattern.test(String(read(row) ?? ''));
    }
    case 'in': {
      const { field, read } = readerOf(env, type, condition.path);
      const keys = new Set(condition.values.map((value) => literalKey(field, value)));
      return (row) => keys.has(keyOf(field, read(row))) !== condition.negated;
    }
    case 'in-query': {
      const { field, read } = readerOf(env, type, condition.path);
      const keys = subquery(condition);
      return (row) => keys.has(keyOf(field, read(row))) !== condition.negated;
    }
    case 'includes': {
      const { read } = readerOf(env, type, condition.path);
      return (row) => {
        const chosen = new Set(
          String(read(row) ?? '')
            .toLowerCase()
            .split(';'),
        );
        const held = condition.sets.some((set) => set.every((each) => chosen.has(each.toLowerCase())));
        return held !== condition.negated;
      };
    }
  }
}

/** `%` any text, `_` any letter; both literal after a backslash. */
function likePattern(pattern: string): RegExp {
  const source = pattern.replace(/\\[_%]|[_%]|[.*+?^${}()|[\]\\]/g, (part) => {
    if (part === '%') return '[^]*';
    if (part === '_') return '[^]';
    return part.length === 2 ? part.charAt(1) : `\\${part}`;
  });
  return new RegExp(`^${source}$`, 'i');
}
