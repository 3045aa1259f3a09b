import { LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { compileMapping, type Report } from './compile.ts';
import { document as documentSchema, keysAt } from './document.ts';
import type { Mapping } from './mapping.ts';
import { locator, type Locate, type Path, type Problem } from './problem.ts';
import { didYouMean } from './suggest.ts';

/** A mapping with what is needed to point into its file again. */
export interface ParsedMapping {
  readonly mapping: Mapping;
  readonly file: string;
  readonly locate: Locate;
}

export type ParseResult =
  | ({ readonly kind: 'ok' } & ParsedMapping)
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

/** Reads a mapping file. Every problem is told at once, with its place, its cause and its fix. `file` is only a name. */
export function parseMapping(text: string, file: string): ParseResult {
  const lines = new LineCounter();
  const yaml = parseDocument(text, { lineCounter: lines });
  const problems: Problem[] = yaml.errors.map((error) => ({
    severity: 'error',
    file,
    line: error.linePos?.[0].line ?? 1,
    column: error.linePos?.[0].col ?? 1,
    path: '',
    cause: error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/u, '') ?? error.message,
    fix: 'Correct the YAML here; the rest of the file is checked after that.',
  }));
  if (problems.length > 0) return { kind: 'invalid', problems };

  const locate = locator(yaml, lines);
  const report: Report = (path, cause, fix, part = 'value') => {
    problems.push({ severity: 'error', file, ...locate(path, part), path: path.join('.'), cause, fix });
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
  const content = read.root;
  const parsed = documentSchema.safeParse(content);
  if (parsed.success) {
    const mapping = compileMapping(parsed.data, report);
    if (problems.length === 0) return { kind: 'ok', mapping, file, locate };
  } else {
    parsed.error.issues.forEach((issue) => tell(issue, [], content, report));
    compileTheRest(content, parsed.error.issues, report);
  }
  return { kind: 'invalid', problems: inOrder(problems) };
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

/** Rows of the wrong form do not keep the problems of the others from being told. */
function compileTheRest(content: unknown, issues: readonly z.core.$ZodIssue[], report: Report): void {
  if (!isMap(content) || !isMap(content['fields'])) return;
  const broken = new Set(
    issues.flatMap(({ path: [top, row] }) => (top === 'fields' && row !== undefined ? [row] : [])),
  );
  const fields = Object.entries<unknown>(content['fields']).map(([name, row]): [string, unknown] => [
    name,
    broken.has(name) ? { type: 'text' } : row,
  ]);
  const rest = documentSchema.safeParse({ ...content, fields: Object.fromEntries(fields) });
  if (!rest.success) return;
  compileMapping(rest.data, (path, ...told) => {
    if (path[0] !== 'fields' || !broken.has(path[1] ?? '')) report(path, ...told);
  });
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const inOrder = (problems: readonly Problem[]): readonly Problem[] =>
  problems.toSorted((a, b) => a.line - b.line || a.column - b.column);

/** What the shape's checker found, in the reader's words. */
function tell(issue: z.core.$ZodIssue, above: Path, content: unknown, report: Report): void {
  const path = [...above, ...(issue.path as Path)];
  const given = issue.path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    content,
  );
  switch (issue.code) {
    case 'unrecognized_keys':
      for (const key of issue.keys) {
        report([...path, key], `unknown key "${key}"`, didYouMean(key, keysAt(path), 'Remove it.'), 'key');
      }
      return;
    case 'invalid_union': {
      const branch = likeliest(issue.errors, given);
      if (branch !== null) branch.forEach((nested) => tell(nested, path, given, report));
      else
        report(
          path,
          'this is not something that can stand here',
          'See docs/mapping.md for the forms it can have.',
        );
      return;
    }
    case 'invalid_value': {
      const choices = issue.values.map(String);
      const word = typeof given === 'string' ? given : JSON.stringify(given);
      if (given === undefined)
        report(path, `"${String(path.at(-1))}" is missing`, `Add it: ${choices.join(', ')}.`);
      else
        report(
          path,
          `"${word}" is not one of the choices`,
          didYouMean(word, choices, `Choose one of: ${choices.join(', ')}.`),
        );
      return;
    }
    case 'invalid_type':
      if (given === undefined)
        report(
          path,
          `"${String(path.at(-1) ?? 'the mapping')}" is missing`,
          `Add it; it must be ${article(issue.expected)}.`,
        );
      else report(path, `this must be ${article(issue.expected)}`, `Write ${article(issue.expected)} here.`);
      return;
    default:
      report(path, issue.message, 'See docs/mapping.md for what can stand here.');
  }
}

/** Of the forms a value can have, the one it was surely meant to be. */
function likeliest(
  branches: readonly (readonly z.core.$ZodIssue[])[],
  given: unknown,
): readonly z.core.$ZodIssue[] | null {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return null;
  const options = branches.length === 3 ? branches[1] : branches.at(-1);
  return ('field' in given || branches.length < 3 ? options : branches.at(-1)) ?? null;
}

const WORDS: Readonly<Record<string, string>> = { object: 'a map', record: 'a map', array: 'a list' };

const article = (type: string): string => WORDS[type] ?? `a ${type}`;
