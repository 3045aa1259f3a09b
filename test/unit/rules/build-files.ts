import { parse } from 'yaml';
import type { Path, Problem } from '../../../src/mapping/problem.ts';
import type { ParsedFile, ParseResult } from '../../../src/rules/read-file.ts';
import type { Calendar } from '../../../src/rules/working-time/calendar.ts';
import { compileCalendar } from '../../../src/rules/working-time/compile-calendar.ts';
import { calendarDocument } from '../../../src/rules/working-time/document.ts';

/** A calendar from its YAML, which must be right. */
export function calendar(yaml: string): Calendar {
  const report = (path: Path, cause: string): never => {
    throw new Error(`${path.join('.')}: ${cause}`);
  };
  const compiled = compileCalendar(calendarDocument.parse(parse(yaml)), [], report);
  if (compiled === null) throw new Error('no calendar');
  return compiled;
}

export const at = (text: string): number => {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new Error(`no moment: ${text}`);
  return ms;
};

export const HOUR = 3_600_000;
export const MINUTE = 60_000;

/** A file that must be right. */
export function taken<T>(parsed: ParseResult<T>): ParsedFile<T> {
  if (parsed.kind === 'invalid') throw new Error(shown(parsed.problems).join('\n'));
  return parsed;
}

/** As people read it: line, column, cause, fix. */
export const shown = (problems: readonly Problem[]): readonly string[] =>
  problems.map(({ line, column, cause, fix }) => `${line}:${column} ${cause}. ${fix}`);
