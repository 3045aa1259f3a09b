import { ACCOUNT } from '../account.ts';
import type { AssociationType } from '../state/association-types.ts';
import type { Graph } from '../state/graph.ts';
import type { ObjectType } from '../state/object-types.ts';
import type { Portal } from '../state/portal.ts';
import { iso, type HistoryEntry, type Props, type Row } from '../state/row.ts';

/** What a record's answer is made from; a row, or what the search index remembers of one. */
export interface Presentable {
  readonly type: ObjectType;
  readonly id: string;
  readonly props: Props;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly archivedAt: number | null;
}

export type Shown = Readonly<Record<string, unknown>>;

/**
 * A record with the properties asked for, or the type's defaults, and those that always come.
 * A known property without a value is null, an unknown one is left out; names are sorted.
 */
export function showAsked(
  row: Presentable,
  asked: readonly string[],
  known: ReadonlyMap<string, unknown>,
): Shown {
  const names = new Set(asked.length === 0 ? row.type.defaults : asked.filter((name) => known.has(name)));
  for (const name of [row.type.created, row.type.modified, 'hs_object_id']) names.add(name);
  return show(row, Object.fromEntries([...names].sort().map((name) => [name, row.props[name] ?? null])));
}

/** As a create answers: every property that has a value. */
export function showAll(row: Presentable): Shown {
  return show(row, Object.fromEntries(Object.entries(row.props).sort(([a], [b]) => (a < b ? -1 : 1))));
}

const AFTER_UPDATE = [
  'hs_is_unworked',
  'hs_object_id',
  'hs_object_source',
  'hs_object_source_id',
  'hs_object_source_label',
  'hs_pipeline',
  'lifecyclestage',
];

/** As an update answers: what was sent, with some that always come. Cleared properties are empty strings. */
export function showSent(row: Row, sent: readonly string[]): Shown {
  const always = [row.type.created, row.type.modified, ...AFTER_UPDATE].filter((name) => name in row.props);
  const names = [...new Set([...sent, ...always])].sort();
  return show(row, Object.fromEntries(names.map((name) => [name, row.props[name] ?? ''])));
}

function show(row: Presentable, properties: Readonly<Record<string, string | null>>): Shown {
  return {
    id: row.id,
    properties,
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
    archived: row.archivedAt !== null,
    ...(row.archivedAt === null ? {} : { archivedAt: iso(row.archivedAt) }),
    url: `https://app.hubspot.com/contacts/${ACCOUNT.portalId}/record/${row.type.typeId}/${row.id}`,
  };
}

/** The values a property had, newest first. */
export function showHistory(row: Row, names: readonly string[]): Shown {
  const shown = names.map((name) => {
    const value = row.props[name];
    const initial: HistoryEntry[] =
      value === undefined ? [] : [{ value, timestamp: row.createdAt, source: row.createdBy }];
    const entries = row.history?.get(name) ?? initial;
    return [
      name,
      entries.toReversed().map((entry) => ({
        value: entry.value,
        timestamp: iso(entry.timestamp),
        sourceType: entry.source.changeSource,
        sourceId: entry.source.sourceId,
      })),
    ] as const;
  });
  return { propertiesWithHistory: Object.fromEntries(shown) };
}

/** The associated ids of a record, by type; a type without any has no key. */
export function showAssociations(portal: Portal, row: Row, types: readonly ObjectType[]): Shown {
  const shown = types.flatMap((type) => {
    const results = associationResults(portal.graph, portal, row, type);
    return results.length === 0 ? [] : [[type.name, { results }] as const];
  });
  return shown.length === 0 ? {} : { associations: Object.fromEntries(shown) };
}

/** The plain association with a custom type counts as the account's own, too. */
const isUserLabel = ({ category, label }: AssociationType): boolean =>
  category === 'USER_DEFINED' && label !== null;

function associationResults(graph: Graph, portal: Portal, row: Row, to: ObjectType): readonly Shown[] {
  const base = `${row.type.singular}_to_${to.singular}`;
  const hasPrimary = portal.associationTypes
    .between(row.type, to)
    .some(({ id }) => portal.associationTypes.isPrimary(id));
  return graph.from(row, to.name).flatMap((edge) =>
    [...edge.typeIds].flatMap((id) => {
      const type = portal.associationTypes.get(id);
      if (type === undefined || isUserLabel(type)) return [];
      return [{ id: edge.to.id, type: type.label === null && hasPrimary ? `${base}_unlabeled` : base }];
    }),
  );
}
