import type { CallOptions } from '../../../src/connector/contract.ts';
import { oneLine } from '../../../src/domain/touchpoint.ts';
import { paths } from '../paths.ts';
import { refTo } from '../record.ts';
import type { Session } from '../session.ts';
import { askPage } from './ask-page.ts';
import { ask } from './ask.ts';
import type { Span, Strand } from './walk.ts';

interface WireList {
  readonly listId: string;
  readonly name?: string;
  readonly objectTypeId?: string;
  readonly additionalProperties?: Readonly<Record<string, string | undefined>>;
}

interface WireLists {
  readonly lists?: readonly WireList[];
  readonly hasMore?: boolean;
  readonly offset?: number;
}

interface WireMember {
  readonly recordId: string;
  readonly membershipTimestamp: string;
}

const CONTACT = '0-1';
const LISTS = 500;
const MEMBERS = 250;
/** A list is read as a whole to find who joined it. Above this it would take too many calls. */
const MOST_MEMBERS = 10_000;

/** A strand for each list of contacts that somebody has joined. https://developers.hubspot.com/docs/api-reference/latest/crm/lists/guide */
export async function listStrands(
  session: Session,
  span: Span,
  options: CallOptions,
): Promise<readonly Strand[]> {
  const lists = (await allLists(session, options)).filter((list) => hasNewcomers(list, span));
  return lists.map((list) => ({
    id: list.listId,
    async read(after) {
      const listing = { path: paths.members(list.listId), query: { limit: MEMBERS } };
      const page = await askPage<WireMember>(session, listing, after, options);
      const joined = page.results.filter(
        ({ membershipTimestamp }) => Date.parse(membershipTimestamp) >= span.from,
      );
      return {
        touchpoints: joined.map(({ recordId, membershipTimestamp }) => ({
          source: refTo('list-member', `${list.listId}:${recordId}:${membershipTimestamp}`),
          who: { kind: 'record' as const, object: 'contacts', id: recordId },
          kind: 'list_member' as const,
          at: new Date(membershipTimestamp),
          about: oneLine(list.name) ?? list.listId,
          campaign: null,
          details: { list: list.listId },
        })),
        after: page.after,
      };
    },
  }));
}

async function allLists(session: Session, options: CallOptions): Promise<readonly WireList[]> {
  const lists: WireList[] = [];
  let offset = 0;
  for (;;) {
    const json = {
      query: '',
      objectTypeId: CONTACT,
      offset,
      count: LISTS,
      additionalProperties: ['hs_list_size', 'hs_last_record_added_at'],
    };
    const page = await ask<WireLists>(session, { path: paths.lists(), json }, options);
    lists.push(...(page.lists ?? []));
    if (page.hasMore !== true || page.offset === undefined || page.offset <= offset) return lists;
    offset = page.offset;
  }
}

function hasNewcomers({ objectTypeId, additionalProperties: more = {} }: WireList, span: Span): boolean {
  const addedAt = Number(more.hs_last_record_added_at ?? 0);
  return objectTypeId === CONTACT && Number(more.hs_list_size ?? 0) <= MOST_MEMBERS && addedAt >= span.from;
}
