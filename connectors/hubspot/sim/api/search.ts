import type { SimReply } from '../../../../src/connector/sim/server.ts';
import { catalogueOf, tableOf } from '../state/portal.ts';
import type { IndexedRow, SearchIndex } from '../state/search-index.ts';
import { lowerBound } from '../state/sorted.ts';
import { toMs } from '../state/values.ts';
import { asList, asObject, optionalText, readBody, textList, type Json } from './body.ts';
import { ok, typeOf, type Call, type Route } from './call.ts';
import { showAsked } from './present.ts';
import { badRequest, Refusal } from '../refusal.ts';
import { compile, numberOf, readFilter, type Filter, type Predicate } from './search-filter.ts';

/** https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm */
const MOST = { groups: 5, perGroup: 6, filters: 18, page: 200, results: 10_000, bodyChars: 3_000 };
/** Up to this many candidates are sorted rather than reading all records in order. */
const FEW = 2_000;

export const searchRoutes: readonly Route[] = [
  { method: 'POST', pattern: 'objects/:type/search', handle: search },
];

interface Sort {
  readonly property: string;
  readonly descending: boolean;
}

function search(call: Call): SimReply {
  if (call.request.body.length > MOST.bodyChars) {
    throw badRequest(`The request body must not exceed ${MOST.bodyChars} characters.`);
  }
  const type = typeOf(call);
  const body = readBody(call.request);
  const { properties } = catalogueOf(call.portal, type);
  const groups = readGroups(body);
  const { limit, after } = readPaging(body);
  const sort = readSort(body);
  if (sort !== null && !properties.has(sort.property))
    throw badRequest(`Property "${sort.property}" does not exist`);
  const text = optionalText(body.query, 'query')?.toLowerCase();
  const { search: index } = tableOf(call.portal, type);
  index.catchUp(call.portal.now());
  const window = readWindow(groups, sort);
  const query = JSON.stringify([window.groups, sort, text]);
  const find = (): readonly IndexedRow[] => {
    const tests = window.groups.map((filters) =>
      filters.map((filter) => compile(call.portal, filter, properties)),
    );
    const matches: Predicate = (row) =>
      (tests.length === 0 || tests.some((group) => group.every((test) => test(row)))) &&
      (text === undefined || type.queried.some((name) => row.props[name]?.toLowerCase().includes(text)));
    return sortRows(
      candidates(index, window.groups, sort, type.modified).filter(matches),
      sort,
      type.modified,
    );
  };
  // Associations change without the index taking note.
  const isLasting = !groups.flat().some(({ property }) => property.startsWith('associations.'));
  const found = isLasting ? index.answer(query, find) : find();
  const first = window.from === null ? 0 : lowerBound(found, window.from);
  const total = found.length - first;
  const end = after + limit;
  const asked = textList(body.properties, 'properties');
  return ok({
    total,
    results: found.slice(first + after, first + end).map((row) => showAsked(row, asked, properties)),
    ...(end < total ? { paging: { next: { after: String(end) } } } : {}),
  });
}

/**
 * Takes `hs_object_id GT n` out of a search by ascending id: clients that read window after window then ask the same
 * question each time, which is answered once.
 */
function readWindow(
  groups: readonly (readonly Filter[])[],
  sort: Sort | null,
): { readonly groups: readonly (readonly Filter[])[]; readonly from: number | null } {
  const [filters = [], ...others] = groups;
  const isFrom = (filter: Filter): boolean =>
    filter.property === 'hs_object_id' && filter.operator === 'GT' && /^\d+$/.test(filter.value);
  const from = filters.find(isFrom);
  const ascendingById = sort === null || (sort.property === 'hs_object_id' && !sort.descending);
  if (from === undefined || others.length > 0 || !ascendingById) return { groups, from: null };
  return { groups: [filters.filter((filter) => filter !== from)], from: Number(from.value) + 1 };
}

function readGroups(body: Json): readonly (readonly Filter[])[] {
  const inGroups = asList(body.filterGroups ?? [], 'filterGroups').map((group) =>
    asList(asObject(group).filters ?? [], 'filters').map(readFilter),
  );
  const alone = asList(body.filters ?? [], 'filters').map(readFilter);
  const groups = alone.length === 0 ? inGroups : [...inGroups, alone];
  if (groups.length > MOST.groups) throw badRequest(`The maximum number of filter groups is ${MOST.groups}.`);
  if (groups.some((group) => group.length > MOST.perGroup)) {
    throw badRequest(`The maximum number of filters in a group is ${MOST.perGroup}.`);
  }
  if (groups.flat().length > MOST.filters)
    throw badRequest(`The maximum number of filters is ${MOST.filters}.`);
  return groups;
}

function readPaging(body: Json): { readonly limit: number; readonly after: number } {
  const limit = Number(optionalText(body.limit, 'limit') ?? 10);
  if (!Number.isInteger(limit) || limit < 0 || limit > MOST.page) {
    throw badRequest(`The limit must be between 0 and ${MOST.page}.`);
  }
  const text = optionalText(body.after, 'after') ?? '0';
  const after = Number(text || 0);
  if (!Number.isInteger(after) || after < 0 || after > 2_147_483_647) {
    throw new Refusal(
      400,
      `Invalid input JSON on line 1, column 1: Cannot deserialize value of type \`int\` from String "${text}"`,
    );
  }
  if (after + limit > MOST.results) {
    throw badRequest(`Paging beyond ${MOST.results} results is not supported. Narrow the search.`);
  }
  return { limit, after };
}

/** One sort, as an object or as `-createdate`. */
function readSort(body: Json): Sort | null {
  const sorts = asList(body.sorts ?? [], 'sorts');
  if (sorts.length > 1) throw badRequest('Only one sort is supported.');
  const [sort] = sorts;
  if (sort === undefined) return null;
  if (typeof sort === 'string') return { property: sort.replace(/^-/, ''), descending: sort.startsWith('-') };
  const { propertyName, direction } = asObject(sort);
  return {
    property: optionalText(propertyName, 'propertyName') ?? '',
    descending: direction === 'DESCENDING',
  };
}

/**
 * The records a search has to look at. One group of filters lets it look at fewer: those with one of some exact
 * values, or those changed lately. In the order of modification when that is asked for, else by id.
 */
function candidates(
  index: SearchIndex,
  groups: readonly (readonly Filter[])[],
  sort: Sort | null,
  modified: string,
): readonly IndexedRow[] {
  const filters = groups.length === 1 ? (groups[0] ?? []) : [];
  const since = filters.find(
    ({ property, operator }) => property === modified && /^GTE?$|^BETWEEN$/.test(operator),
  );
  const ms = toMs(since?.value ?? '') ?? 0;
  if (sort?.property === modified) return index.modifiedSince(ms);
  for (const { property, operator, value, values } of filters) {
    if (operator !== 'EQ' && operator !== 'IN') continue;
    const rows = index.withValue(property, operator === 'EQ' ? [value] : values);
    if (rows !== null) return rows;
  }
  if (index.countSince(ms) > FEW) return index.all;
  return index.modifiedSince(ms).sort((a, b) => a.num - b.num);
}

function sortRows(rows: IndexedRow[], sort: Sort | null, modified: string): readonly IndexedRow[] {
  if (sort === null || sort.property === 'hs_object_id' || sort.property === modified) {
    return sort?.descending === true ? rows.toReversed() : rows;
  }
  const sign = sort.descending ? -1 : 1;
  const number = numberOf(sort.property);
  const key = (row: IndexedRow): number | string => {
    const value = number(row);
    return Number.isNaN(value) ? (row.props[sort.property]?.toLowerCase() ?? '') : value;
  };
  const keyed = rows.map((row) => ({ row, key: key(row) }));
  keyed.sort((a, b) => (a.key < b.key ? -sign : a.key > b.key ? sign : a.row.num - b.row.num));
  return keyed.map(({ row }) => row);
}
