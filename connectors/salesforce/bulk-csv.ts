import { parse } from 'csv-parse/sync';
import type { WireValue } from './codec.ts';
import type { Item } from './write-plan.ts';

/**
 * Rows as Bulk API 2.0 takes them: an empty cell leaves the field alone, `#N/A` clears it. Every cell is quoted.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_prepare_csv.htm
 */
export function toCsv(items: readonly Item[], keyColumn: string): string {
  const columns = [...new Set(items.flatMap((item) => Object.keys(item.values)))].filter(
    (name) => name !== keyColumn,
  );
  const lines = [line([keyColumn, ...columns])];
  for (const item of items)
    lines.push(line([item.target, ...columns.map((name) => cell(item.values[name]))]));
  return lines.join('\n') + '\n';
}

function cell(value: WireValue | undefined): string {
  if (value === undefined) return '';
  return value === null ? '#N/A' : String(value);
}

const line = (cells: readonly string[]): string =>
  cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(',');

/** Result rows by column name. jsforce's own reader guesses the delimiter and can take `;` in a value for one. */
export const fromCsv = (csv: string): readonly Readonly<Record<string, string>>[] =>
  csv.trim() === '' ? [] : parse(csv, { columns: true, bom: true, skip_empty_lines: true });
