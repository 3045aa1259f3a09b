import type { Report, ReportCell, ReportColumn } from '../domain/report.ts';
import { printTable } from './print.ts';

/** A report as a table, and below it what is to be known before somebody believes it. */
export function printReport({ title, asked, columns, rows, notes }: Report, empty = 'Nothing yet.'): void {
  printTable(
    asked.length === 0 ? title : `${title} (${asked.join(', ')})`,
    columns.map((column) => column.title),
    rows.map((row) => row.map((cell, index) => shown(cell, columns[index]?.kind))),
    empty,
  );
  if (notes.length === 0) return;
  console.log('\nMind');
  for (const { text, ids } of notes) console.log(`  ${text}${ids.length === 0 ? '' : `: ${ids.join(', ')}`}`);
}

function shown(cell: ReportCell, kind: ReportColumn['kind'] | undefined): string | number {
  if (cell === null) return '–';
  if (typeof cell === 'string') return cell;
  if (kind === 'share') return `${(100 * cell).toFixed(1)} %`;
  return kind === 'hours' || kind === 'ratio' ? cell.toFixed(2) : cell;
}
