import pg, { type CustomTypesConfig } from 'pg';

/** https://github.com/postgres/postgres/blob/REL_18_STABLE/src/include/catalog/pg_type.dat */
const OID = {
  int8: 20,
  date: 1082,
  numeric: 1700,
  int8Array: 1016,
  dateArray: 1182,
  numericArray: 1231,
} as const;
const TEXT_ARRAY_OID = 1009;

/**
 * How column values become JavaScript values, on every database: int8, count and numeric are `number` (`pg` alone gives
 * strings), date is `'YYYY-MM-DD'` (`pg` alone gives midnight in the machine's zone), timestamptz is `Date`, json is
 * parsed. An int8 beyond 2^53 fails the query: silently rounding an id would be worse.
 */
export const valueTypes: CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (format !== 'binary') {
      const parser = textParsers.get(oid);
      if (parser !== undefined) return parser;
    }
    return standardParser(oid, format);
  }) as CustomTypesConfig['getTypeParser'],
};

/** `pg` types its argument as one of a list, and takes any number. */
const standardParser = pg.types.getTypeParser as unknown as (
  oid: number,
  format?: 'text' | 'binary',
) => (text: string) => unknown;

const toArray = standardParser(TEXT_ARRAY_OID) as (text: string) => (string | null)[];

const arrayOf =
  <T>(parse: (text: string) => T) =>
  (text: string) =>
    toArray(text).map((item) => (item === null ? null : parse(item)));

function toInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 ${text} does not fit in a JavaScript number`);
  return value;
}

const asIs = (text: string): string => text;

const textParsers: ReadonlyMap<number, (text: string) => unknown> = new Map<
  number,
  (text: string) => unknown
>([
  [OID.int8, toInteger],
  [OID.numeric, Number],
  [OID.date, asIs],
  [OID.int8Array, arrayOf(toInteger)],
  [OID.numericArray, arrayOf(Number)],
  [OID.dateArray, arrayOf(asIs)],
]);
