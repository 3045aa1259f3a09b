import { isConsent, type Mapping } from '../mapping/mapping.ts';
import type { Verdict } from '../merge/merge.ts';

/** Verdicts that are carried out apart: each kind has an intent of its own in each system. */
export interface VerdictsApart {
  readonly consent: readonly Verdict[];
  readonly rest: readonly Verdict[];
}

/**
 * Consent goes by itself, so that nothing else of the person holds it up: not what is refused, parked or stopped by the
 * breaker, and no scope.
 */
export function apart({ fields }: Mapping, verdicts: readonly Verdict[]): VerdictsApart {
  const names = new Set(fields.filter(isConsent).map(({ name }) => name));
  return {
    consent: verdicts.filter(({ field }) => names.has(field)),
    rest: verdicts.filter(({ field }) => !names.has(field)),
  };
}
