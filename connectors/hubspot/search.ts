import type { CallOptions } from '../../src/connector/contract.ts';
import { paths } from './paths.ts';
import type { Session } from './session.ts';
import type { WirePage, WireRecord } from './wire.ts';

export interface Filter {
  readonly propertyName: string;
  readonly operator: 'GTE' | 'GT' | 'IN';
  readonly value?: string;
  readonly values?: readonly string[];
}

export interface Window {
  readonly ids: readonly string[];
  /** When each record last changed, as far as the index knows. */
  readonly updatedAt: ReadonlyMap<string, string | undefined>;
  /** Where the next window begins; null when this was the last. */
  readonly next: string | null;
}

const WINDOW = 200;

/**
 * The ids that match all filters, in windows of 200 by ascending id. A new window asks for higher ids instead of the
 * page behind, so it never meets the wall of 10,000 results and never skips what moved between pages.
 * Only ids are asked for: the index shows values late, and a search body may have no more than 3,000 characters.
 * https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm
 */
export async function searchWindow(
  session: Session,
  object: string,
  filters: readonly Filter[],
  after: string | null,
  options: CallOptions,
): Promise<Window> {
  const beyond: readonly Filter[] =
    after === null ? [] : [{ propertyName: 'hs_object_id', operator: 'GT', value: after }];
  const page = await session.api.call<WirePage<WireRecord>>(
    {
      method: 'POST',
      path: paths.search(object),
      json: {
        filterGroups: [{ filters: [...filters, ...beyond] }],
        sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
        properties: ['hs_object_id'],
        limit: WINDOW,
      },
      bucket: 'search',
      effect: 'read',
      object,
    },
    options,
  );
  const records = page.results ?? [];
  const ids = records.map((record) => record.id);
  const updatedAt = new Map(records.map((record) => [record.id, record.updatedAt]));
  const more = page.paging?.next !== undefined;
  return { ids, updatedAt, next: more ? (ids.at(-1) ?? null) : null };
}
