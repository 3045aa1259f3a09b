import type { Member } from './routing.ts';

/** By e-mail address: how many people they are behind their share; below 0: ahead of it. Who is not listed is even. */
export type Credits = Readonly<Record<string, number>>;

export interface Turn {
  /** Who is next. */
  readonly email: string;
  readonly credits: Credits;
}

/** What is left of a share after sums of fractions counts as nothing. */
const NOTHING = 1e-9;

/**
 * Whose turn it is among the members who are there, by weight. Each who is there is credited with their share of the one
 * person that is given, and who gets the person pays one. Of those with a credit, the one goes first who would otherwise be
 * a whole person behind first: "earliest eligible virtual deadline first" (Stoica and Abdel-Wahab, 1995), by which, as long
 * as the same members are there, nobody is ever a whole person before or behind their share. Plain smooth weighted
 * round-robin, the greatest credit first, misses that for some weights.
 *
 * Credits are kept while somebody is away, and nothing is added to them. When members come and go, somebody can be a whole
 * person behind: they go before all others. And there can be nobody with a credit: then the greatest goes first. One person
 * is no bound then, for any method that does not know who will be there next: that is the carpool problem (Fagin and
 * Williams, 1983; Ajtai and others, Fairness in Scheduling, 1998).
 *
 * `present` is in the order of the team, which decides ties, and not empty.
 */
export function takeTurn(present: readonly Member[], credits: Credits): Turn {
  let total = 0;
  for (const { weight } of present) total += weight;
  const next: Record<string, number> = { ...credits };
  let best: { readonly email: string; readonly group: number; readonly rank: number } | null = null;
  for (const { email, weight } of present) {
    const before = credits[email] ?? 0;
    const credit = before + weight / total;
    next[email] = credit;
    const group = credit >= 1 - NOTHING ? 0 : credit > NOTHING ? 1 : 2;
    // In the middle group the rounds until they would be a whole person behind.
    const rank = group === 1 ? (1 - before) / weight : -credit;
    if (best === null || group < best.group || (group === best.group && rank < best.rank - NOTHING))
      best = { email, group, rank };
  }
  if (best === null) throw new Error('nobody is there to take a turn');
  next[best.email] = (next[best.email] ?? 0) - 1;
  return { email: best.email, credits: next };
}
