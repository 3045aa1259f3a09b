import type { z } from 'zod';
import type { Locate, Problem, Report } from '../mapping/problem.ts';
import { readShape } from '../mapping/read-shape.ts';
import type { Guide } from '../mapping/tell.ts';

/** A rules file with what is needed to point into it again. */
export interface ParsedFile<T> {
  readonly value: T;
  readonly file: string;
  readonly locate: Locate;
}

export type ParseResult<T> =
  | ({ readonly kind: 'ok' } & ParsedFile<T>)
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

/**
 * Reads a rules file: its form first, then what it means. Every problem is told with its place, its cause and its fix.
 * `file` is only a name.
 */
export function readFile<S, T>(
  text: string,
  file: string,
  shape: z.ZodType<S>,
  guide: Guide,
  compile: (source: S, report: Report) => T,
): ParseResult<T> {
  const read = readShape(text, file, shape, guide);
  if (read.kind === 'ok') {
    const value = compile(read.value, read.report);
    if (read.problems().length === 0) return { kind: 'ok', value, file, locate: read.locate };
  }
  return { kind: 'invalid', problems: read.problems() };
}
