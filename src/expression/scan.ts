import { LIMITS } from './limits.ts';
import { problemAt, type ExpressionProblem } from './problem.ts';

export type Scanned =
  | { readonly kind: 'ok'; readonly text: string }
  | { readonly kind: 'problem'; readonly problem: ExpressionProblem };

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isWord = (code: number): boolean =>
  isDigit(code) || (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;

/**
 * The step before parsing. CEL has no lengths of time as `30d`, but it has unsigned numbers as `30u`, which nobody needs
 * here. So the unit becomes a `u`: every character stays where it was, positions stay right, and the unit is still to
 * be read in the original. Text in quotes and comments are left alone. Long runs of `!` and `-` are refused here, as
 * the parser would call itself once for each.
 */
export function scan(text: string): Scanned {
  const units: number[] = [];
  let signs = 0;
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    if (char === '"' || char === "'") at = endOfText(text, at, char);
    else if (char === '/' && text.charAt(at + 1) === '/') at = endOfLine(text, at);
    else if (isWord(char.charCodeAt(0))) {
      const end = endOfWord(text, at);
      const unit = unitOf(text, at, end);
      if (unit === 'not-whole' || unit === 'unsigned') {
        return { kind: 'problem', problem: numberProblem(text, at, end, unit) };
      }
      if (unit !== null) units.push(unit);
      at = end;
    } else {
      if (char === '!' || char === '-') signs += 1;
      else if (char.trim() !== '') signs = 0;
      if (signs > LIMITS.depth) return { kind: 'problem', problem: tooManySigns(text, at) };
      at += 1;
      continue;
    }
    signs = 0;
  }
  if (units.length === 0) return { kind: 'ok', text };
  let from = 0;
  const pieces = units.map((unit) => {
    const piece = `${text.slice(from, unit)}u`;
    from = unit + 1;
    return piece;
  });
  return { kind: 'ok', text: pieces.join('') + text.slice(from) };
}

/** After the closing quote of the text in quotes that begins at `start`. */
export function endOfText(text: string, start: number, quote: string): number {
  const mark = text.startsWith(quote.repeat(3), start) ? quote.repeat(3) : quote;
  let at = start + mark.length;
  while (at < text.length && !text.startsWith(mark, at)) at += text.charAt(at) === '\\' ? 2 : 1;
  return at + mark.length;
}

/** Where the line ends that `start` is in. */
export function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end === -1 ? text.length : end;
}

function endOfWord(text: string, start: number): number {
  let end = start;
  while (end < text.length && isWord(text.charCodeAt(end))) end += 1;
  return end;
}

/** Where the unit of a length of time stands; null when the word is none. */
function unitOf(text: string, start: number, end: number): number | 'not-whole' | 'unsigned' | null {
  const word = text.slice(start, end);
  if (!/^\d+[a-zA-Z]$/.test(word)) return null;
  if (/u$/i.test(word)) return 'unsigned';
  if (!/[wdhms]$/.test(word)) return null;
  const fraction = text.charAt(start - 1) === '.' && isDigit(text.charCodeAt(start - 2));
  return fraction ? 'not-whole' : end - 1;
}

function numberProblem(
  text: string,
  start: number,
  end: number,
  what: 'not-whole' | 'unsigned',
): ExpressionProblem {
  return what === 'unsigned'
    ? problemAt(text, start, `there are no unsigned numbers`, `Write ${text.slice(start, end - 1)}.`)
    : problemAt(text, start, 'a length of time must be a whole number', 'Use a smaller unit: 36h, not 1.5d.');
}

const tooManySigns = (text: string, at: number): ExpressionProblem =>
  problemAt(text, at, `more than ${LIMITS.depth} signs in a row`, 'Leave out signs that cancel each other.');
