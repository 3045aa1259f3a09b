import type { PropertyDefinition } from '../state/catalogue.ts';
import { tableOf, type Portal } from '../state/portal.ts';
import type { IndexedRow } from '../state/search-index.ts';
import { toMs } from '../state/values.ts';
import { asObject, optionalText, textList } from './body.ts';
import { badRequest, Gap } from '../refusal.ts';

export const OPERATORS = [
  'EQ',
  'NEQ',
  'LT',
  'LTE',
  'GT',
  'GTE',
  'BETWEEN',
  'IN',
  'NOT_IN',
  'HAS_PROPERTY',
  'NOT_HAS_PROPERTY',
  'CONTAINS_TOKEN',
  'NOT_CONTAINS_TOKEN',
] as const;
export type Operator = (typeof OPERATORS)[number];

export interface Filter {
  readonly property: string;
  readonly operator: Operator;
  readonly value: string;
  readonly highValue: string;
  readonly values: readonly string[];
}

export type Predicate = (row: IndexedRow) => boolean;

export function readFilter(value: unknown): Filter {
  const body = asObject(value);
  const operator = OPERATORS.find((each) => each === body.operator);
  if (operator === undefined) throw badRequest(`Unknown operator: ${String(body.operator)}`);
  const property = optionalText(body.propertyName, 'propertyName');
  if (property === undefined) throw badRequest('Some required fields were not set: [propertyName]');
  return {
    property,
    operator,
    value: optionalText(body.value, 'value') ?? '',
    highValue: optionalText(body.highValue, 'highValue') ?? '',
    values: textList(body.values, 'values'),
  };
}

/** Turns a filter into a test. Case counts for enumerations only; IN and NOT_IN of text need lower-case values. */
export function compile(
  portal: Portal,
  filter: Filter,
  known: ReadonlyMap<string, PropertyDefinition>,
): Predicate {
  if (filter.property.startsWith('associations.')) return compileAssociation(portal, filter);
  const definition = known.get(filter.property);
  if (definition === undefined) throw badRequest(`Property "${filter.property}" does not exist`);
  switch (definition.type) {
    case 'number':
    case 'date':
    case 'datetime':
      return compileNumber(filter, definition);
    default:
      return compileText(filter, definition.type === 'enumeration');
  }
}

/** The number a property is compared by; NaN when it has no value. */
export function numberOf(property: string): (row: IndexedRow) => number {
  switch (property) {
    case 'hs_object_id':
      return (row) => row.num;
    case 'lastmodifieddate':
    case 'hs_lastmodifieddate':
      return (row) => (property === row.type.modified ? row.updatedAt : parse(row.props[property]));
    default:
      return (row) => parse(row.props[property]);
  }
}

const parse = (text: string | undefined): number =>
  text === undefined ? NaN : /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : (toMs(text) ?? NaN);

function compileNumber(filter: Filter, definition: PropertyDefinition): Predicate {
  const of = numberOf(filter.property);
  const wanted = (text: string): number => {
    const number = definition.type === 'number' ? Number(text || NaN) : (toMs(text) ?? NaN);
    if (Number.isNaN(number)) throw badRequest(`Invalid value for ${filter.property}: ${text}`);
    return number;
  };
  switch (filter.operator) {
    case 'HAS_PROPERTY':
      return (row) => !Number.isNaN(of(row));
    case 'NOT_HAS_PROPERTY':
      return (row) => Number.isNaN(of(row));
    case 'IN':
    case 'NOT_IN': {
      const values = new Set(filter.values.map(wanted));
      const isIn = filter.operator === 'IN';
      return (row) => values.has(of(row)) === isIn;
    }
    case 'BETWEEN': {
      const [low, high] = [wanted(filter.value), wanted(filter.highValue)];
      return (row) => of(row) >= low && of(row) <= high;
    }
    case 'CONTAINS_TOKEN':
    case 'NOT_CONTAINS_TOKEN':
      return compileText(filter, false);
    case 'EQ':
    case 'NEQ':
    case 'LT':
    case 'LTE':
    case 'GT':
    case 'GTE':
      return compare(filter.operator, of, wanted(filter.value));
  }
}

function compare(
  operator: 'EQ' | 'NEQ' | 'LT' | 'LTE' | 'GT' | 'GTE',
  of: (row: IndexedRow) => number,
  value: number,
): Predicate {
  switch (operator) {
    case 'EQ':
      return (row) => of(row) === value;
    case 'NEQ':
      return (row) => of(row) !== value;
    case 'LT':
      return (row) => of(row) < value;
    case 'LTE':
      return (row) => of(row) <= value;
    case 'GT':
      return (row) => of(row) > value;
    case 'GTE':
      return (row) => of(row) >= value;
  }
}

function compileText(filter: Filter, isEnumeration: boolean): Predicate {
  const { property, operator } = filter;
  const fold = (text: string): string => (isEnumeration ? text : text.toLowerCase());
  /** A multi-select holds several values, each of which counts. */
  const of = (row: IndexedRow): readonly string[] => {
    const value = row.props[property];
    if (value === undefined) return [];
    return isEnumeration ? value.split(';') : [value.toLowerCase()];
  };
  const value = fold(filter.value);
  switch (operator) {
    case 'HAS_PROPERTY':
      return (row) => row.props[property] !== undefined;
    case 'NOT_HAS_PROPERTY':
      return (row) => row.props[property] === undefined;
    case 'EQ':
      return (row) => of(row).includes(value);
    case 'NEQ':
      return (row) => !of(row).includes(value);
    case 'IN':
    case 'NOT_IN': {
      const values = new Set(filter.values);
      const isIn = operator === 'IN';
      return (row) => of(row).some((each) => values.has(each)) === isIn;
    }
    case 'LT':
      return (row) => of(row).some((each) => each < value);
    case 'LTE':
      return (row) => of(row).some((each) => each <= value);
    case 'GT':
      return (row) => of(row).some((each) => each > value);
    case 'GTE':
      return (row) => of(row).some((each) => each >= value);
    case 'BETWEEN': {
      const high = fold(filter.highValue);
      return (row) => of(row).some((each) => each >= value && each <= high);
    }
    case 'CONTAINS_TOKEN':
    case 'NOT_CONTAINS_TOKEN': {
      const pattern = tokenPattern(value);
      const contains = operator === 'CONTAINS_TOKEN';
      return (row) => pattern.test((row.props[property] ?? '').toLowerCase()) === contains;
    }
  }
}

/** Whole words, with `*` for any characters. */
function tokenPattern(value: string): RegExp {
  const escaped = value.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`(^|[^a-z0-9])${escaped}($|[^a-z0-9])`);
}

function compileAssociation(portal: Portal, filter: Filter): Predicate {
  const name = filter.property.slice('associations.'.length);
  const to = portal.types.find(name);
  if (to === 'unsimulated') throw new Gap(`no search by associations with ${name}`);
  if (to === null) throw badRequest(`Unable to infer object type from: ${name}`);
  if (portal.customTypes.has(to.name)) throw badRequest(`Cannot search by associations with ${to.typeId}.`);
  const targets = (row: IndexedRow): readonly string[] => {
    const found = tableOf(portal, row.type).rows.get(row.id);
    return found === undefined ? [] : portal.graph.from(found, to.name).map((edge) => edge.to.id);
  };
  switch (filter.operator) {
    case 'HAS_PROPERTY':
      return (row) => targets(row).length > 0;
    case 'NOT_HAS_PROPERTY':
      return (row) => targets(row).length === 0;
    case 'EQ':
      return (row) => targets(row).includes(filter.value);
    case 'IN':
      return (row) => targets(row).some((id) => filter.values.includes(id));
    default:
      throw new Gap(`no operator ${filter.operator} on associations`);
  }
}
