import type { TouchpointKind } from '../../domain/touchpoint.ts';

/**
 * What is promised about the first touch of a hand-off, and what happens on the way. All of it is in the working time of
 * whoever has the person, and begins when the person is visible to him: how long the systems took is counted apart.
 */
export interface Sla {
  /** Priority → milliseconds within which the first touch is due. */
  readonly firstTouch: ReadonlyMap<string, number>;
  /** The same, for any other priority and for none. */
  readonly otherwise: number;
  /** What is a touch when sales does it. So is every answer of theirs. */
  readonly touchedBy: readonly TouchpointKind[];
  /** In the order in which they come up. */
  readonly steps: readonly SlaStep[];
}

/** What is done while nobody has touched the person. `share`: of the time until the first touch is due, 1 is when it is. */
export type SlaStep =
  | { readonly kind: 'remind'; readonly share: number }
  /** `to`: a function of `roles.yaml`. */
  | { readonly kind: 'escalate'; readonly share: number; readonly to: string }
  /** `atMost`: how often a person changes hands for it in one cycle. */
  | { readonly kind: 'reassign'; readonly share: number; readonly atMost: number };

/** What is a touch when the file does not say; where there is no `sla`, too. */
export const USUAL_TOUCHES: readonly TouchpointKind[] = ['call', 'email_sent', 'meeting', 'message', 'task'];
