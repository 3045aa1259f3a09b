import type { z } from 'zod';
import { compileMapping } from './compile.ts';
import { document as documentSchema, keysAt } from './document.ts';
import type { Mapping } from './mapping.ts';
import type { Locate, Problem, Report } from './problem.ts';
import { readShape } from './read-shape.ts';
import type { Guide } from './tell.ts';

/** A mapping with what is needed to point into its file again. */
export interface ParsedMapping {
  readonly mapping: Mapping;
  readonly file: string;
  readonly locate: Locate;
}

export type ParseResult =
  | ({ readonly kind: 'ok' } & ParsedMapping)
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

const GUIDE: Guide = { whole: 'the mapping', page: 'docs/mapping.md', keysAt };

/** Reads a mapping file. Every problem is told at once, with its place, its cause and its fix. `file` is only a name. */
export function parseMapping(text: string, file: string): ParseResult {
  const read = readShape(text, file, documentSchema, GUIDE);
  if (read.kind === 'ok') {
    const mapping = compileMapping(read.value, read.report);
    if (read.problems().length === 0) return { kind: 'ok', mapping, file, locate: read.locate };
  } else if (read.kind === 'other-shape') compileTheRest(read.content, read.issues, read.report);
  return { kind: 'invalid', problems: read.problems() };
}

/** Rows and keys of the wrong form do not keep the problems of the other rows from being told. */
function compileTheRest(content: unknown, issues: readonly z.core.$ZodIssue[], report: Report): void {
  if (!isMap(content) || !isMap(content['fields'])) return;
  const broken = new Set(
    issues.flatMap(({ path: [top, row] }) => (top === 'fields' && row !== undefined ? [row] : [])),
  );
  const fields = Object.entries<unknown>(content['fields']).map(([name, row]): [string, unknown] => [
    name,
    broken.has(name) ? { type: 'text' } : row,
  ]);
  const brokenKeys = issues.flatMap((issue) =>
    issue.path.length === 0 && issue.code === 'unrecognized_keys' ? issue.keys : issue.path.slice(0, 1),
  );
  const sound = Object.entries(content).filter(([key]) => !brokenKeys.includes(key));
  const rest = documentSchema.safeParse({
    entity: 'anything',
    ...Object.fromEntries(sound),
    fields: Object.fromEntries(fields),
  });
  if (!rest.success) return;
  compileMapping(rest.data, (path, ...told) => {
    // What an expression says of a broken row can only be judged when the row is mended.
    const mayFollow =
      broken.size > 0 &&
      (path[0] === 'scope' || path[2] === 'create-as' || path.at(-1) === 'value' || path.at(-1) === 'when');
    if (!mayFollow && (path[0] !== 'fields' || !broken.has(path[1] ?? ''))) report(path, ...told);
  });
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
