import type { Report, ReportCell } from '../domain/report.ts';

/** A spreadsheet takes a text that begins so for a formula. */
const FORMULA = /^[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",\r\n]/;

/** As CSV (RFC 4180), with a head of the columns' stable names. */
export const reportAsCsv = ({ columns, rows }: Report): string =>
  [
    columns.map(({ name }) => textCell(name)),
    ...rows.map((row) =>
      row.map((cell, index) => (columns[index]?.kind === 'text' ? textCell(cell) : plain(cell))),
    ),
  ]
    .map((cells) => `${cells.join(',')}\r\n`)
    .join('');

const plain = (cell: ReportCell): string => (cell === null ? '' : String(cell));

function textCell(cell: ReportCell): string {
  const text = plain(cell);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
