import { CsvError, parse } from 'csv-parse/sync';
import type { Delimiter } from '../source-config.ts';
import { readLines, type LineEnd } from './lines.ts';

export interface CsvFormat {
  readonly delimiter: Delimiter;
  readonly lineEnd: LineEnd;
}

/** One row of the file. `line` is the physical line it starts on, from 1. */
export type CsvRecord =
  | { readonly kind: 'row'; readonly line: number; readonly cells: readonly string[] }
  | { readonly kind: 'broken'; readonly line: number; readonly raw: string };

interface Framed {
  readonly line: number;
  readonly text: string;
}

// A quoted cell over more lines than this is taken for a quote that was never closed.
const MAX_LINES = 1_000;
const MAX_CHARS = 262_144;

/**
 * CSV text → rows, in batches, in flat memory. Blank lines are left out.
 *
 * A parser alone gives up at a stray quote, or swallows all rows up to the next one. So rows are framed first: lines
 * are joined while their quotes do not pair up, and what then does not parse costs only its first line; the lines
 * behind it get another chance. `width` asks that a row over several lines has as many cells as the header, which
 * tells a quote never closed from a real line break; null where the header is not known yet.
 */
export async function* readRecords(
  text: AsyncIterable<string>,
  format: CsvFormat,
  width: number | null = null,
): AsyncGenerator<readonly CsvRecord[]> {
  let open: Framed[] = [];
  let openChars = 0;
  let batch: (Framed | CsvRecord)[] = [];
  let line = 0;

  function take(first: Framed): void {
    const queue = [first];
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      if (open.length === 0 && pairsUp(next.text)) {
        if (next.text.trim() !== '') batch.push(next);
        continue;
      }
      const closes = open.length > 0 && !pairsUp(next.text);
      open.push(next);
      openChars += next.text.length;
      if (closes && joined()) continue;
      if (closes || open.length >= MAX_LINES || openChars >= MAX_CHARS) queue.unshift(...giveUpFirst());
    }
  }

  function joined(): boolean {
    const [first] = open;
    const cells = parseOne(open.map((part) => part.text).join(''), format);
    if (first === undefined || cells === null || (width !== null && cells.length !== width)) return false;
    batch.push({ kind: 'row', line: first.line, cells });
    open = [];
    openChars = 0;
    return true;
  }

  function giveUpFirst(): readonly Framed[] {
    const [first, ...others] = open;
    if (first !== undefined) batch.push({ kind: 'broken', line: first.line, raw: first.text });
    open = [];
    openChars = 0;
    return others;
  }

  for await (const lines of readLines(text, format.lineEnd)) {
    for (const physical of lines) {
      line += 1;
      take({ line, text: physical });
    }
    if (batch.length > 0) yield parseBatch(batch, format);
    batch = [];
  }
  while (open.length > 0) for (const other of giveUpFirst()) take(other);
  if (batch.length > 0) yield parseBatch(batch, format);
}

function pairsUp(text: string): boolean {
  let even = true;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) even = !even;
  return even;
}

/** One call of the parser for the whole batch, as rows are rarely broken; row by row when one is. */
function parseBatch(batch: readonly (Framed | CsvRecord)[], format: CsvFormat): readonly CsvRecord[] {
  const texts = batch.flatMap((item) => ('text' in item ? [item.text] : []));
  const all = parseMany(texts.join(''), format);
  const rows = (all?.length === texts.length ? all : null)?.values();
  return batch.map((item) => {
    if (!('text' in item)) return item;
    const cells = rows === undefined ? parseOne(item.text, format) : (rows.next().value ?? null);
    return cells === null
      ? { kind: 'broken', line: item.line, raw: item.text }
      : { kind: 'row', line: item.line, cells };
  });
}

function parseOne(text: string, format: CsvFormat): readonly string[] | null {
  const rows = parseMany(text, format);
  return rows?.length === 1 ? (rows[0] ?? null) : null;
}

function parseMany(text: string, { delimiter, lineEnd }: CsvFormat): readonly (readonly string[])[] | null {
  try {
    return parse(text, {
      delimiter,
      record_delimiter: lineEnd === '\n' ? ['\r\n', '\n'] : ['\r'],
      relax_column_count: true,
      trim: true,
    });
  } catch (error) {
    if (error instanceof CsvError) return null;
    throw error;
  }
}
