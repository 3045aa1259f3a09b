import { parse } from 'csv-parse/sync';
import { HistoryError } from './history-error.ts';
import { readText } from './read-text.ts';

export interface Csv {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const DELIMITERS = [',', ';', '\t', '|'] as const;

/**
 * A CSV file in UTF-8 whose first line names the columns. What separates the cells is what the first line has most
 * of.
 */
export function readCsv(file: string): Csv {
  const text = readText(file);
  const [first = ''] = text.split(/\r?\n/u, 1);
  const count = (delimiter: string): number => first.split(delimiter).length;
  const delimiter = DELIMITERS.reduce((most, one) => (count(one) > count(most) ? one : most));
  const [header, ...rows] = parseLines(text, delimiter, file);
  if (header === undefined) throw new HistoryError(`${file} is empty. The first line must name the columns.`);
  const twice = header.find((name, index) => header.indexOf(name) !== index);
  if (twice !== undefined)
    throw new HistoryError(`${file} has two columns named "${twice}". Rename one of them.`);
  return { header, rows };
}

function parseLines(text: string, delimiter: string, file: string): readonly (readonly string[])[] {
  try {
    return parse(text, { bom: true, delimiter, skip_empty_lines: true, trim: true });
  } catch (error) {
    throw new HistoryError(
      `${file} cannot be read as CSV: ${error instanceof Error ? error.message : 'unknown'}`,
    );
  }
}
