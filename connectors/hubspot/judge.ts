import { FailureError, type Actor, type Failure, type FailureKind } from '../../src/domain/failure.ts';
import type { Evidence, Problem } from './evidence.ts';
import { FAILURES, UNMATCHED } from './failures.ts';
import { mask } from './mask.ts';
import { SYSTEM } from './objects.ts';

/** Judges evidence by the table. */
export function failureOf(evidence: Evidence, object: string | null = null): Failure {
  const row = FAILURES.find((candidate) => candidate.when(evidence)) ?? UNMATCHED;
  const problems = matching(evidence, row.problem);
  const fields = [
    ...new Set([
      ...problems.flatMap((problem) => problem.property ?? []),
      ...(row.fieldsOf?.(evidence) ?? []),
    ]),
  ];
  const wait = evidence.retryAfterMs ?? row.waitMs;
  const candidates =
    row.kind === 'ambiguous-match' && object !== null
      ? existingIds(evidence).map((id) => ({ system: SYSTEM, object, id }))
      : [];
  return {
    kind: row.kind,
    code: row.code,
    message: mask(wordsOf(evidence, problems)),
    meaning: row.meaning,
    fix: row.fix,
    actor: row.actor,
    ...(fields.length > 0 ? { fields } : {}),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    ...(candidates.length > 0 ? { candidates } : {}),
  };
}

export const failed = (evidence: Evidence, object: string | null = null): FailureError =>
  new FailureError(failureOf(evidence, object));

/** A failure of kind `config` of our own finding. */
export const misconfigured = (code: string, message: string, fix: string): FailureError =>
  new FailureError({ kind: 'config', code, message, meaning: message, fix, actor: 'admin' });

/** A failure of our own finding, about a record. */
export const failureOfOurs = (
  kind: FailureKind,
  code: string,
  message: string,
  next: { readonly fix: string; readonly actor: Actor },
): Failure => ({ kind, code, message, meaning: message, ...next });

const matching = (evidence: Evidence, pattern: RegExp | undefined): readonly Problem[] =>
  pattern === undefined ? [] : evidence.problems.filter((problem) => pattern.test(problem.code));

function wordsOf(evidence: Evidence, problems: readonly Problem[]): string {
  if (problems.length > 0) {
    // Masked one by one: the patterns for refused values look at the start of each sentence.
    return [...new Set(problems.map((problem) => mask(problem.message)))].join(' · ');
  }
  const scopes = evidence.context.requiredGranularScopes ?? [];
  const words = evidence.message === '' ? `HTTP ${evidence.status ?? 'none'}` : evidence.message;
  return scopes.length > 0 ? `${words} (scopes: ${scopes.join(', ')})` : words;
}

/** The ids HubSpot names as the owner of the value, in `context` or only in the sentence. */
function existingIds(evidence: Evidence): readonly string[] {
  const named = evidence.context.existingId ?? [];
  if (named.length > 0) return named;
  const said = /Existing ID: (\d+)|(\d+) already has that value/.exec(evidence.message);
  const id = said?.[1] ?? said?.[2];
  return id === undefined ? [] : [id];
}
