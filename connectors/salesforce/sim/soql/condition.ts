import { COMPARISONS, type Condition, type Literal, type Operand, type Query } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseAggregate, pathOf } from './parts.ts';

/** Conditions; mixing AND and OR without parentheses is refused, as in Salesforce. `subquery` reads a SELECT. */
export function parseCondition(cursor: Cursor, subquery: (cursor: Cursor) => Query): Condition {
  const first = parsePart(cursor, subquery);
  const word = cursor.isNextWord('AND') ? 'AND' : cursor.isNextWord('OR') ? 'OR' : null;
  if (word === null) return first;
  const parts = [first];
  while (cursor.tryWords(word)) parts.push(parsePart(cursor, subquery));
  if (cursor.isNextWord('AND') || cursor.isNextWord('OR')) cursor.unexpected(cursor.peek());
  return { kind: word === 'AND' ? 'and' : 'or', parts };
}

function parsePart(cursor: Cursor, subquery: (cursor: Cursor) => Query): Condition {
  if (cursor.tryWords('NOT')) return { kind: 'not', part: parsePart(cursor, subquery) };
  if (cursor.trySymbol('(')) {
    const inner = parseCondition(cursor, subquery);
    cursor.symbol(')');
    return inner;
  }
  const name = cursor.name();
  if (cursor.trySymbol('(')) {
    const aggregate = parseAggregate(cursor, name.text.toUpperCase());
    return aggregate ? compare(cursor, { aggregate }) : cursor.unexpected(name);
  }
  const path = pathOf(name.text);
  if (cursor.tryWords('LIKE')) {
    const token = cursor.next();
    if (token.kind !== 'literal' || token.literal.kind !== 'text') return cursor.unexpected(token);
    return { kind: 'like', path, pattern: token.literal.value };
  }
  const negated = cursor.isNextWord('NOT') || cursor.isNextWord('EXCLUDES');
  if (cursor.tryWords('NOT', 'IN') || cursor.tryWords('IN')) {
    cursor.symbol('(');
    if (cursor.isNextWord('SELECT')) {
      const query = subquery(cursor);
      cursor.symbol(')');
      return { kind: 'in-query', path, negated, query };
    }
    return { kind: 'in', path, negated, values: list(cursor) };
  }
  if (cursor.tryWords('INCLUDES') || cursor.tryWords('EXCLUDES')) {
    cursor.symbol('(');
    const sets = list(cursor).map((each) => (each.kind === 'text' ? each.value.split(';') : []));
    return { kind: 'includes', path, negated, sets };
  }
  return compare(cursor, { path, at: name.at });
}

function compare(cursor: Cursor, left: Operand): Condition {
  const token = cursor.next();
  const operator = token.kind === 'symbol' ? COMPARISONS.find((each) => each === token.text) : undefined;
  if (!operator) return cursor.unexpected(token);
  return { kind: 'compare', left, operator, right: literal(cursor) };
}

/** A list's literals and its closing parenthesis. */
function list(cursor: Cursor): readonly Literal[] {
  const values = [literal(cursor)];
  while (cursor.trySymbol(',')) values.push(literal(cursor));
  cursor.symbol(')');
  return values;
}

function literal(cursor: Cursor): Literal {
  const token = cursor.next();
  if (token.kind === 'literal') {
    if (token.literal.kind !== 'text') return token.literal;
    return { kind: 'text', value: token.literal.value.replace(/\\([_%])/g, '$1') };
  }
  if (token.kind !== 'word') return cursor.unexpected(token);
  switch (token.text.toUpperCase()) {
    case 'NULL':
      return { kind: 'null' };
    case 'TRUE':
      return { kind: 'boolean', value: true };
    case 'FALSE':
      return { kind: 'boolean', value: false };
    default:
      return /^[A-Z0-9_]+$/i.test(token.text) &&
        /(DAY|WEEK|MONTH|QUARTER|YEAR|TODAY|TOMORROW)/i.test(token.text)
        ? { kind: 'span', name: token.text.toUpperCase(), n: 0 }
        : cursor.unexpected(token);
  }
}
