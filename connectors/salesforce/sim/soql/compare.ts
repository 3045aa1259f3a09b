import type { FieldDescribe, FieldValue } from '../org.ts';
import { to18 } from '../org/ids.ts';
import { datetime } from '../org/time.ts';
import { SoqlError, type Comparison, type Literal } from './ast.ts';
import { spanOf } from './span.ts';

/** A value in the form in which the field's values compare with `<`: numbers, or text. Null stays null. */
export type Key = string | number | null;

const NUMBERS = new Set(['int', 'double', 'currency', 'percent']);

/** A stored value as a key. Text compares without case; ids compare exactly. */
export function keyOf(field: FieldDescribe, value: FieldValue): Key {
  if (value === null) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') return value;
  return isExact(field) ? value : value.toLowerCase();
}

const isExact = (field: FieldDescribe): boolean =>
  field.type === 'id' ||
  field.type === 'reference' ||
  field.type === 'date' ||
  field.type === 'datetime' ||
  field.caseSensitive;

/** A literal as a key of the field; refuses literals of the wrong kind as Salesforce does. */
export function literalKey(field: FieldDescribe, literal: Literal): Key {
  switch (literal.kind) {
    case 'null':
      return null;
    case 'boolean':
      if (field.type !== 'boolean') return mismatch(field);
      return literal.value ? 1 : 0;
    case 'number':
      return NUMBERS.has(field.type) ? literal.value : mismatch(field);
    case 'datetime':
      if (field.type !== 'datetime') return mismatch(field);
      // The fraction matters against whole seconds, so it is kept here.
      return datetime(literal.ms).replace(
        '.000',
        `.${String(((literal.ms % 1000) + 1000) % 1000).padStart(3, '0')}`,
      );
    case 'date':
      return field.type === 'date' ? literal.value : mismatch(field);
    case 'text':
      if (
        NUMBERS.has(field.type) ||
        field.type === 'boolean' ||
        field.type === 'date' ||
        field.type === 'datetime'
      ) {
        return mismatch(field);
      }
      if (literal.value === '') return null;
      if (field.type === 'id' || (field.type === 'reference' && field.referenceTo.length > 0)) {
        return to18(literal.value) ?? badId(field, literal.value);
      }
      return isExact(field) ? literal.value : literal.value.toLowerCase();
    case 'span':
      return mismatch(field);
  }
}

function mismatch(field: FieldDescribe): never {
  const wanted = field.type === 'datetime' ? 'dateTime' : field.type === 'string' ? 'string' : field.type;
  const quotes =
    field.soapType === 'xsd:string' || field.soapType === 'tns:ID' ? 'should be' : 'should not be';
  throw new SoqlError(
    'INVALID_FIELD',
    `value of filter criterion for field '${field.name}' must be of type ${wanted} and ${quotes} enclosed in quotes`,
  );
}

function badId(field: FieldDescribe, value: string): never {
  throw new SoqlError('INVALID_QUERY_FILTER_OPERATOR', `invalid ID field: ${value} (${field.name})`);
}

/** A test of keys against a literal. Nulls equal only null and are neither smaller nor greater. */
export function comparison(
  field: FieldDescribe,
  operator: Comparison,
  literal: Literal,
  nowMs: number,
): (key: Key) => boolean {
  if (literal.kind === 'span') return spanComparison(field, operator, literal.name, literal.n, nowMs);
  const wanted = literalKey(field, literal);
  switch (operator) {
    case '=':
      return (key) => key === wanted;
    case '!=':
      return (key) => key !== wanted;
    case '<':
      return (key) => key !== null && wanted !== null && key < wanted;
    case '<=':
      return (key) => key !== null && wanted !== null && key <= wanted;
    case '>':
      return (key) => key !== null && wanted !== null && key > wanted;
    case '>=':
      return (key) => key !== null && wanted !== null && key >= wanted;
  }
}

function spanComparison(
  field: FieldDescribe,
  operator: Comparison,
  name: string,
  n: number,
  nowMs: number,
): (key: Key) => boolean {
  if (field.type !== 'date' && field.type !== 'datetime') return mismatch(field);
  const { start, end } = spanOf(name, n, nowMs);
  const form = (ms: number): string =>
    field.type === 'date' ? new Date(ms).toISOString().slice(0, 10) : datetime(ms);
  const from = form(start);
  const until = form(end);
  const test = (inside: (key: string) => boolean) => (key: Key) => typeof key === 'string' && inside(key);
  switch (operator) {
    case '=':
      return test((key) => key >= from && key < until);
    case '!=':
      return (key) => !(typeof key === 'string' && key >= from && key < until);
    case '<':
      return test((key) => key < from);
    case '<=':
      return test((key) => key < until);
    case '>':
      return test((key) => key >= until);
    case '>=':
      return test((key) => key >= from);
  }
}
