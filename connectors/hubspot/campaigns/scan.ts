import type { CallOptions, Page, PageRequest } from '../../../src/connector/contract.ts';
import { toSnapshot } from '../record.ts';
import type { Session } from '../session.ts';
import { askedFor, listCampaigns } from './list.ts';
import { CAMPAIGNS } from './properties.ts';

/** Every campaign in the order in which they were made, 100 a page. */
export async function scanCampaigns(
  session: Session,
  { fields, cursor }: PageRequest,
  options: CallOptions,
): Promise<Page> {
  const schema = await session.schema(CAMPAIGNS, options);
  if (schema.refuses !== undefined) return { snapshots: [], cursor: '', more: false };
  const request = { asked: askedFor(fields, schema), sort: 'createdAt', after: cursor || null } as const;
  const { results, after } = await listCampaigns(session, request, options);
  return {
    snapshots: results.map((wire) => toSnapshot(wire, fields, schema)),
    cursor: after ?? '',
    more: after !== null,
  };
}
