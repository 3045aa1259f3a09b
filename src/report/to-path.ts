import { amountOf, type Amount } from '../attribution/money.ts';
import type { Ending, Path, Touch } from '../attribution/path.ts';
import { DAY_MS } from '../domain/clock.ts';
import type { EntityId } from '../domain/entity.ts';
import type { Fields, Value } from '../domain/value.ts';
import { namesPerson, type ReadTouch, type SourceOf } from './sources.ts';

/** An opportunity with the touches of its people, as the ledger tells it. Times are milliseconds since 1970. */
export interface Way {
  readonly id: EntityId;
  readonly fields: Fields;
  readonly hasRoles: boolean;
  readonly touches: readonly (readonly [id: number, at: number, person: number, ...touch: ReadTouch])[];
}

/** What models go by. `currency`: of amounts that name none. */
export function toPath(
  { id, fields, hasRoles, touches }: Way,
  sourceOf: SourceOf,
  currency: string | null,
): Path {
  const told = touches.map(([key, at, person, ...touch]) => ({ key, at, person, touch }));
  const knownAt = new Map<number, number>();
  for (const { at, person, touch } of told)
    if (namesPerson(touch) && at < (knownAt.get(person) ?? Infinity)) knownAt.set(person, at);
  const counted: Touch[] = [];
  for (const { key, at, person, touch } of told) {
    const source = sourceOf(touch, at >= (knownAt.get(person) ?? Infinity));
    if (source !== null) counted.push({ key: String(key), at, source });
  }
  return {
    opportunity: id,
    touches: counted,
    reach: hasRoles ? 'contact-roles' : 'account',
    leadCreatedAt: knownAt.size === 0 ? null : Math.min(...knownAt.values()),
    openedAt: momentOf(fields['createdAt']),
    ending: endingOf(fields),
    amount: toldAmount(fields, currency),
  };
}

export function endingOf(fields: Fields): Ending {
  const { isClosed, isWon } = fields;
  if (isClosed !== true) return { kind: 'open' };
  const day = momentOf(fields['closeDate']);
  // The day is told and not the hour: what was done on it counts. Closed without a day: nothing comes after it.
  const at = day === null ? Number.MAX_SAFE_INTEGER : day + DAY_MS - 1;
  return { kind: isWon === true ? 'won' : 'lost', at };
}

function toldAmount({ amount, currency, rate }: Fields, usual: string | null): Amount | null {
  if (typeof amount !== 'number') return null;
  return amountOf(
    amount,
    typeof currency === 'string' ? currency : usual,
    typeof rate === 'number' ? rate : null,
  );
}

function momentOf(value: Value | undefined): number | null {
  if (typeof value !== 'string') return null;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : at;
}
