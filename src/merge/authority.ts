import { assertNever } from '../domain/assert-never.ts';
import type { SystemName } from '../domain/record.ts';
import type { Value } from '../domain/value.ts';
import type { FieldMapping } from '../mapping/mapping.ts';
import { isClear, type HeardSide } from './sides.ts';

export type Choice =
  | {
      readonly kind: 'chosen';
      readonly value: Value;
      readonly winner: SystemName;
      readonly reason: string;
    }
  | { readonly kind: 'park'; readonly reason: string };

/**
 * Which of several different claims holds. `claims` are in the order of the mapping's columns, at least one.
 *
 * - **system**: that system's claim. **system-unless-blank**: the same, unless it is blank.
 * - **latest**: the claim whose record changed last, if every system says when and one is last.
 * - **union, max, min**: of what is claimed. **manual**: a person's choice. **fill-blank**: none; blanks take the first.
 *
 * Where the authority has no answer (its system makes no claim, times are unknown or equal), the first claim in the order
 * of the columns that is not blank holds. So who is right never hangs on the order of arrival, and RevOps can set it.
 */
export function choose(field: FieldMapping, claims: readonly HeardSide[]): Choice {
  const { authority } = field;
  const first = claims.find((claim) => !isClear(claim)) ?? claims[0];
  if (first === undefined) return { kind: 'park', reason: 'nothing is claimed' };
  if (claims.every((claim) => claim.key === first.key)) return take(first, 'only one value is claimed');
  switch (authority.kind) {
    case 'manual':
      return { kind: 'park', reason: 'the mapping leaves the choice to a person' };
    case 'system': {
      const own = claims.find((claim) => claim.system === authority.system);
      return own === undefined ? byOrder(first) : take(own, `${own.system} has authority`);
    }
    case 'system-unless-blank': {
      const own = claims.find((claim) => claim.system === authority.system && !isClear(claim));
      return own === undefined ? byOrder(first) : take(own, `${own.system} has authority`);
    }
    case 'latest': {
      const last = latest(claims);
      return last === null ? byOrder(first) : take(last, `${last.system} changed last`);
    }
    case 'fill-blank':
      return byOrder(first);
    case 'union': {
      const items = claims.flatMap((claim) => (claim.value === null ? [] : claim.value));
      const value = [...new Set(items.map(String))].sort();
      return { kind: 'chosen', value, winner: first.system, reason: 'the mapping takes the options of all' };
    }
    case 'stricter':
      throw new Error('an opt-out is merged by its own law');
    case 'max':
    case 'min':
      return take(extreme(claims, authority.kind), `the mapping takes the ${authority.kind}`);
    default:
      return assertNever(authority);
  }
}

const take = (side: HeardSide, reason: string): Choice => ({
  kind: 'chosen',
  value: side.value,
  winner: side.system,
  reason,
});

const byOrder = (first: HeardSide): Choice => take(first, `${first.system} comes first in the mapping`);

/** Clocks of two systems are compared only when both told the time. */
function latest(claims: readonly HeardSide[]): HeardSide | null {
  let last: { readonly side: HeardSide; readonly at: number } | null = null;
  let tied = false;
  for (const side of claims) {
    if (side.modifiedAt === null) return null;
    const at = side.modifiedAt.getTime();
    if (last === null || at > last.at) [last, tied] = [{ side, at }, false];
    else if (at === last.at && side.key !== last.side.key) tied = true;
  }
  return tied ? null : (last?.side ?? null);
}

/** Numbers by size, dates by day; a blank is neither the least nor the most. */
function extreme(claims: readonly HeardSide[], which: 'max' | 'min'): HeardSide {
  const beats = (a: HeardSide, b: HeardSide): boolean => {
    if (isClear(a) || isClear(b)) return isClear(b) && !isClear(a);
    if (a.value === b.value || a.value === null || b.value === null) return false;
    return which === 'max' ? a.value > b.value : a.value < b.value;
  };
  return claims.reduce((best, side) => (beats(side, best) ? side : best));
}
