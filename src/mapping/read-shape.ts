import type { z } from 'zod';
import type { Locate, Problem, Report } from './problem.ts';
import { readYaml } from './read-yaml.ts';
import { tell, type Guide } from './tell.ts';

/** What a file says in its shape; or why it is no YAML or has another shape, both of which are told already. */
export type ReadShape<S> =
  | {
      readonly kind: 'ok';
      readonly value: S;
      readonly locate: Locate;
      readonly report: Report;
      /** What was reported so far, in the order of the file. */
      problems(): readonly Problem[];
    }
  | {
      readonly kind: 'other-shape';
      readonly content: unknown;
      readonly issues: readonly z.core.$ZodIssue[];
      readonly report: Report;
      problems(): readonly Problem[];
    }
  | { readonly kind: 'not-yaml'; problems(): readonly Problem[] };

/** Reads a YAML file by its shape; what that means is for the caller to find out. `file` is only a name. */
export function readShape<S>(text: string, file: string, shape: z.ZodType<S>, guide: Guide): ReadShape<S> {
  const read = readYaml(text, file);
  if (read.kind === 'invalid') return { kind: 'not-yaml', problems: () => read.problems };
  const { content, locate, report } = read;
  const problems = (): readonly Problem[] => read.problems();
  const parsed = shape.safeParse(content);
  if (parsed.success) return { kind: 'ok', value: parsed.data, locate, report, problems };
  const { issues } = parsed.error;
  for (const issue of issues) tell(issue, [], content, report, guide);
  return { kind: 'other-shape', content, issues, report, problems };
}
