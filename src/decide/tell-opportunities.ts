import { byText } from '../domain/by-text.ts';
import type { Fields } from '../domain/value.ts';
import { isLost, isOpen, isWon, type Opportunity } from '../rules/input.ts';
import { dayOf, dayText } from '../rules/working-time/calendar.ts';

/**
 * What sales made of somebody or of a company, as their records of the system `rules` tell it: how many of their opportunities
 * are open, won and lost, what the won ones are worth together, on which day the last was won, and why the last was lost. Of
 * who has none, and was never told to have some, nothing is said. Amounts in several currencies have no sum: it is blank.
 */
export function tellOpportunities(opportunities: readonly Opportunity[], told: Fields): Fields {
  const isAny = opportunities.length > 0;
  if (!isAny && told['wonOpportunities'] === undefined) return {};
  const won = opportunities.filter(isWon).toSorted(byClosing);
  const lost = opportunities.filter(isLost).toSorted(byClosing);
  const wonAt = won.at(-1)?.closedAt ?? null;
  return {
    openOpportunities: isAny ? opportunities.filter(isOpen).length : null,
    wonOpportunities: isAny ? won.length : null,
    lostOpportunities: isAny ? lost.length : null,
    amountWon: sumOf(won),
    wonAt: wonAt === null ? null : dayText(dayOf(wonAt)),
    lossReason: lost.at(-1)?.lossReason ?? null,
  };
}

const byClosing = (a: Opportunity, b: Opportunity): number =>
  (a.closedAt ?? 0) - (b.closedAt ?? 0) || byText(a.id, b.id);

function sumOf(won: readonly Opportunity[]): number | null {
  const told = won.filter(({ amount }) => amount !== null);
  if (told.length === 0 || new Set(told.map(({ currency }) => currency)).size > 1) return null;
  const sum = told.reduce((total, { amount }) => total + (amount ?? 0), 0);
  // Of sums of decimals, the last digits of a double are noise.
  return Number(sum.toPrecision(15));
}
