import { didYouMean } from '../../domain/suggest.ts';
import type { ExpressionSchema } from '../../expression/types.ts';
import type { Path, Report } from '../../mapping/problem.ts';
import { COUNT, parseTemplate, type Template } from '../template.ts';

/** A text of which every name in braces is there. `counted`: whether `{count}` stands for something. */
export function compileTemplate(
  text: string,
  fields: ExpressionSchema,
  counted: boolean,
  path: Path,
  report: Report,
): Template {
  const template = parseTemplate(text);
  for (const piece of template.pieces) {
    if (piece.kind === 'text' || fields.has(piece.name)) continue;
    const { name, offset } = piece;
    if (name !== COUNT)
      report(
        path,
        `there is no field "${name}"`,
        didYouMean(name, fields.keys(), 'Name a field of the person.'),
        offset,
      );
    else if (!counted)
      report(path, 'nothing is counted here', 'Leave {count} out, or count an activity.', offset);
  }
  return template;
}
