import type { DriftCount } from '../domain/drift.ts';

/** How many differ of all that were compared, in one sentence. */
export function driftSentence(counts: readonly DriftCount[]): string {
  const parts = counts
    .filter(({ field, differing }) => field === null && differing > 0)
    .map(({ kind, compared, differing }) => `${differing} of ${compared} ${kind} records`);
  return `Drift in the last 24 hours: ${parts.join(', ')} differed when both systems were compared.`;
}
