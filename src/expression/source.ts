import { endOfLine, endOfText } from './scan.ts';

/**
 * The text of a part. The tree does not tell of brackets around operands, so those at the ends of the part that it
 * would otherwise cut apart are added: of `(a || b) && c` the tree says that it begins at `a`.
 */
export function sourceOf(text: string, start: number, end: number): string {
  const { unopened, unclosed } = openBrackets(text, start, end);
  let from = start;
  let to = end;
  for (let missing = unopened; missing > 0; missing -= 1) {
    const before = text.slice(0, from).trimEnd().length - 1;
    if (text.charAt(before) === '(') from = before;
  }
  for (let missing = unclosed; missing > 0; missing -= 1) {
    const after = text.length - text.slice(to).trimStart().length;
    if (text.charAt(after) === ')') to = after + 1;
  }
  return text.slice(from, to);
}

/** Closing brackets without an opening one, and opening brackets without a closing one. */
function openBrackets(text: string, start: number, end: number): { unopened: number; unclosed: number } {
  let unopened = 0;
  let unclosed = 0;
  for (let at = start; at < end;) {
    const char = text.charAt(at);
    if (char === '"' || char === "'") {
      at = endOfText(text, at, char);
      continue;
    }
    if (text.startsWith('//', at)) {
      at = endOfLine(text, at);
      continue;
    }
    if (char === '(') unclosed += 1;
    else if (char === ')' && unclosed > 0) unclosed -= 1;
    else if (char === ')') unopened += 1;
    at += 1;
  }
  return { unopened, unclosed };
}
