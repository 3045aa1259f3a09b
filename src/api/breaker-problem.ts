import type { BreakerDecision } from '../ledger/breaker-decisions.ts';

export interface BreakerProblem {
  readonly status: 404 | 409;
  readonly code: 'NO_BREAKER' | 'BREAKER_ENDED';
  readonly message: string;
}

/** Why a decision about a breaker could not be carried out, and what to do; null when it was. */
export function breakerProblem(id: number, decision: BreakerDecision): BreakerProblem | null {
  switch (decision.kind) {
    case 'released':
    case 'discarded':
      return null;
    case 'unknown':
      return {
        status: 404,
        code: 'NO_BREAKER',
        message: `there is no breaker ${id}. 'leadloop breaker' lists those that wait for a decision.`,
      };
    case 'ended':
      return {
        status: 409,
        code: 'BREAKER_ENDED',
        message: `breaker ${id} was ${decision.how} before (by: ${decision.by}); nothing was changed.`,
      };
  }
}
