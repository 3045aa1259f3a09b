import type { z } from 'zod';
import type { Path, Report } from './problem.ts';
import { didYouMean } from '../domain/suggest.ts';

/** What there is to say about the kind of file that is read. */
export interface Guide {
  /** What the file is, e.g. `the mapping`. */
  readonly whole: string;
  /** The page that explains it. */
  readonly page: string;
  /** The keys that may stand at a place of the document. */
  keysAt(path: Path): readonly string[];
}

/** What the shape's checker found, in the reader's words. */
export function tell(
  issue: z.core.$ZodIssue,
  above: Path,
  content: unknown,
  report: Report,
  guide: Guide,
): void {
  const path = [...above, ...(issue.path as Path)];
  const given = issue.path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    content,
  );
  switch (issue.code) {
    case 'unrecognized_keys':
      for (const key of issue.keys) {
        report(
          [...path, key],
          `unknown key "${key}"`,
          didYouMean(key, guide.keysAt(path), 'Remove it.'),
          'key',
        );
      }
      return;
    case 'invalid_union': {
      const branch = likeliest(issue.errors, given);
      if (branch !== null) branch.forEach((nested) => tell(nested, path, given, report, guide));
      else
        report(
          path,
          'this is not something that can stand here',
          `See ${guide.page} for the forms it can have.`,
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
          `"${String(path.at(-1) ?? guide.whole)}" is missing`,
          `Add it; it must be ${article(issue.expected)}.`,
        );
      else report(path, `this must be ${article(issue.expected)}`, `Write ${article(issue.expected)} here.`);
      return;
    default:
      report(path, issue.message, `See ${guide.page} for what can stand here.`);
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
