/** `\n` stands for both `\n` and `\r\n`. */
export type LineEnd = '\n' | '\r';

/** The first line end outside quotes tells what ends all lines. */
export function detectLineEnd(sample: string): LineEnd {
  let quoted = false;
  for (let index = 0; index < sample.length; index += 1) {
    const char = sample[index];
    if (char === '"') quoted = !quoted;
    if (quoted) continue;
    if (char === '\n') return '\n';
    if (char === '\r' && sample[index + 1] !== '\n') return '\r';
  }
  return '\n';
}

/** Physical lines with their ends, in the pieces the text came in. The last line may have no end. */
export async function* readLines(
  text: AsyncIterable<string>,
  end: LineEnd,
): AsyncGenerator<readonly string[]> {
  let rest = '';
  for await (const piece of text) {
    const joined = rest + piece;
    const lines: string[] = [];
    let start = 0;
    for (let at = joined.indexOf(end); at !== -1; at = joined.indexOf(end, start)) {
      lines.push(joined.slice(start, at + 1));
      start = at + 1;
    }
    rest = joined.slice(start);
    if (rest.length > MAX_LINE) {
      // A "line" this long is no line; handing it on in parts keeps memory flat, and each part is rejected.
      lines.push(rest);
      rest = '';
    }
    if (lines.length > 0) yield lines;
  }
  if (rest !== '') yield [rest];
}

const MAX_LINE = 1_000_000;
