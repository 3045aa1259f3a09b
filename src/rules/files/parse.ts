import type { z } from 'zod';
import type { ConfigFiles } from '../../domain/file-change.ts';
import type { ExpressionSchema } from '../../expression/types.ts';
import type { Problem } from '../../mapping/problem.ts';
import { readShape, type ReadShape } from '../../mapping/read-shape.ts';
import type { Guide } from '../../mapping/tell.ts';
import { assemble } from '../assemble.ts';
import { fieldsOf } from '../facts.ts';
import type { Rules } from '../rules.ts';
import { compileQualification } from './compile-qualification.ts';
import { activitiesOf, compileScoring } from './compile-scoring.ts';
import { qualificationDocument, qualificationKeysAt } from './qualification-document.ts';
import { scoringDocument, scoringKeysAt } from './scoring-document.ts';

/** Where the files lie in the configured folder. */
export const SCORING_FILE = 'rules/scoring.yaml';
export const QUALIFICATION_FILE = 'rules/qualification.yaml';

/** The canonical fields that rules can ask for. */
export interface RuleFields {
  readonly person: ExpressionSchema;
  readonly company: ExpressionSchema;
}

export interface ParsedRules {
  /** Null when there are errors. */
  readonly rules: Rules | null;
  /** Errors, and warnings that keep nothing from working. */
  readonly problems: readonly Problem[];
}

const PAGE = 'docs/rules.md';
const SCORING_GUIDE: Guide = { whole: 'the scoring', page: PAGE, keysAt: scoringKeysAt };
const QUALIFICATION_GUIDE: Guide = { whole: 'the qualification', page: PAGE, keysAt: qualificationKeysAt };

/**
 * Reads the files of scoring and qualification, of which each may be missing. Every problem is told with its place, its
 * cause and its fix. `nameOf` says how a file is called in problems.
 */
export function parseRules(
  files: ConfigFiles,
  { person, company }: RuleFields,
  nameOf: (file: string) => string = (file) => file,
): ParsedRules {
  const fields = fieldsOf(person, company);
  const read = <S>(file: string, shape: z.ZodType<S>, guide: Guide): ReadShape<S> | null => {
    const text = files.get(file);
    return text === undefined ? null : readShape(text, nameOf(file), shape, guide);
  };
  const scoring = read(SCORING_FILE, scoringDocument, SCORING_GUIDE);
  const qualification = read(QUALIFICATION_FILE, qualificationDocument, QUALIFICATION_GUIDE);
  const scores = scoring?.kind === 'ok' ? compileScoring(scoring.value, fields, scoring.report) : null;
  // What intents there are is not known of a scoring file that has another shape.
  const stages =
    qualification?.kind === 'ok' && (scoring === null || scoring.kind === 'ok')
      ? compileQualification(
          qualification.value,
          {
            fields,
            activities: activitiesOf(scoring?.value ?? null),
            intents: scoring === null ? null : (scoring.value.intents ?? []).map(({ name }) => name),
          },
          qualification.report,
        )
      : null;
  const problems = [scoring, qualification].flatMap((file) => file?.problems() ?? []);
  const stands = problems.every(({ severity }) => severity === 'warning');
  return { rules: stands ? assemble(scores, stages) : null, problems };
}
