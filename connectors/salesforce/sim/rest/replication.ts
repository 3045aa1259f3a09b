import type { SimReply } from '../../../../src/connector/sim/server.ts';
import { DAY_MS } from '../../../../src/domain/clock.ts';
import { datetime, parseDatetime } from '../org/time.ts';
import type { Call } from './call.ts';
import { failure, notFound, ok } from './reply.ts';

/** How far back each call reaches. */
const REACH = { updated: 30 * DAY_MS, deleted: 15 * DAY_MS } as const;

/** `GET /sobjects/<type>/updated?start=&end=` and `/deleted?start=&end=`; seconds are ignored. */
export function replication(call: Call, type: string, what: keyof typeof REACH): SimReply {
  const object = call.org.describe(type);
  if (!object) return notFound();
  const start = minute(call.query.get('start'));
  const end = minute(call.query.get('end'));
  if (start === null || end === null)
    return failure('INVALID_REPLICATION_DATE', 'start and end are required');
  if (start >= end) return failure('INVALID_REPLICATION_DATE', 'startDate must precede endDate');
  const earliest = call.org.kernel.now() - REACH[what];
  if (start < earliest) {
    return failure(
      'INVALID_REPLICATION_DATE',
      `startDate before ${datetime(earliest)}, the earliest date available`,
    );
  }
  // Both ends are whole minutes; what changed in the last one is left for the next call.
  const rows = [
    ...call.org.store.table(object.name).stamps.from(datetime(start), null, datetime(end - 1000)),
  ];
  const latestDateCovered = datetime(Math.min(end, call.org.kernel.now()));
  if (what === 'updated') {
    return ok({ ids: rows.filter((row) => !row.IsDeleted).map((row) => row.Id), latestDateCovered });
  }
  const deletedRecords = rows
    .filter((row) => row.IsDeleted)
    .map((row) => ({ deletedDate: row.values['SystemModstamp'], id: row.Id }));
  return ok({ deletedRecords, earliestDateAvailable: datetime(earliest), latestDateCovered });
}

/** A `+` that was not encoded arrives as a space. */
function minute(text: string | null): number | null {
  const ms = text === null ? null : parseDatetime(text.replace(' ', '+'));
  return ms === null ? null : Math.floor(ms / 60_000) * 60_000;
}
