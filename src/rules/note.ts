import type { ProblemCode } from '../mapping/problem-kinds.ts';
import { inOrder, makeProblem, type Path, type Place, type Problem } from '../mapping/problem.ts';
import type { ParsedFile } from './read-file.ts';

/** Takes down one problem of a rules file that is right in itself. */
export type Note = (code: ProblemCode, path: Path, cause: string, fix: string, place?: Place) => void;

/** What a check notes of a file, in the order of the file. */
export function collect(
  { file, locate }: Omit<ParsedFile<unknown>, 'value'>,
  check: (note: Note) => void,
): readonly Problem[] {
  const problems: Problem[] = [];
  check((code, path, cause, fix, place = 'value') => {
    problems.push(makeProblem({ code, file, ...locate(path, place), path: path.join('.'), cause, fix }));
  });
  return inOrder(problems);
}
