import type { CallOptions } from '../../src/connector/contract.ts';
import { DAY_MS } from '../../src/domain/clock.ts';
import { FailureError } from '../../src/domain/failure.ts';
import { isoDatetime } from './codec.ts';
import type { Gather } from './gather.ts';
import { fullId } from './ids.ts';
import { DATA } from './versions.ts';

export interface Deleted {
  readonly ids: readonly string[];
  /** Where the next call goes on. */
  readonly until: Date;
}

/** The vendor looks at whole minutes and wants at least one between start and end. */
const MINUTE_MS = 60_000;

/**
 * Ids deleted since a moment, as the vendor's replication log has them (15 days, or less on busy orgs). A start that is
 * too old is moved to where the log begins; what lies before is found by a full scan.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_getdeleted.htm
 */
export async function deletedSince(
  gather: Gather,
  object: string,
  since: Date,
  now: Date,
  options: CallOptions,
): Promise<Deleted> {
  if (now.getTime() - since.getTime() < MINUTE_MS) return { ids: [], until: since };
  const oldest = now.getTime() - 14 * DAY_MS;
  const start = new Date(Math.max(since.getTime(), oldest));
  try {
    const range = `start=${moment(start)}&end=${moment(now)}`;
    const { body } = await gather<{
      readonly deletedRecords: readonly { readonly id: string }[];
      readonly latestDateCovered: string;
    }>(`${DATA}/sobjects/${object}/deleted/?${range}`, options);
    const until = new Date(isoDatetime(body.latestDateCovered));
    return { ids: body.deletedRecords.map(({ id }) => fullId(id)), until: until > since ? until : since };
  } catch (error) {
    // The log was cut on a busy org, or the object keeps none: the recycle bin and full scans remain.
    if (
      error instanceof FailureError &&
      ['INVALID_REPLICATION_DATE', 'INVALID_TYPE'].includes(error.failure.code)
    ) {
      return { ids: [], until: now };
    }
    throw error;
  }
}

const moment = (date: Date): string => encodeURIComponent(`${date.toISOString().slice(0, 19)}+00:00`);
