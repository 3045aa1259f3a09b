/**
 * SOQL, built so that no value can change the statement.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_quotedstringescapes.htm
 */

/** A value of a WHERE clause. Numbers, booleans and datetimes are written without quotes. */
export type Literal = string | number | boolean | null | { readonly datetime: string };

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
};

/** The literal as SOQL text. A backslash is escaped too: one at the end would swallow the closing quote. */
export function literal(value: Literal): string {
  if (typeof value === 'string')
    return `'${value.replace(/[\\'"\n\r\t\b\f]/g, (char) => ESCAPES[char] ?? char)}'`;
  if (typeof value === 'object' && value !== null)
    return `${new Date(value.datetime).toISOString().slice(0, 19)}Z`;
  return String(value);
}

/** `field IN (…)`. An empty list is a bug of ours: dropped, it would select everything. */
export function isIn(field: string, values: readonly Literal[]): string {
  if (values.length === 0) throw new RangeError(`an empty IN list for ${field}`);
  return `${name(field)} IN (${values.map(literal).join(',')})`;
}

export interface Select {
  readonly fields: readonly string[];
  readonly from: string;
  readonly where?: string;
  readonly orderBy?: readonly string[];
  readonly limit?: number;
}

export function select({ fields, from, where, orderBy, limit }: Select): string {
  return [
    `SELECT ${[...new Set(fields)].map(name).join(',')} FROM ${name(from)}`,
    ...(where === undefined ? [] : [`WHERE ${where}`]),
    ...(orderBy === undefined ? [] : [`ORDER BY ${orderBy.map(name).join(',')}`]),
    ...(limit === undefined ? [] : [`LIMIT ${limit}`]),
  ].join(' ');
}

/** A statement travels in a URL of at most 16,384 bytes with its headers; this leaves room for the rest of it. */
const IN_VALUES = 400;
const IN_ENCODED_CHARS = 10_000;

/** Splits values so that each IN list fits in a statement. Keeps their order. */
export function inChunks(values: readonly Literal[]): readonly (readonly Literal[])[] {
  const chunks: Literal[][] = [];
  let room = 0;
  for (const value of values) {
    const size = encodeURIComponent(literal(value)).length + 3;
    const last = chunks.at(-1);
    if (last === undefined || last.length >= IN_VALUES || size > room) {
      chunks.push([value]);
      room = IN_ENCODED_CHARS - size;
    } else {
      last.push(value);
      room -= size;
    }
  }
  return chunks;
}

/** Names come from mappings and describes; anything else must not reach a statement. */
function name(text: string): string {
  if (!/^[A-Za-z]\w*(?:\.[A-Za-z]\w*)*$/.test(text))
    throw new RangeError(`not a field or object name: ${text}`);
  return text;
}
