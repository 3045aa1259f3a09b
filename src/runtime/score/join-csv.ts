import type { Csv } from './read-csv.ts';
import { HistoryError } from './history-error.ts';

/** Every row of the first file, with the cells of the second file's row of the same key; blanks where there is none. */
export function joinCsv(first: Csv, second: Csv, by: string): Csv {
  const [at, from] = [first.header.indexOf(by), second.header.indexOf(by)];
  if (at === -1 || from === -1)
    throw new HistoryError(`the joined files have no column "${by}" in common. Name one of both as "by".`);
  const added = second.header.filter((name) => name !== by);
  const twice = added.find((name) => first.header.includes(name));
  if (twice !== undefined)
    throw new HistoryError(`both files have a column named "${twice}". Rename it in one of them.`);
  const byKey = new Map(
    second.rows.map((row) => [row[from] ?? '', row.filter((_, index) => index !== from)]),
  );
  const blanks = added.map(() => '');
  return {
    header: [...first.header, ...added],
    rows: first.rows.map((row) => [...row, ...(byKey.get(row[at] ?? '') ?? blanks)]),
  };
}
