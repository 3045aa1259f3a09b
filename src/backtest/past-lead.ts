import { DAY_MS } from '../domain/clock.ts';
import type { History, Seen } from './history.ts';
import { becameOf, hasBought } from './outcome.ts';
import { recordedPromotions } from './promotion.ts';

/** Of whomever sales has not had so long after they last did something, it is taken that nothing comes. */
export const QUIET_DAYS = 60;

/** The one moment at which a person is looked at to learn from, and what came of them after it. */
export type PastLead =
  | { readonly kind: 'decided'; readonly seen: Seen; readonly won: boolean }
  /** Nobody knows yet what comes of them. */
  | { readonly kind: 'undecided' }
  /** Sales had them before anything was known of them. */
  | { readonly kind: 'with-sales' };

/**
 * The moment is the last one before sales had a part in what was known: when the person first came into a stage that hands
 * over (`handsOver`), that very decision. When sales found them by itself, or nobody has handed them over in the
 * {@link QUIET_DAYS} before `now`, it is the last decision before on something that they did: people who were handed over
 * had just done something, and would else be told from the others by that alone.
 */
export function pastLeadOf(history: History, handsOver: ReadonlySet<string>, now: number): PastLead {
  const { seen } = history;
  const promotedAt = recordedPromotions(history, handsOver)[0]?.at ?? Infinity;
  const foundAt = Math.min(history.answers[0]?.at ?? Infinity, firstDealAt(seen));
  const quietFrom = now - QUIET_DAYS * DAY_MS;
  const known =
    promotedAt < foundAt
      ? seen.findLast(({ at }) => at <= promotedAt)
      : foundAt < Infinity
        ? lastActive(history, ({ at }) => at < foundAt)
        : lastActive(history, ({ at }) => at <= quietFrom);
  const isWithSales = promotedAt < Infinity || foundAt < Infinity;
  if (known === undefined) return { kind: isWithSales ? 'with-sales' : 'undecided' };
  // What was won by that very moment came before it.
  const won = hasBought(becameOf(history, { from: known.at + 1 }).outcome) ?? (isWithSales ? null : false);
  return won === null ? { kind: 'undecided' } : { kind: 'decided', seen: known, won };
}

/** When it was first known of an opportunity, but for those that were over when the person became known. */
function firstDealAt(seen: History['seen']): number {
  const over = new Set(seen[0]?.opportunities.flatMap(({ id, isClosed }) => (isClosed ? [id] : [])));
  return seen.find(({ opportunities }) => opportunities.some(({ id }) => !over.has(id)))?.at ?? Infinity;
}

/** The last of the first decisions on something that the person did; of one who did nothing, the first decision. */
function lastActive({ seen, touches }: History, isBefore: (one: Seen) => boolean): Seen | undefined {
  const before = seen.filter(isBefore);
  const last = before.at(-1)?.at ?? -Infinity;
  const did = touches.findLast(({ knownAt }) => knownAt <= last)?.knownAt ?? -Infinity;
  return before.find(({ at }) => at >= did);
}
