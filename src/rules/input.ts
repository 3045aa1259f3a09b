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
  /** Open opportunities that the person has a part in. */
  readonly openOpportunities: readonly string[];
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

export interface Standing {
  readonly stage: string;
  /** Each new round of the person through the stages has the next number; the first is 1. */
  readonly cycle: number;
  /** When the person came into the stage. */
  readonly since: number;
}
