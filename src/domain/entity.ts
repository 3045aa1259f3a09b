import type { Fields } from './value.ts';

/** What the records are about. */
export const ENTITY_KINDS = [
  'person',
  'company',
  'opportunity',
  'activity',
  'campaign',
  'campaign-member',
] as const;
export type EntityKind = (typeof ENTITY_KINDS)[number];

/** A UUIDv7. It is also the value of Leadloop's external key in every system. */
export type EntityId = string;

/** An entity's fields under our own names and types (see docs/mapping.md). */
export type CanonicalRecord = Fields;
