import type { Report, ReportCell, ReportColumn, ReportNote } from '../domain/report.ts';

/** A column with what it shows of a row. */
export type Column<Row> = ReportColumn & { readonly of: (row: Row) => ReportCell };

export interface ReportParts<Row> {
  readonly name: string;
  readonly title: string;
  readonly asked: readonly string[];
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly notes: readonly ReportNote[];
}

export const makeReport = <Row>({ columns, rows, ...rest }: ReportParts<Row>): Report => ({
  ...rest,
  columns: columns.map(({ of: _, ...column }) => column),
  rows: rows.map((row) => columns.map((column) => column.of(row))),
});

export const column = <Row>(
  kind: ReportColumn['kind'],
  name: string,
  title: string,
  of: (row: Row) => ReportCell,
): Column<Row> => ({ kind, name, title, of });
