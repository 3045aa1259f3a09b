import type { Report } from '../../src/domain/report.ts';
import type { Figures } from './recount.ts';

/** A figure of a report beside the recount. */
export interface Compared {
  readonly origin: string;
  readonly column: string;
  /** Null: there is no such row. */
  readonly told: number | string | null;
  readonly counted: number | string | null;
}

/** Every figure of every row, of the columns that are counted again. */
export function compare({ columns, rows }: Report, counted: Figures): readonly Compared[] {
  const names = [...new Set(Object.values(counted).flatMap((row) => Object.keys(row)))];
  const told = new Map(rows.map(([origin, ...cells]) => [String(origin), cells]));
  const cellOf = (origin: string, name: string): number | string | null => {
    const index = columns.findIndex((column) => column.name === name);
    const cell = told.get(origin)?.[index - 1] ?? null;
    return columns[index]?.kind === 'share' && typeof cell === 'number' ? cell.toFixed(6) : cell;
  };
  return [...new Set([...Object.keys(counted), ...told.keys()])].flatMap((origin) =>
    names.map((column) => ({
      origin,
      column,
      told: cellOf(origin, column),
      counted: counted[origin]?.[column] ?? null,
    })),
  );
}

/** One line for each origin, each figure twice: as the report tells it, and as it was counted again. */
export function asTable(compared: readonly Compared[]): readonly Readonly<Record<string, string>>[] {
  return [...Map.groupBy(compared, ({ origin }) => origin)].map(([origin, figures]) => ({
    origin,
    ...Object.fromEntries(
      figures.flatMap(({ column, told, counted }) => [
        [column, String(told ?? 'none')],
        [`${column}, recounted`, String(counted ?? 'none')],
      ]),
    ),
  }));
}

export function sumOf({ columns, rows }: Report, column: string): number {
  const index = columns.findIndex(({ name }) => name === column);
  return rows.reduce((sum, row) => sum + Number(row[index]), 0);
}
