import type { z } from 'zod';
import type { ConfigFiles } from '../../domain/file-change.ts';
import type { ExpressionSchema } from '../../expression/types.ts';
import type { Problem, Report } from '../../mapping/problem.ts';
import { readYaml } from '../../mapping/read-yaml.ts';
import { tell, type Guide } from '../../mapping/tell.ts';
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
  const scoring = readShape(files, SCORING_FILE, scoringDocument, SCORING_GUIDE, nameOf);
  const qualification = readShape(
    files,
    QUALIFICATION_FILE,
    qualificationDocument,
    QUALIFICATION_GUIDE,
    nameOf,
  );
  const scores = scoring.document === null ? null : compileScoring(scoring.document, fields, scoring.report);
  // What intents there are is not known of a scoring file that has another shape.
  const stages =
    qualification.document === null || (scoring.isThere && scoring.document === null)
      ? null
      : compileQualification(
          qualification.document,
          {
            fields,
            activities: activitiesOf(scoring.document),
            intents: scoring.isThere ? (scoring.document?.intents ?? []).map(({ name }) => name) : null,
          },
          qualification.report,
        );
  const problems = [...scoring.problems(), ...qualification.problems()];
  const stands = problems.every(({ severity }) => severity === 'warning');
  return { rules: stands ? assemble(scores, stages) : null, problems };
}

interface ReadShape<Document> {
  readonly isThere: boolean;
  /** Null when the file is missing or has another shape. */
  readonly document: Document | null;
  readonly report: Report;
  readonly problems: () => readonly Problem[];
}

function readShape<Shape extends z.ZodType>(
  files: ConfigFiles,
  file: string,
  shape: Shape,
  guide: Guide,
  nameOf: (file: string) => string,
): ReadShape<z.infer<Shape>> {
  const text = files.get(file);
  const nothing = { document: null, report: () => undefined };
  if (text === undefined) return { ...nothing, isThere: false, problems: () => [] };
  const read = readYaml(text, nameOf(file));
  if (read.kind === 'invalid') return { ...nothing, isThere: true, problems: () => read.problems };
  const { content, report } = read;
  const problems = (): readonly Problem[] => read.problems();
  const parsed = shape.safeParse(content);
  if (parsed.success) return { isThere: true, document: parsed.data, report, problems };
  parsed.error.issues.forEach((issue) => tell(issue, [], content, report, guide));
  return { isThere: true, document: null, report, problems };
}
