import { hash } from 'node:crypto';
import type { SystemRecord } from '../../src/domain/record.ts';
import type { Touchpoint, TouchpointKind } from '../../src/domain/touchpoint.ts';

/** A sender that had no answer sends its form again, with the same content; nobody means the same twice a day. */
export function formFilled(record: SystemRecord, now: Date): Touchpoint {
  return touchpoint('form_submit', record, now, [now.toISOString().slice(0, 10), record.fields]);
}

/** One row of a list; on the day that it names, else the day it came in. The same row of the same campaign is the same. */
export function rowImported(record: SystemRecord, now: Date): Touchpoint {
  const { occurredOn } = record.fields;
  const day = typeof occurredOn === 'string' ? new Date(occurredOn) : now;
  return touchpoint('import', record, day < now ? day : now, record.fields);
}

function touchpoint(
  kind: TouchpointKind,
  { ref, fields }: SystemRecord,
  at: Date,
  same: unknown,
): Touchpoint {
  const known = JSON.stringify([kind, ref.id, same]);
  return {
    source: { ...ref, id: hash('sha256', known, 'hex').slice(0, 32) },
    who: { kind: 'record', object: ref.object, id: ref.id },
    kind,
    at,
    about: ref.object,
    campaign: typeof fields.campaign === 'string' ? fields.campaign : null,
    details: {},
  };
}
