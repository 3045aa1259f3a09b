import { FailureError, type Actor, type FailureKind } from '../../src/domain/failure.ts';

interface FailureRow {
  readonly code: string;
  readonly kind: FailureKind;
  readonly meaning: string;
  readonly fix: string;
  readonly actor: Actor;
  readonly source: string;
}

const OURS = 'connectors/rules/BEHAVIOR.md';

/** Everything that can go wrong when the rules are asked. */
export const FAILURES = [
  {
    code: 'never-asked',
    kind: 'bug',
    meaning: 'What the rules decided can neither be read again nor written to, yet something tried.',
    fix: 'Ask the capabilities readable and writable before the call.',
    actor: 'developer',
    source: OURS,
  },
  {
    code: 'no-such-record',
    kind: 'not-found',
    meaning: 'The rules make no record of this name.',
    fix: 'Name one of: person, task, opportunity, contact-role.',
    actor: 'revops',
    source: OURS,
  },
] as const satisfies readonly FailureRow[];

export type RulesCode = (typeof FAILURES)[number]['code'];

export function rulesError(code: RulesCode, message: string): FailureError {
  const row: FailureRow | undefined = FAILURES.find((candidate) => candidate.code === code);
  if (row === undefined) throw new Error(`no failure is named ${code}`);
  const { kind, meaning, fix, actor } = row;
  return new FailureError({ kind, code, message, meaning, fix, actor });
}
