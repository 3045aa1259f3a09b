import { DELIMITERS, type Columns, type Delimiter } from '../source-config.ts';
import { knownHeaders } from './header.ts';
import { detectLineEnd } from './lines.ts';
import { readRecords, type CsvFormat, type CsvRecord } from './records.ts';

/** Rows looked at for the header and the delimiter. */
const HEAD_ROWS = 20;

/**
 * The delimiter under which the most known column names appear; among equals, the one that makes the most rows as wide
 * as the widest. A list of one column has no delimiter and is read with a comma.
 */
export async function detectFormat(
  sample: string,
  columns: Columns,
  choice: Delimiter | undefined,
): Promise<{ readonly format: CsvFormat; readonly head: readonly CsvRecord[] }> {
  const lineEnd = detectLineEnd(sample);
  const candidates = await Promise.all(
    (choice === undefined ? DELIMITERS : [choice]).map(async (delimiter) => {
      const format: CsvFormat = { delimiter, lineEnd };
      const head = await headRecords(sample, format);
      const rows = head.flatMap((record) => (record.kind === 'row' ? [record.cells] : []));
      const width = Math.max(1, ...rows.map((cells) => cells.length));
      const even = width === 1 ? 0 : rows.filter((cells) => cells.length === width).length;
      const known = Math.max(0, ...rows.map((cells) => knownHeaders(cells, columns)));
      return { format, head, score: known * (HEAD_ROWS + 1) + even };
    }),
  );
  return candidates.reduce((best, next) => (next.score > best.score ? next : best));
}

async function headRecords(sample: string, format: CsvFormat): Promise<readonly CsvRecord[]> {
  const head: CsvRecord[] = [];
  for await (const batch of readRecords(once(sample), format)) head.push(...batch);
  return head.slice(0, HEAD_ROWS);
}

// eslint-disable-next-line @typescript-eslint/require-await -- the reader takes asynchronous text
async function* once(text: string): AsyncGenerator<string> {
  yield text;
}
