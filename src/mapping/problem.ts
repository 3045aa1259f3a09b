import { offsetInScalar } from './offset-in-scalar.ts';
import { isAlias, isMap, isNode, isScalar, isSeq, type Document, type LineCounter } from 'yaml';
import { PROBLEM_KINDS, type ProblemCode, type ProblemKind } from './problem-kinds.ts';

/** Something wrong in a mapping file, for the person who edits it. */
export interface Problem {
  /** Stable; what it means is in {@link PROBLEM_KINDS}. */
  readonly code: ProblemCode;
  readonly severity: ProblemKind['severity'];
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** Where in the document, e.g. `fields.email.authority`. */
  readonly path: string;
  readonly cause: string;
  /** What happens to records because of it. */
  readonly consequence: string;
  readonly fix: string;
}

/** A problem with what its code says of it. */
export function makeProblem(told: Omit<Problem, 'severity' | 'consequence'>): Problem {
  const { severity, consequence } = PROBLEM_KINDS[told.code];
  return { ...told, severity, consequence };
}

export const inOrder = (problems: readonly Problem[]): readonly Problem[] =>
  problems.toSorted(
    (a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column,
  );

export type Path = readonly (string | number)[];

/** What of a path: its key, what stands there, or that many characters into the text that stands there. */
export type Place = 'key' | 'value' | number;

/** Takes down one problem at a place of the document. */
export type Report = (path: Path, cause: string, fix: string, place?: Place, code?: ProblemCode) => void;

/** Finds where in the file a place is. A path that is not there: the nearest above. */
export type Locate = (path: Path, place: Place) => { readonly line: number; readonly column: number };

export function locator(document: Document, lines: LineCounter, text: string): Locate {
  return (path, place) => {
    const offset = offsetOf(document, path, place, text);
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
}

function offsetOf(document: Document, path: Path, place: Place, text: string): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [index, step] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    let key: unknown;
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
      if (pair === undefined) break;
      key = pair.key;
      node = pair.value;
    } else if (isSeq(node) && typeof step === 'number') {
      node = node.items[step];
    } else break;
    const wanted = index === path.length - 1 && place === 'key' ? key : node;
    offset = startOf(wanted) ?? startOf(key) ?? offset;
  }
  if (typeof place === 'number' && isScalar(node)) return offset + offsetInScalar(node, text, place);
  return offset;
}

const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);
