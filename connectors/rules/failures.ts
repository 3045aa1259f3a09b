import { ownFailure, type OwnFailure } from '../../src/connector/own-failures.ts';
import { FailureError } from '../../src/domain/failure.ts';

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
    fix: 'Name one of: person, task, opportunity, contact-role, campaign-member, digest.',
    actor: 'revops',
    source: OURS,
  },
] as const satisfies readonly OwnFailure[];

export type RulesCode = (typeof FAILURES)[number]['code'];

export const rulesError = (code: RulesCode, message: string): FailureError =>
  new FailureError(ownFailure(FAILURES, code, message));
