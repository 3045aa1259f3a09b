import type { ProblemCode } from '../problem-kinds.ts';
import type { Path } from '../problem.ts';
import type { Place } from './place.ts';

/** Takes down one problem; `at` is where to point, which is the path that is told unless another is given. */
export type Note = (code: ProblemCode, at: Path, cause: string, fix: string, path?: Path) => void;

/** Takes down one problem of a column, pointing at one of its keys where it is there. */
export type NotePlace = (
  code: ProblemCode,
  place: Place,
  cause: string,
  fix: string,
  ...keys: readonly string[]
) => void;
