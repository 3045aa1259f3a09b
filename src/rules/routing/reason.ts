import { assertNever } from '../../domain/assert-never.ts';
import type { Absence } from '../working-time/absence.ts';

/** Why somebody got a person. */
export type Won =
  /** `at`: when they had the person last, ISO 8601. */
  | { readonly kind: 'previous'; readonly at: string }
  | { readonly kind: 'field'; readonly field: string }
  | { readonly kind: 'row'; readonly row: string }
  | { readonly kind: 'rule' }
  | { readonly kind: 'fallback' }
  /** In place of a queue. */
  | { readonly kind: 'fallback-owner' };

/** Why somebody, or a whole rule, did not. */
export type Lost =
  | { readonly kind: 'not-met' }
  | { readonly kind: 'unknown'; readonly missing: readonly string[] }
  | { readonly kind: 'no-row' }
  | { readonly kind: 'blank'; readonly field: string }
  | { readonly kind: 'no-previous' }
  | { readonly kind: 'long-ago'; readonly at: string }
  | { readonly kind: 'no-queue' }
  /** What is made is a person's. */
  | { readonly kind: 'is-queue' }
  | Absence
  | { readonly kind: 'left' }
  | { readonly kind: 'not-an-owner' }
  | { readonly kind: 'full'; readonly most: number; readonly of: 'open' | 'per day' }
  | { readonly kind: 'language' }
  | { readonly kind: 'skill'; readonly skill: string }
  /** Somebody else of the team was next. */
  | { readonly kind: 'turn' }
  /** Had the person for so many minutes of their working time, and did nothing. */
  | { readonly kind: 'untouched'; readonly minutes: number };

/** Part of a sentence: `Alex: on leave until 2026-12-04`. */
export function sayReason(reason: Won | Lost): string {
  switch (reason.kind) {
    case 'previous':
      return `had the person on ${day(reason.at)}`;
    case 'field':
      return `is named in ${reason.field}`;
    case 'row':
      return reason.row;
    case 'rule':
      return 'the rule says so';
    case 'fallback':
      return 'no rule found anybody';
    case 'fallback-owner':
      return 'no rule found a person, and a queue cannot own a contact or an opportunity';
    case 'not-met':
      return 'its condition is not met';
    case 'unknown':
      return `its condition cannot be told without ${reason.missing.join(', ')}`;
    case 'no-row':
      return 'no row takes the person';
    case 'blank':
      return `${reason.field} is blank`;
    case 'no-previous':
      return 'nobody had the person before';
    case 'long-ago':
      return `had the person on ${day(reason.at)}, which is too long ago`;
    case 'no-queue':
      return 'there is no such queue';
    case 'is-queue':
      return 'a queue cannot own a contact or an opportunity';
    case 'leave':
      return `on leave until ${reason.until}`;
    case 'holiday':
      return `on holiday: ${reason.name}`;
    case 'off-hours':
      return 'not at work at this time';
    case 'left':
      return 'no longer active';
    case 'not-an-owner':
      return 'cannot own records';
    case 'full':
      return `has ${reason.most} ${reason.of} already`;
    case 'language':
      return 'does not speak the language';
    case 'skill':
      return `lacks the skill ${reason.skill}`;
    case 'turn':
      return 'it was the turn of somebody else';
    case 'untouched':
      return `did not touch the person within ${reason.minutes} working minutes`;
    default:
      return assertNever(reason);
  }
}

const day = (at: string): string => at.slice(0, 10);
