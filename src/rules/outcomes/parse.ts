import type { ExpressionSchema } from '../../expression/types.ts';
import { makeProblem } from '../../mapping/problem.ts';
import { readFile, type ParseResult } from '../read-file.ts';
import type { QualificationRules } from '../rules.ts';
import { compileOutcomes } from './compile.ts';
import { keysAt, outcomesDocument } from './document.ts';
import type { Outcomes } from './outcomes.ts';

/** Below the folder of the mappings. */
export const OUTCOMES_FILE = 'rules/outcomes.yaml';

const GUIDE = { whole: 'the outcomes', page: 'docs/outcomes.md', keysAt };

/**
 * Reads `outcomes.yaml`. `fields` are the canonical fields of a person and, as `company.<name>`, of a company;
 * `qualification` has the stages, null when there is no such file. Every problem is told with its place, its cause and its
 * fix. `file` is only a name.
 */
export function parseOutcomes(
  text: string,
  file: string,
  fields: ExpressionSchema,
  qualification: QualificationRules | null,
): ParseResult<Outcomes> {
  if (qualification !== null)
    return readFile(text, file, outcomesDocument, GUIDE, (source, report) =>
      compileOutcomes(source, fields, qualification, report),
    );
  const problem = makeProblem({
    code: 'not-a-mapping',
    file,
    line: 1,
    column: 1,
    path: '',
    cause: 'there is no rules/qualification.yaml, so there are no stages to lead to',
    fix: 'Add it, or remove this file.',
  });
  return { kind: 'invalid', problems: [problem] };
}
