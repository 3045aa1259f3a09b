import type { CallOptions } from '../../src/connector/contract.ts';
import { BATCH_SIZE } from './chunks.ts';
import { completed } from './completed.ts';
import { paths } from './paths.ts';
import { propertiesFor } from './record.ts';
import type { Session } from './session.ts';
import type { WirePage, WireRecord } from './wire.ts';

export interface ListRequest {
  readonly object: string;
  readonly fields: readonly string[];
  readonly archived: boolean;
  readonly after: string | null;
}

export interface ListPage {
  readonly records: readonly WireRecord[];
  readonly after: string | null;
}

/** One page of an object's records by ascending id, straight from the store (no index lag). */
export async function listPage(
  session: Session,
  request: ListRequest,
  options: CallOptions,
): Promise<ListPage> {
  const { object, fields, archived, after } = request;
  const page = await session.api.call<WirePage<WireRecord>>(
    {
      method: 'GET',
      path: paths.list(object),
      query: {
        limit: BATCH_SIZE,
        archived,
        properties: propertiesFor(fields),
        ...(after === null ? {} : { after }),
      },
      bucket: 'call',
      effect: 'read',
      object,
    },
    options,
  );
  const records = page.results ?? [];
  return {
    records: archived ? records : await completed(session, object, fields, records, options),
    after: page.paging?.next?.after ?? null,
  };
}
