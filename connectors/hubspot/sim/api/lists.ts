import type { SimReply } from '../../../../src/connector/sim/server.ts';
import { badRequest, notFound } from '../refusal.ts';
import { iso } from '../state/row.ts';
import { optionalText, readBody } from './body.ts';
import { ok, type Call, type Route } from './call.ts';
import { pageOf } from './paging.ts';

/** Lists of contacts and who has joined them, read-only. https://developers.hubspot.com/docs/api-reference/latest/crm/lists/guide */
export const listRoutes: readonly Route[] = [
  { method: 'POST', pattern: 'lists/search', handle: search },
  { method: 'GET', pattern: 'lists/:list/memberships/join-order', handle: members },
];

const MOST = 500;
const MADE_AT = '2025-01-08T20:00:31.738Z';

function search(call: Call): SimReply {
  const body = readBody(call.request);
  const count = Number(optionalText(body.count, 'count') ?? 20);
  if (!(count >= 1 && count <= MOST)) throw badRequest(`count must be between 1 and ${MOST}`);
  const offset = Number(optionalText(body.offset, 'offset') ?? 0);
  const query = (optionalText(body.query, 'query') ?? '').toLowerCase();
  const found = call.portal.doings.lists.filter(({ name }) => name.toLowerCase().includes(query));
  const end = offset + count;
  return ok({
    offset: Math.min(end, found.length),
    hasMore: end < found.length,
    lists: found.slice(offset, end).map(({ listId, name, members: joined }) => {
      const last = joined.at(-1);
      return {
        listId,
        listVersion: 1,
        createdAt: MADE_AT,
        updatedAt: MADE_AT,
        filtersUpdatedAt: MADE_AT,
        processingStatus: 'COMPLETE',
        createdById: '61526375',
        updatedById: '61526375',
        processingType: 'DYNAMIC',
        objectTypeId: '0-1',
        name,
        additionalProperties: {
          hs_list_size: String(joined.length),
          hs_list_reference_count: '0',
          ...(last === undefined ? {} : { hs_last_record_added_at: String(last.at) }),
        },
      };
    }),
    total: found.length,
  });
}

function members(call: Call): SimReply {
  const list = call.portal.doings.lists.find(({ listId }) => listId === call.params.list);
  if (list === undefined) throw notFound();
  const rows = list.members.map(({ recordId, at }) => ({ recordId, membershipTimestamp: iso(at) }));
  return ok(pageOf(call, rows, 100, 250));
}
