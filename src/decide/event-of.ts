import type { EntityId } from '../domain/entity.ts';
import { observed, type Event } from '../domain/event.ts';
import type { Lane } from '../domain/lane.ts';
import { RULES } from '../domain/record.ts';
import type { Fields } from '../domain/value.ts';

/** A record of the system `rules` as it was decided to be; its id is that of its entity. */
export const eventOf = (object: string, id: EntityId, fields: Fields, lane: Lane, modifiedAt: Date): Event =>
  observed(
    { kind: 'present', record: { ref: { system: RULES, object, id }, fields, externalKey: id, modifiedAt } },
    'decision',
    lane,
  );
