import type { Value } from '../domain/value.ts';

/** The name that stands for how often something happened. */
export const COUNT = 'count';

/** A text with names in braces, as `{count} visits to pricing`. */
export interface Template {
  readonly text: string;
  readonly pieces: readonly TemplatePiece[];
}

export type TemplatePiece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'name'; readonly name: string; readonly offset: number };

export const parseTemplate = (text: string): Template => ({
  text,
  pieces: [...text.matchAll(/\{([^{}]*)\}|[^{]+|\{/gu)].map(({ 0: piece, 1: name, index }): TemplatePiece =>
    name === undefined
      ? { kind: 'text', text: piece }
      : { kind: 'name', name: name.trim(), offset: index + 1 },
  ),
});

export type ReadName = (name: string) => Value | undefined;

/** `{count}` stands for how often it happened; null: that is not counted. */
export const withCount =
  (count: number | null, read: ReadName): ReadName =>
  (name) =>
    name === COUNT ? count : read(name);

/** The text with what its names stand for; null when one of them has no value. */
export function fillTemplate({ pieces }: Template, read: ReadName): string | null {
  let filled = '';
  for (const piece of pieces) {
    if (piece.kind === 'text') {
      filled += piece.text;
      continue;
    }
    const value = read(piece.name);
    if (value === undefined || value === null || value === '') return null;
    filled += Array.isArray(value) ? value.join(', ') : String(value);
  }
  return filled;
}
