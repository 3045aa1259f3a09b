import { badRequest } from '../refusal.ts';
import type { Call } from './call.ts';

/**
 * One page of a list of the marketing and event APIs. Their `after` comes percent-encoded already; a client that sends
 * it on as it came encodes it twice and is refused.
 */
export function pageOf<Item>(
  { request: { query } }: Call,
  items: readonly Item[],
  usual: number,
  most: number,
): { readonly results: readonly Item[]; readonly paging?: object } {
  const limit = Number(query.get('limit') ?? usual);
  if (!(limit >= 1 && limit <= most)) throw badRequest(`Page size must be less than or equal to ${most}`);
  const after = query.get('after') ?? '';
  const from = after === '' ? 0 : Number(Buffer.from(after, 'base64').toString());
  if (after.includes('%') || !Number.isInteger(from)) throw badRequest(`Invalid after: ${after}`);
  const end = from + limit;
  const results = items.slice(from, end);
  if (end >= items.length) return { results };
  const next = encodeURIComponent(Buffer.from(String(end)).toString('base64'));
  return { results, paging: { next: { after: next, link: `https://api.hubapi.com/?after=${next}` } } };
}
