import { parseDatetime } from '../org/time.ts';
import { pointAt, SoqlError, type Literal } from './ast.ts';

export type Token =
  | { readonly kind: 'word'; readonly text: string; readonly at: number }
  | { readonly kind: 'symbol'; readonly text: string; readonly at: number }
  | { readonly kind: 'literal'; readonly literal: Literal; readonly at: number }
  | { readonly kind: 'end'; readonly at: number };

const DATETIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)/i;
const DATE = /^\d{4}-\d\d-\d\d/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)/;
const SPAN = /^[A-Za-z_]+(?::\d+)/;
const WORD = /^[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*/;
const SYMBOL = /^(?:!=|<>|<=|>=|[=<>(),])/;
const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  '"': '"',
  "'": "'",
  '\\': '\\',
  // Kept with the backslash: only LIKE gives them a meaning.
  _: '\\_',
  '%': '\\%',
};

export function tokenize(soql: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | null => pattern.exec(soql.slice(at, at + 300))?.[0] ?? null;
  while (at < soql.length) {
    if (/\s/.test(soql.charAt(at))) {
      at += 1;
      continue;
    }
    const start = at;
    if (soql.charAt(at) === "'") {
      const [value, end] = text(soql, at);
      tokens.push({ kind: 'literal', literal: { kind: 'text', value }, at: start });
      at = end;
      continue;
    }
    const moment = take(DATETIME);
    const date = moment ?? take(DATE);
    const number = date ?? take(NUMBER);
    if (number !== null) {
      const literal: Literal =
        moment !== null
          ? { kind: 'datetime', ms: parseDatetime(moment) ?? fail(soql, at, moment) }
          : date !== null
            ? { kind: 'date', value: date }
            : { kind: 'number', value: Number(number) };
      tokens.push({ kind: 'literal', literal, at: start });
      at += number.length;
      continue;
    }
    const span = take(SPAN);
    const word = take(WORD);
    const symbol = take(SYMBOL);
    if (span !== null) {
      const [name = '', n = '0'] = span.split(':');
      const literal: Literal = { kind: 'span', name: name.toUpperCase(), n: Number(n) };
      tokens.push({ kind: 'literal', literal, at: start });
      at += span.length;
    } else if (word !== null) {
      tokens.push({ kind: 'word', text: word, at: start });
      at += word.length;
    } else if (symbol !== null) {
      tokens.push({ kind: 'symbol', text: symbol === '<>' ? '!=' : symbol, at: start });
      at += symbol.length;
    } else {
      fail(soql, at, soql.charAt(at));
    }
  }
  tokens.push({ kind: 'end', at: soql.length });
  return tokens;
}

function fail(soql: string, at: number, found: string): never {
  throw new SoqlError('MALFORMED_QUERY', pointAt(soql, at, `unexpected token: '${found}'`));
}

/** The text literal that starts at `at`, and where it ends. */
function text(soql: string, at: number): readonly [string, number] {
  let value = '';
  for (let index = at + 1; index < soql.length; index += 1) {
    const letter = soql.charAt(index);
    if (letter === "'") return [value, index + 1];
    if (letter !== '\\') {
      value += letter;
      continue;
    }
    index += 1;
    const escape = ESCAPES[soql.charAt(index).toLowerCase()];
    if (escape === undefined) {
      throw new SoqlError(
        'MALFORMED_QUERY',
        pointAt(soql, index, 'Invalid string literal: illegal character sequence'),
      );
    }
    value += escape;
  }
  throw new SoqlError('MALFORMED_QUERY', pointAt(soql, at, 'line 1: string literal is not closed'));
}
