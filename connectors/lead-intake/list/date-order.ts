import { orderToldBy, type DateOrder } from '../dates.ts';
import { intakeError } from '../failures.ts';
import type { CsvRecord } from './records.ts';

/**
 * Whether a column of dates is day first or month first, told by a day above 12 somewhere in it. Null when no date
 * needs the order. Throws `list-dates-ambiguous` when nothing tells, or when rows tell both.
 */
export async function findDateOrder(
  records: AsyncIterable<readonly CsvRecord[]>,
  column: number,
  header: string,
): Promise<DateOrder | null> {
  const lines = new Map<DateOrder | 'either', number>();
  for await (const batch of records) {
    for (const record of batch) {
      const told = record.kind === 'row' ? orderToldBy((record.cells[column] ?? '').trim()) : null;
      if (told !== null && !lines.has(told)) lines.set(told, record.line);
    }
  }
  const [dayFirst, monthFirst, either] = [lines.get('DMY'), lines.get('MDY'), lines.get('either')];
  const where = `column "${header}"`;
  if (dayFirst !== undefined && monthFirst !== undefined) {
    throw intakeError(
      'list-dates-ambiguous',
      `${where}: line ${dayFirst} is day first, line ${monthFirst} month first`,
    );
  }
  if (dayFirst !== undefined) return 'DMY';
  if (monthFirst !== undefined) return 'MDY';
  if (either === undefined) return null;
  throw intakeError(
    'list-dates-ambiguous',
    `${where}: line ${either} can be read both ways, and no line tells which`,
  );
}
