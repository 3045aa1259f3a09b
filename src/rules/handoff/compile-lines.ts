import type { ExpressionSchema } from '../../expression/types.ts';
import type { Path, Report } from '../../mapping/problem.ts';
import { compileTemplate } from '../files/compile-template.ts';
import type { LineDocument } from './document.ts';
import { parseLines, type Lines } from './lines.ts';

/** A text of several lines, of which every name in braces is there. */
export function compileLines(text: string, fields: ExpressionSchema, path: Path, report: Report): Lines {
  compileTemplate(text, fields, false, path, report);
  return parseLines(text);
}

/** One text, or several of which the first is taken that can be filled. */
export const compileFirst = (
  source: LineDocument,
  fields: ExpressionSchema,
  path: Path,
  report: Report,
): readonly Lines[] =>
  typeof source === 'string'
    ? [compileLines(source, fields, path, report)]
    : source.first.map((text, index) => compileLines(text, fields, [...path, 'first', index], report));
