import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';
import type { Delimiter } from '../source-config.ts';

/**
 * The rows that were not taken, as a list that can be mended and imported again: `line`, `reason`, the columns of the
 * original, and `raw` with the text of a row that could not be split into cells.
 */
export interface Rejects {
  add(
    line: number,
    reason: string,
    row: { readonly cells: readonly string[] } | { readonly raw: string },
  ): Promise<void>;
  /** The file, or null when nothing was rejected and so none was written. */
  close(): Promise<string | null>;
}

export async function createRejects(
  file: string,
  headers: readonly string[],
  delimiter: Delimiter,
): Promise<Rejects> {
  // The rejects of an earlier import would be taken for this one's.
  await rm(file, { force: true });
  let stream: WriteStream | null = null;

  const toLine = (cells: readonly string[]): string =>
    `${cells.map((cell) => quoted(cell, delimiter)).join(delimiter)}\r\n`;

  async function start(): Promise<WriteStream> {
    await mkdir(dirname(file), { recursive: true });
    // People's details: for the owner's eyes only.
    const started = createWriteStream(file, { mode: 0o600 });
    await once(started, 'open');
    // Spreadsheets take UTF-8 for what it is only with a byte order mark.
    started.write(`\uFEFF${toLine(['line', 'reason', ...headers, 'raw'])}`);
    return started;
  }

  return {
    async add(line, reason, row) {
      stream ??= await start();
      const whole = 'cells' in row && row.cells.length <= headers.length;
      const cells = whole ? row.cells : [];
      const padding = Array.from({ length: headers.length - cells.length }, () => '');
      const raw = 'raw' in row ? row.raw.replace(/[\r\n]+$/, '') : whole ? '' : toLine(row.cells).trimEnd();
      if (!stream.write(toLine([String(line), reason, ...cells, ...padding, raw])))
        await once(stream, 'drain');
    },
    async close() {
      if (stream === null) return null;
      stream.end();
      await finished(stream);
      return file;
    },
  };
}

const quoted = (cell: string, delimiter: Delimiter): string =>
  cell.includes(delimiter) || /["\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
