import type { Report } from '../../../src/domain/report.ts';
import type { Figures } from './recount.ts';

/** A figure of a report beside the recount; null: there is none. */
export interface Compared {
  readonly row: string;
  readonly column: string;
  readonly told: string | null;
  readonly counted: string | null;
}

/** Every figure of the report, and every one that was counted again. */
export function compare({ columns, rows }: Report, counted: Figures): readonly Compared[] {
  const told: Record<string, Record<string, number | string | null>> = {};
  for (const [name, ...cells] of rows)
    told[String(name)] = Object.fromEntries(
      cells.map((cell, index) => [columns[index + 1]?.name ?? '', cell]),
    );
  const names = new Set([...Object.keys(told), ...Object.keys(counted)]);
  return [...names].flatMap((row) =>
    [...new Set([...Object.keys(told[row] ?? {}), ...Object.keys(counted[row] ?? {})])].map((column) => ({
      row,
      column,
      told: textOf(column, told[row]?.[column]),
      counted: textOf(column, counted[row]?.[column]),
    })),
  );
}

/** Systems take seconds for what a person does at once: two tenths that follow each other may be one time. */
const isOneTime = ({ column, told, counted }: Compared): boolean =>
  column.endsWith('_hours') && Math.abs(Number(told) - Number(counted)) < 0.11;

export const isDifferent = (figure: Compared): boolean =>
  figure.told !== figure.counted && !isOneTime(figure);

/** Hours to a tenth, as the systems take seconds for what a person does at once; shares to six decimals. */
function textOf(column: string, cell: number | string | null | undefined): string | null {
  if (cell === undefined || cell === null) return cell === null ? '(none)' : null;
  if (typeof cell === 'string') return cell;
  if (column.endsWith('_hours')) return cell.toFixed(1);
  return column.startsWith('conversion') ? cell.toFixed(6) : String(cell);
}
