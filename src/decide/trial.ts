import type { EntityId } from '../domain/entity.ts';
import type { HandOverRules } from './hand-over.ts';
import type { Course, CourseRules } from './steps.ts';

/** Rules that run beside those in force: a canary decides about a share of people, a shadow about nobody. */
export interface Trial extends CourseRules {
  readonly id: number;
  readonly kind: 'shadow' | 'canary';
  /** Of all people: above 0, at most 1. */
  readonly share: number;
  readonly handOver: HandOverRules | null;
}

/**
 * Whether the trial is about a person: always the same people for the same rules, and with a larger share all of these and
 * more.
 */
export const isTried = (entity: EntityId, { version, share, hash }: Trial): boolean =>
  parseInt(hash(`${version}/${entity}`).slice(0, 8), 16) / 2 ** 32 < share;

/** Where a course leads, in words: what tells apart what two sets of rules decide of the same. */
export const verdictOf = ({ standing, decision: { score } }: Course): string =>
  score === null ? standing.stage : `${standing.stage}, ${score.priority}`;
