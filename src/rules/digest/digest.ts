/**
 * `digest.yaml`, compiled. A **digest** is what marketing saw of a person, told to sales in one record that is kept up to date.
 */
import type { TouchpointKind } from '../../domain/touchpoint.ts';
import type { Expression } from '../../expression/expression.ts';
import type { Message } from '../handoff/hand-off.ts';
import type { Rules } from '../rules.ts';
import type { TallyPlan } from '../tally.ts';
import type { Clock } from '../working-time/local-time.ts';

export interface DigestRules extends Message {
  /** Scoring and qualification, which it speaks of. */
  readonly base: Rules;
  /** Who gets one; null: everybody. */
  readonly when: Expression | null;
  /** What the condition counts. */
  readonly tally: TallyPlan;
  /** What is told, as far back as so many days. */
  readonly kinds: readonly TouchpointKind[];
  readonly days: number;
  /** At most so many lines. */
  readonly most: number;
  /** How kinds are called. */
  readonly words: ReadonlyMap<string, string>;
  /** By which days begin and end; null: UTC. */
  readonly clock: Clock | null;
  /** So long at least lies between two writings of one digest, in milliseconds. */
  readonly everyMs: number;
  /** What it is made with. */
  readonly status: string;
}

/** What marketing sees of people, where the file names no kinds: mails that were only sent tell nothing. */
export const USUAL_KINDS: readonly TouchpointKind[] = [
  'form_submit',
  'page_view',
  'email_open',
  'email_click',
  'email_reply',
  'custom_event',
  'list_member',
  'marketing_event',
];
