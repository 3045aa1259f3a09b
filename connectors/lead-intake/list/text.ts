import { createReadStream } from 'node:fs';
import iconv from 'iconv-lite';
import { intakeError } from '../failures.ts';
import type { TextEncoding } from './encoding.ts';

/** The text of a file, piece by piece, without its byte order mark. `onBytes` hears how far it has read. */
export async function* readText(
  file: string,
  { encoding }: TextEncoding,
  onBytes: (bytes: number) => void = () => undefined,
): AsyncGenerator<string> {
  const decoder = iconv.getDecoder(encoding, { stripBOM: true });
  let bytes = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 18 })) {
    const text = decoder.write(chunk as Buffer);
    // Text has no NUL: where one is, this is another encoding or no text at all.
    if (text.includes('\0'))
      throw intakeError('list-not-text', `${file} has zero bytes when read as ${encoding}`);
    bytes += (chunk as Buffer).length;
    yield text;
    onBytes(bytes);
  }
  yield decoder.end() ?? '';
}
