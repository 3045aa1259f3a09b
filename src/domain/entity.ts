import type { Fields } from './value.ts';

/** What the records are about, by the name that a mapping file gives it: `person`, `company`, or your own, as `machine`. */
export type EntityKind = string;

/** The names of what Leadloop has rules of its own for, or will have. */
export const USUAL_ENTITIES = [
  'person',
  'company',
  'opportunity',
  'activity',
  'campaign',
  'campaign-member',
] as const;

/** Who does things: touchpoints are joined to people. */
export const PERSON: EntityKind = 'person';
/** Whom they work for. */
export const COMPANY: EntityKind = 'company';

/** What was done with them: calls, meetings, notes, tasks, mails. */
export const ACTIVITY: EntityKind = 'activity';

/** What they may buy. */
export const OPPORTUNITY: EntityKind = 'opportunity';

/** Lower-case words with hyphens between them. */
export const ENTITY_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
export const ENTITY_NAME_LENGTH = 40;

/** A UUIDv7. It is also the value of Leadloop's external key in every system. */
export type EntityId = string;

/** An entity's fields under our own names and types (see docs/mapping.md). */
export type CanonicalRecord = Fields;
