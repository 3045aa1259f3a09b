import type { History, Window } from './history.ts';

/** What became of somebody. `accepted`: sales works on them, or did last; `open`: sales has not answered. */
export const OUTCOMES = ['won', 'lost', 'accepted', 'rejected', 'open'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface BecameOf {
  readonly outcome: Outcome;
  /** When it was won; null: it was not. */
  readonly wonAt: number | null;
  /** When sales first answered; null: it has not. */
  readonly answeredAt: number | null;
}

/**
 * What became of somebody since the window began, up to now: what came after the window counts, too, as no decision sees
 * it. A win stays a win; else the last answer counts.
 */
export function becameOf({ seen, answers }: History, { from }: Pick<Window, 'from'>): BecameOf {
  const later = answers.filter(({ at }) => at >= from);
  const wonBefore = wonAmong(seen.filter(({ at }) => at < from));
  const won = seen.find(
    (one) => one.at >= from && one.opportunities.some(({ id, isWon }) => isWon && !wonBefore.has(id)),
  );
  const last = later.at(-1);
  const answeredAt = later[0]?.at ?? won?.at ?? null;
  if (won !== undefined)
    return { outcome: 'won', wonAt: won.at, answeredAt: Math.min(answeredAt ?? won.at, won.at) };
  if (last === undefined) return { outcome: 'open', wonAt: null, answeredAt };
  const outcome = last.reason === null ? 'accepted' : last.ofOpportunity ? 'lost' : 'rejected';
  return { outcome, wonAt: null, answeredAt };
}

const wonAmong = (seen: History['seen']): ReadonlySet<string> =>
  new Set(seen.flatMap(({ opportunities }) => opportunities.flatMap(({ id, isWon }) => (isWon ? [id] : []))));

/** Whether sales has taken somebody on; null: that is not known. */
export const isTaken = (outcome: Outcome): boolean | null =>
  outcome === 'open' ? null : outcome !== 'rejected';

/** Whether somebody has bought; null: that is not known. */
export const hasBought = (outcome: Outcome): boolean | null =>
  outcome === 'won' ? true : outcome === 'lost' || outcome === 'rejected' ? false : null;
