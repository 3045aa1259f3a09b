import { LineCounter, parseDocument, type Document } from 'yaml';
import { inOrder, locator, makeProblem, type Locate, type Problem, type Report } from './problem.ts';

export type ReadYaml =
  | {
      readonly kind: 'ok';
      readonly content: unknown;
      readonly locate: Locate;
      readonly report: Report;
      /** What was reported so far, in the order of the file. */
      problems(): readonly Problem[];
    }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

/** Reads YAML so that problems can be told by their place. `file` is only a name. */
export function readYaml(text: string, file: string): ReadYaml {
  const lines = new LineCounter();
  const yaml = parseDocument(text, { lineCounter: lines });
  const problems: Problem[] = yaml.errors.map((error) =>
    makeProblem({
      code: 'not-yaml',
      file,
      line: error.linePos?.[0].line ?? 1,
      column: error.linePos?.[0].col ?? 1,
      path: '',
      cause: error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/u, '') ?? error.message,
      fix: 'Correct the YAML here; the rest of the file is checked after that.',
    }),
  );
  if (problems.length > 0) return { kind: 'invalid', problems };

  const locate = locator(yaml, lines, text);
  const report: Report = (path, cause, fix, part = 'value', code = 'not-a-mapping') => {
    problems.push(makeProblem({ code, file, ...locate(path, part), path: path.join('.'), cause, fix }));
  };
  const read = contentOf(yaml);
  if (read === null) {
    report(
      [],
      'an alias (*name) names no anchor (&name) above it, or there are too many',
      'Write out what is meant.',
    );
    return { kind: 'invalid', problems };
  }
  return { kind: 'ok', content: read.root, locate, report, problems: () => inOrder(problems) };
}

/** Null when aliases do not resolve, which only shows here. */
function contentOf(yaml: Document): { readonly root: unknown } | null {
  try {
    return { root: yaml.toJS() };
  } catch (error) {
    if (error instanceof ReferenceError) return null;
    throw error;
  }
}
