import { AssociationTypes } from './association-types.ts';
import { newCatalogue, type TypeCatalogue } from './catalogue.ts';
import { newDoings, type Doings } from './doings.ts';
import type { PortalEvent } from './events.ts';
import { Graph } from './graph.ts';
import { OBJECT_TYPES, ObjectTypes, type CustomType, type ObjectType } from './object-types.ts';
import type { Subscriptions } from './standings.ts';
import { Table } from './table.ts';

/** Everything the simulated account remembers about its records. */
export interface Portal {
  readonly types: ObjectTypes;
  readonly tables: Map<string, Table>;
  readonly catalogues: Map<string, TypeCatalogue>;
  /** By name, the types that the account made itself. */
  readonly customTypes: Map<string, CustomType>;
  readonly associationTypes: AssociationTypes;
  readonly graph: Graph;
  /** E-mail addresses of people who asked to be forgotten before they were known. */
  readonly blockedEmails: Set<string>;
  readonly doings: Doings;
  readonly subscriptions: Subscriptions;
  readonly random: () => number;
  /** How long search takes to show a change. */
  searchLagMs: number;
  /** The time of the next change; the population is made in the past. */
  now: () => number;
  /** Where changes are told, for webhooks. */
  emit: (event: PortalEvent) => void;
}

/** What an account's administrators made: its types, properties and labels. */
export type Schema = Pick<Portal, 'types' | 'customTypes' | 'catalogues' | 'associationTypes'>;

export const newSchema = (): Schema => ({
  types: new ObjectTypes(),
  customTypes: new Map(),
  catalogues: new Map(OBJECT_TYPES.map((type) => [type.name, newCatalogue(type)])),
  associationTypes: new AssociationTypes(),
});

export function newPortal(
  random: () => number,
  searchLagMs: number,
  { types, customTypes, catalogues, associationTypes }: Schema,
  now: () => number,
): Portal {
  const all = [...OBJECT_TYPES, ...[...customTypes.values()].map(({ type }) => type)];
  return {
    types,
    customTypes,
    tables: new Map(all.map((type) => [type.name, tableFor(type, catalogues.get(type.name))])),
    catalogues,
    associationTypes,
    graph: new Graph(),
    blockedEmails: new Set(),
    doings: newDoings(),
    subscriptions: new Map(),
    random,
    searchLagMs,
    now,
    emit: () => undefined,
  };
}

function tableFor(type: ObjectType, catalogue: TypeCatalogue | undefined): Table {
  const table = new Table(type);
  for (const { name, hasUniqueValue } of catalogue?.properties.values() ?? [])
    if (hasUniqueValue && !table.isUnique(name)) table.addUnique(name);
  return table;
}

export function tableOf(portal: Portal, type: ObjectType | string): Table {
  const name = typeof type === 'string' ? type : type.name;
  const table = portal.tables.get(name);
  if (table === undefined) throw new Error(`no table ${name}`);
  return table;
}

export function catalogueOf(portal: Portal, type: ObjectType): TypeCatalogue {
  const catalogue = portal.catalogues.get(type.name);
  if (catalogue === undefined) throw new Error(`no catalogue ${type.name}`);
  return catalogue;
}
