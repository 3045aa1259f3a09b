import type { CallOptions } from '../../../src/connector/contract.ts';
import type { Session } from '../session.ts';
import type { Request } from '../transport.ts';
import type { WirePage } from '../wire.ts';
import { ask } from './ask.ts';

export interface Page<Item> {
  readonly results: readonly Item[];
  /** Where the next page begins; null: there is no more. */
  readonly after: string | null;
  /** How many there are on all pages; null where the listing does not tell. */
  readonly total: number | null;
}

type Listing = Pick<Request, 'path' | 'query'>;

/** The page of a listing behind `after`; null is the first. */
export async function askPage<Item>(
  session: Session,
  { path, query }: Listing,
  after: string | null,
  options: CallOptions,
): Promise<Page<Item>> {
  const behind = after === null ? {} : { after };
  const page = await ask<WirePage<Item>>(session, { path, query: { ...query, ...behind } }, options);
  return { results: page.results ?? [], after: nextIn(page), total: page.total ?? null };
}

/** Every page of a listing. */
export async function askAll<Item>(
  session: Session,
  listing: Listing,
  options: CallOptions,
): Promise<readonly Item[]> {
  const all: Item[] = [];
  let after: string | null = null;
  do {
    const page: Page<Item> = await askPage(session, listing, after, options);
    all.push(...page.results);
    after = page.after;
  } while (after !== null);
  return all;
}

/**
 * Where the next page begins. The marketing and event APIs give it percent-encoded already, and sending it encodes it
 * again, so one of the two is taken back.
 */
function nextIn({ paging }: WirePage<unknown>): string | null {
  const after = paging?.next?.after;
  if (after === undefined) return null;
  try {
    return decodeURIComponent(after);
  } catch {
    return after;
  }
}
