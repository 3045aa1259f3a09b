import type { SystemName } from '../../domain/record.ts';
import type { ParsedMapping } from '../parse.ts';
import { inOrder, makeProblem, type Problem } from '../problem.ts';
import { checkConsent } from './check-consent.ts';
import { checkErase } from './check-erase.ts';
import { checkExpressions } from './check-expressions.ts';
import { checkLengths } from './check-lengths.ts';
import { checkLoss } from './check-loss.ts';
import { checkArriving } from './check-arriving.ts';
import { checkOptions } from './check-options.ts';
import { checkRefused } from './check-refused.ts';
import { checkRequired } from './check-required.ts';
import { checkTypes } from './check-types.ts';
import { checkWritable } from './check-writable.ts';
import type { LiveSystem } from './live-system.ts';
import type { Note, NotePlace } from './note.ts';
import { findRows } from './find-rows.ts';
import { findTwoWriters } from './two-writers.ts';

/** What is asked of every row that the live systems have. */
const CHECKS = [
  checkTypes,
  checkLoss,
  checkWritable,
  checkConsent,
  checkLengths,
  checkOptions,
  checkArriving,
] as const;

/**
 * Compares mappings with the live schema of their systems and with each other. Systems that were not described are not
 * checked. In the order of files and lines.
 */
export function checkMappings(
  files: readonly ParsedMapping[],
  live: ReadonlyMap<SystemName, LiveSystem>,
): readonly Problem[] {
  return inOrder([...findTwoWriters(files), ...files.flatMap((file) => checkFile(file, live))]);
}

function checkFile(parsed: ParsedMapping, live: ReadonlyMap<SystemName, LiveSystem>): readonly Problem[] {
  const { mapping, file, locate } = parsed;
  const problems: Problem[] = [];
  const note: Note = (code, at, cause, fix, path = at) => {
    problems.push(makeProblem({ code, file, ...locate(at, 'value'), path: path.join('.'), cause, fix }));
  };
  const notePlace: NotePlace = (code, place, cause, fix, ...keys) => {
    const { field, system, object } = place;
    note(code, place.at(...keys), cause, fix, ['fields', field.name, system, object]);
  };
  for (const row of findRows(parsed, live, note)) {
    for (const check of CHECKS) check(row, notePlace);
  }
  checkRefused(mapping, live, note);
  checkRequired(mapping, live, note);
  checkErase(mapping, live, note);
  return [...problems, ...checkExpressions(parsed, live)];
}
