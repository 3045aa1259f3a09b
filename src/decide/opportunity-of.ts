import type { EntityId } from '../domain/entity.ts';
import type { Fields } from '../domain/value.ts';
import type { Opportunity } from '../rules/input.ts';

/** By the canonical names of the fields of an opportunity; one that is not mapped says nothing. */
export function opportunityOf(id: EntityId, fields: Fields): Opportunity {
  const text = (name: string): string | null => {
    const value = fields[name];
    return typeof value === 'string' ? value : null;
  };
  const closedAt = text('closeDate');
  // What sales says stands first; a deal that only the marketing system has is closed when that says so.
  const isTrue = (name: string, inMarketing: string): boolean =>
    (fields[name] ?? fields[inMarketing]) === true;
  const isClosed = isTrue('isClosed', 'dealIsClosed');
  return {
    id,
    stage: text('stage'),
    isClosed,
    isWon: isTrue('isWon', 'dealIsWon'),
    amount: typeof fields['amount'] === 'number' ? fields['amount'] : null,
    currency: text('currency'),
    closedAt: isClosed && closedAt !== null ? Date.parse(closedAt) : null,
    lossReason: text('lossReason'),
  };
}
