import { SoqlError, type Order, type Path, type Query, type Selection } from './ast.ts';
import { parseCondition } from './condition.ts';
import { createCursor, type Cursor } from './cursor.ts';
import { parseAggregate, pathOf } from './parts.ts';
import { tokenize } from './tokenize.ts';

/** Most characters of a statement. */
const LONGEST = 100_000;
/** Words that end the FROM part's alias position. */
const CLAUSES = ['WHERE', 'GROUP', 'HAVING', 'ORDER', 'LIMIT', 'OFFSET', 'USING', 'WITH', 'FOR', 'ALL'];

/** @throws SoqlError as Salesforce words it */
export function parse(soql: string): Query {
  if (soql.length > LONGEST) throw new SoqlError('MALFORMED_QUERY', 'SOQL statement is too long');
  const cursor = createCursor(soql, tokenize(soql));
  const query = parseQuery(cursor);
  if (cursor.peek().kind !== 'end') cursor.unexpected(cursor.peek());
  return query;
}

function parseQuery(cursor: Cursor): Query {
  cursor.word('SELECT');
  const select = [parseSelection(cursor)];
  while (cursor.trySymbol(',')) select.push(parseSelection(cursor));
  cursor.word('FROM');
  const from = cursor.name();
  const follower = cursor.peek();
  let alias: string | null = null;
  if (follower.kind === 'word' && !CLAUSES.includes(follower.text.toUpperCase())) alias = cursor.name().text;
  if (cursor.tryWords('USING', 'SCOPE')) cursor.name();
  const where = cursor.tryWords('WHERE') ? parseCondition(cursor, parseQuery) : null;
  if (cursor.isNextWord('WITH'))
    throw new SoqlError('MALFORMED_QUERY', 'WITH is not known to the simulator', true);
  const groupBy: Path[] = [];
  if (cursor.tryWords('GROUP', 'BY')) {
    do groupBy.push(pathOf(cursor.name().text));
    while (cursor.trySymbol(','));
  }
  const having = cursor.tryWords('HAVING') ? parseCondition(cursor, parseQuery) : null;
  const orderBy: Order[] = [];
  if (cursor.tryWords('ORDER', 'BY')) {
    do orderBy.push(parseOrder(cursor));
    while (cursor.trySymbol(','));
  }
  const limit = cursor.tryWords('LIMIT') ? cursor.count() : null;
  const offset = cursor.tryWords('OFFSET') ? cursor.count() : 0;
  if (offset > 2000) {
    throw new SoqlError('NUMBER_OUTSIDE_VALID_RANGE', 'Maximum SOQL offset allowed is 2000');
  }
  if (cursor.tryWords('FOR')) cursor.name();
  const query = { select, from: from.text, where, groupBy, having, orderBy, limit, offset, fromAt: from.at };
  return alias === null ? query : withoutAlias(query, alias);
}

function parseSelection(cursor: Cursor): Selection {
  if (cursor.trySymbol('(')) {
    const query = parseQuery(cursor);
    cursor.symbol(')');
    return { kind: 'children', query };
  }
  if (cursor.tryWords('TYPEOF')) return parseTypeof(cursor);
  const name = cursor.name();
  if (!cursor.trySymbol('(')) {
    return { kind: 'field', path: pathOf(name.text), alias: parseAlias(cursor), at: name.at };
  }
  const call = name.text.toUpperCase();
  if (call === 'COUNT' && cursor.trySymbol(')')) return { kind: 'count-all' };
  if (call === 'FIELDS') {
    const set = cursor.name().text.toUpperCase();
    cursor.symbol(')');
    if (set === 'ALL' || set === 'STANDARD' || set === 'CUSTOM') return { kind: 'fields', set };
    return cursor.unexpected(name);
  }
  const aggregate = parseAggregate(cursor, call);
  return aggregate
    ? { kind: 'aggregate', call: aggregate, alias: parseAlias(cursor) }
    : cursor.unexpected(name);
}

function parseAlias(cursor: Cursor): string | null {
  const token = cursor.peek();
  return token.kind === 'word' && token.text.toUpperCase() !== 'FROM' ? cursor.name().text : null;
}

function parseTypeof(cursor: Cursor): Selection {
  const relationship = cursor.name().text;
  const branches: { type: string; fields: Path[] }[] = [];
  const otherwise: Path[] = [];
  const fields = (): Path[] => {
    const list = [pathOf(cursor.name().text)];
    while (cursor.trySymbol(',')) list.push(pathOf(cursor.name().text));
    return list;
  };
  while (cursor.tryWords('WHEN')) {
    const type = cursor.name().text;
    cursor.word('THEN');
    branches.push({ type, fields: fields() });
  }
  if (cursor.tryWords('ELSE')) otherwise.push(...fields());
  cursor.word('END');
  return { kind: 'typeof', relationship, branches, otherwise };
}

function parseOrder(cursor: Cursor): Order {
  const path = pathOf(cursor.name().text);
  if (cursor.trySymbol('(')) {
    throw new SoqlError('MALFORMED_QUERY', 'ORDER BY a function is not known to the simulator', true);
  }
  const descending = cursor.tryWords('DESC');
  if (!descending) cursor.tryWords('ASC');
  if (cursor.tryWords('NULLS', 'LAST')) return { path, descending, nullsLast: true };
  cursor.tryWords('NULLS', 'FIRST');
  return { path, descending, nullsLast: false };
}

/** `SELECT l.Id FROM Lead l`: the alias before a name says nothing more. */
function withoutAlias(query: Query, alias: string): Query {
  const strip = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) {
      const list: readonly unknown[] = value;
      const isPath = key === 'path' || key === 'groupBy' || key === 'fields';
      const first = list[0];
      if (
        isPath &&
        list.length > 1 &&
        typeof first === 'string' &&
        first.toLowerCase() === alias.toLowerCase()
      ) {
        return list.slice(1);
      }
      return list.map((item) => strip(item, key));
    }
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, strip(item, name)]));
  };
  return strip(query, '') as Query;
}
