import { pointAt, SoqlError } from './ast.ts';
import type { Token } from './tokenize.ts';

/** Reads tokens one after another; says where and what when they are not as expected. */
export function createCursor(soql: string, tokens: readonly Token[]) {
  let index = 0;
  const end: Token = { kind: 'end', at: soql.length };
  const peek = (ahead = 0): Token => tokens[index + ahead] ?? end;
  const next = (): Token => {
    const token = peek();
    index += 1;
    return token;
  };

  const isWord = (token: Token, word: string): boolean =>
    token.kind === 'word' && token.text.toUpperCase() === word;

  function unexpected(token: Token): never {
    const found = token.kind === 'end' ? '<EOF>' : token.kind === 'literal' ? 'literal' : token.text;
    throw new SoqlError('MALFORMED_QUERY', pointAt(soql, token.at, `unexpected token: '${found}'`));
  }

  return {
    peek,
    next,
    unexpected,
    isNextWord: (word: string, ahead = 0): boolean => isWord(peek(ahead), word),
    /** Takes the words when they come next, all or none. */
    tryWords(...words: readonly string[]): boolean {
      if (!words.every((word, ahead) => isWord(peek(ahead), word))) return false;
      index += words.length;
      return true;
    },
    trySymbol(symbol: string): boolean {
      const token = peek();
      if (token.kind !== 'symbol' || token.text !== symbol) return false;
      index += 1;
      return true;
    },
    word(...words: readonly string[]): void {
      for (const word of words) {
        const token = next();
        if (!isWord(token, word)) unexpected(token);
      }
    },
    symbol(symbol: string): void {
      const token = next();
      if (token.kind !== 'symbol' || token.text !== symbol) unexpected(token);
    },
    name(): Token & { readonly kind: 'word' } {
      const token = next();
      return token.kind === 'word' ? token : unexpected(token);
    },
    count(): number {
      const token = next();
      if (token.kind !== 'literal' || token.literal.kind !== 'number') return unexpected(token);
      return token.literal.value;
    },
  };
}

export type Cursor = ReturnType<typeof createCursor>;
