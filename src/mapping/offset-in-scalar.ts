import type { Scalar } from 'yaml';

/** YAML's escapes in double quotes that stand for one character: all but those with a code. */
const CODES: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/**
 * How many characters of the file lie between the start of a scalar and a character of its text. 0 where that is not
 * simply counted: folded text over several lines, whose indents and ends of line YAML changes.
 */
export function offsetInScalar(scalar: Scalar, text: string, offset: number): number {
  if (scalar.range === undefined || scalar.range === null) return 0;
  const [start, end] = scalar.range;
  const written = text.slice(start, end);
  if (scalar.type === 'BLOCK_LITERAL') return inLiteral(String(scalar.value), written, offset);
  if (/[\r\n]/u.test(written)) return 0;
  switch (scalar.type) {
    case 'PLAIN':
      return Math.min(offset, written.length);
    case 'QUOTE_SINGLE':
      return walk(written, offset, (at) => (written.startsWith("''", at) ? 2 : 1));
    case 'QUOTE_DOUBLE':
      return walk(written, offset, (at) =>
        written.charAt(at) === '\\' ? 2 + (CODES[written.charAt(at + 1)] ?? 0) : 1,
      );
    default:
      return 0;
  }
}

/** Every line of a literal is a line of the file behind the indent of the first one; above them is the line with `|`. */
function inLiteral(value: string, written: string, offset: number): number {
  const [head = '', ...lines] = written.split('\n');
  const first = lines.find((line) => line.trim() !== '') ?? '';
  if (written.includes('\r') || /\d/u.test(head)) return 0;
  const above = value.slice(0, offset).split('\n');
  const column = above.pop()?.length ?? 0;
  const start = [head, ...lines.slice(0, above.length)].reduce((sum, line) => sum + line.length + 1, 0);
  return start + first.length - first.trimStart().length + column;
}

/** Steps over one character of the text at a time, from behind the opening quote. */
function walk(written: string, offset: number, lengthAt: (at: number) => number): number {
  let at = 1;
  for (let left = offset; left > 0 && at < written.length - 1; left -= 1) at += lengthAt(at);
  return at;
}
