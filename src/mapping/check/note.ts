import type { ProblemCode } from '../problem-kinds.ts';
import type { Path } from '../problem.ts';
import type { Place } from './place.ts';

/** Takes down one problem at a path of the file. */
export type Note = (code: ProblemCode, path: Path, cause: string, fix: string) => void;

/** Takes down one problem of a column, pointing at one of its keys where it is there. */
export type NotePlace = (
  code: ProblemCode,
  place: Place,
  cause: string,
  fix: string,
  ...keys: readonly string[]
) => void;
