import type { Decision } from '../decision.ts';
import type { DecisionInput } from '../input.ts';
import type { Roles } from '../roles/roles.ts';
import type { Routed } from '../routing/route.ts';
import type { Calendar } from '../working-time/calendar.ts';

/** All that a hand-off is made of, and what is said of it later. */
export interface HandOffInput {
  /** Of the hand-off: also the id of the task, the opportunity and the contact role that are made with it. */
  readonly id: string;
  /** Leadloop's id of the person. */
  readonly person: string;
  /** The person in the stage that they came into; `now` is the moment of the hand-off. */
  readonly input: DecisionInput;
  /** What was decided on that. */
  readonly decision: Decision;
  /** The stage that the person came from. */
  readonly previousStage: string;
  readonly routed: Pick<Routed, 'to' | 'rule' | 'why' | 'tell'>;
  /** Who had the person before, by e-mail address; null: nobody. */
  readonly previousOwner: string | null;
  /** Of whoever gets the person; null for a queue, and for somebody who is always there. */
  readonly calendar: Calendar | null;
  readonly roles: Roles;
  /** What the person did, in any order; as far back as it is to be shown. */
  readonly touches: readonly HandOffTouch[];
  /** Where the person's timeline can be seen; null: nowhere. */
  readonly link: string | null;
}

export interface HandOffTouch {
  readonly kind: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly about: string | null;
  readonly campaign: string | null;
}
