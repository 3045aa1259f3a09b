import { parse } from 'csv-parse';

export const DELIMITERS = {
  COMMA: ',',
  SEMICOLON: ';',
  TAB: '\t',
  PIPE: '|',
  CARET: '^',
  BACKQUOTE: '`',
} as const;
export type DelimiterName = keyof typeof DELIMITERS;

export const LINE_ENDINGS = { LF: '\n', CRLF: '\r\n' } as const;
export type LineEndingName = keyof typeof LINE_ENDINGS;

export interface CsvForm {
  readonly delimiter: DelimiterName;
  readonly lineEnding: LineEndingName;
}

/**
 * The rows of a CSV text, header first, one at a time: a file of 100,000 rows is never held as objects at once.
 * Throws csv-parse's `CsvError` on a broken quote or a row with more or fewer cells than the header.
 */
export async function* readCsv(text: Buffer, form: CsvForm): AsyncGenerator<readonly string[]> {
  const rows = parse(text, {
    delimiter: DELIMITERS[form.delimiter],
    record_delimiter: LINE_ENDINGS[form.lineEnding],
    skip_empty_lines: true,
  });
  for await (const row of rows) yield row as string[];
}

/** Rows as CSV text, every cell quoted: clients guess the delimiter from the first unquoted one they meet. */
export function writeCsv(rows: Iterable<readonly string[]>, form: CsvForm): string {
  const lines: string[] = [];
  for (const row of rows) {
    lines.push(row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(DELIMITERS[form.delimiter]));
  }
  lines.push('');
  return lines.join(LINE_ENDINGS[form.lineEnding]);
}
