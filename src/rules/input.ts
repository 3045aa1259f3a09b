/**
 * What is decided about: a person as we know them at one moment. All that a decision depends on is here, so that it can be
 * made again, and all of it is plain JSON. Moments are milliseconds since 1970.
 *
 * Words: a **touchpoint** is one thing that the person did, dated; its **kind** is the activity that expressions count
 * (`page_view`), and **about** what it was about (`/pricing`). A **standing** is where the person is among the stages.
 */
import type { Fields } from '../domain/value.ts';

export interface DecisionInput {
  /** The person's fields, by canonical name; a missing one was not read. */
  readonly person: Fields;
  /** The fields of the person's company; null: there is none. */
  readonly company: Fields | null;
  /** What the person did, as far back as the rules look, in any order. Later ones than `now` have not happened yet. */
  readonly touchpoints: readonly Touchpoint[];
  /** How often the person ever did something, up to `now`. */
  readonly totals: readonly TouchpointTotal[];
  readonly standing: Standing;
  /** The opportunities that the person has a part in, in any order. */
  readonly opportunities: readonly Opportunity[];
  readonly now: number;
}

export interface Touchpoint {
  readonly kind: string;
  readonly at: number;
  readonly about: string;
}

export interface TouchpointTotal {
  readonly kind: string;
  readonly about: string;
  readonly count: number;
}

export interface Opportunity {
  readonly id: string;
  readonly stage: string | null;
  readonly isClosed: boolean;
  readonly isWon: boolean;
  readonly amount: number | null;
  /** ISO 4217, e.g. `EUR`. */
  readonly currency: string | null;
  readonly closedAt: number | null;
  readonly lossReason: string | null;
}

export const isOpen = ({ isClosed }: Opportunity): boolean => !isClosed;
export const isWon = (opportunity: Opportunity): boolean => opportunity.isWon;
export const isLost = ({ isClosed, isWon }: Opportunity): boolean => isClosed && !isWon;

export interface Standing {
  readonly stage: string;
  /** Each new round of the person through the stages has the next number; the first is 1. */
  readonly cycle: number;
  /** When the person came into the stage. */
  readonly since: number;
  /** When the person is to come back; null: no such moment. It ends with the stage. */
  readonly returnAt: number | null;
  /** When sales last answered: what the person did up to then asks for nothing any more. Null: never. */
  readonly answeredAt: number | null;
  /** The answers of sales that hold and have been acted on, by name. They outlast the stage. */
  readonly heard: readonly string[];
}
