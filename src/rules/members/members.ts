import type { Fields, Value } from '../../domain/value.ts';
import type { Expression } from '../../expression/expression.ts';
import type { TouchColumn } from '../touch-columns.ts';

/** What makes people members of campaigns: `members.yaml`, compiled. */
export interface MemberRules {
  /** In order: the first that fits anything a person did for a campaign gives the status. */
  readonly statuses: readonly StatusRule[];
  /** The columns of touches that the rules read. */
  readonly reads: readonly TouchColumn[];
}

export interface StatusRule {
  readonly status: string;
  readonly when: Expression;
}

/** A touch by what the rules read of it, in the order of `reads`. */
export type MemberTouch = readonly (Value | undefined)[];

/** No rule asks for the time, so that any will do. */
const NO_TIME = new Date(0);

/** The status that somebody who did all this has in the campaign; null: none of it makes a member. */
export function memberStatus(
  { statuses, reads }: MemberRules,
  touches: readonly MemberTouch[],
): string | null {
  const all = touches.map((touch): Fields =>
    Object.fromEntries(reads.map((name, index) => [name, touch[index] ?? null])),
  );
  const first = statuses.find(({ when }) =>
    all.some((fields) => {
      const outcome = when.evaluate({ fields, now: NO_TIME });
      return outcome.kind === 'known' && outcome.value === true;
    }),
  );
  return first?.status ?? null;
}
