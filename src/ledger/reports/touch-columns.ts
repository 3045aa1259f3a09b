import { sql, type RawBuilder } from 'kysely';

/** Columns of touches that can be asked for, as SQL over `touchpoint t`; what is no column of its own is among the details. */
const COLUMNS: Readonly<Record<string, RawBuilder<unknown>>> = {
  system: sql`t.system`,
  kind: sql`t.kind`,
  about: sql`t.about`,
  campaign: sql`t.campaign`,
};

const touchColumn = (name: string): RawBuilder<unknown> =>
  COLUMNS[name] ?? sql`t.details -> ${sql.lit(name)}`;

export const touchColumns = (names: readonly string[]): RawBuilder<unknown> =>
  sql.join(names.map(touchColumn));

/** Touches as JSON: a list for each column, all in the same order. One for each touch would take longer to make and to read. */
export const touchLists = (
  own: readonly RawBuilder<unknown>[],
  names: readonly string[],
): RawBuilder<unknown> =>
  sql`json_build_array(${sql.join([...own, ...names.map(touchColumn)].map((column) => sql`json_agg(${column})`))})`;

/** A moment as whole milliseconds since 1970. */
export const millis = (moment: RawBuilder<unknown>): RawBuilder<number> =>
  sql<number>`floor(date_part('epoch', ${moment}) * 1000)::bigint`;
