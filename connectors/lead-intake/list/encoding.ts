import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { intakeError } from '../failures.ts';
import type { Encoding } from '../source-config.ts';

export interface TextEncoding {
  readonly encoding: Encoding;
  readonly bom: boolean;
}

/** What a file of another kind starts with, so that people are told what they have instead of "not text". */
const OTHER_KINDS: readonly (readonly [bytes: string, kind: string])[] = [
  ['504b0304', 'an Excel workbook or a zip archive'],
  ['d0cf11e0', 'an old Excel workbook'],
  ['1f8b', 'a gzip archive'],
  ['25504446', 'a PDF document'],
];

/**
 * How a text file is encoded: by its byte order mark; else UTF-16 when its first two characters have a zero byte each;
 * else UTF-8 when the whole file is valid UTF-8 (a sample may end before the first accent); else Windows-1252, of which
 * Latin-1 text is a part. A choice wins over all but the byte order mark. Throws `list-not-text`.
 */
export async function detectEncoding(file: string, choice: Encoding | undefined): Promise<TextEncoding> {
  const head = await readHead(file);
  const kind = OTHER_KINDS.find(([bytes]) => head.toString('hex').startsWith(bytes))?.[1];
  if (kind !== undefined) throw intakeError('list-not-text', `${file} is ${kind}`);
  const marked = byMark(head);
  if (marked !== null) return { encoding: marked, bom: true };
  if (choice !== undefined) return { encoding: choice, bom: false };
  if (head.length >= 4 && head[1] === 0 && head[3] === 0) return { encoding: 'utf-16le', bom: false };
  if (head.length >= 4 && head[0] === 0 && head[2] === 0) return { encoding: 'utf-16be', bom: false };
  return { encoding: (await isUtf8(file)) ? 'utf-8' : 'windows-1252', bom: false };
}

function byMark(head: Buffer): Encoding | null {
  const hex = head.toString('hex');
  if (hex.startsWith('efbbbf')) return 'utf-8';
  if (hex.startsWith('fffe')) return 'utf-16le';
  return hex.startsWith('feff') ? 'utf-16be' : null;
}

async function readHead(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(8), 0, 8, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function isUtf8(file: string): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
      decoder.decode(chunk as Buffer, { stream: true });
    }
    decoder.decode();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
