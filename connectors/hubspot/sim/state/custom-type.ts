import { ACCOUNT } from '../account.ts';
import { customCatalogue } from './catalogue.ts';
import type { CustomType, ObjectType } from './object-types.ts';
import type { Portal } from './portal.ts';
import { Table } from './table.ts';

/** What every custom type can be associated with from the start. */
const ACTIVITIES = ['calls', 'emails', 'meetings', 'notes', 'tasks'];

/** The number in the id of an account's first custom type. */
const FIRST_NUMBER = 1_000_001;

/** Makes a type with the properties that HubSpot gives each; those of the account are added afterwards. */
export function addCustomType(
  portal: Portal,
  made: Omit<CustomType, 'type' | 'createdAt'>,
  associatedWith: readonly ObjectType[],
): CustomType {
  const { name, labels, requiredProperties, searchableProperties } = made;
  const number = FIRST_NUMBER + portal.customTypes.size;
  const type: ObjectType = {
    name: qualifiedName(name),
    singular: name,
    typeId: `2-${number}`,
    created: 'hs_createdate',
    modified: 'hs_lastmodifieddate',
    defaults: [],
    queried: searchableProperties,
    indexed: [],
    required: requiredProperties.map((property) => [property]),
    stage: null,
    classicEvents: false,
    scope: 'custom',
    firstId: number * 10_000,
  };
  const custom = { ...made, type, createdAt: portal.now() };
  portal.types.add(type, [type.name, type.typeId, `p_${name}`]);
  portal.tables.set(type.name, new Table(type));
  portal.catalogues.set(type.name, customCatalogue(groupOf(name), `${labels.singular} information`));
  portal.customTypes.set(type.name, custom);
  const activities = ACTIVITIES.flatMap((activity) => portal.tables.get(activity)?.type ?? []);
  for (const other of [...associatedWith, ...activities]) portal.associationTypes.addPlain(type, other);
  return custom;
}

export const qualifiedName = (name: string): string => `p${ACCOUNT.portalId}_${name}`;

/** The group that a custom type's properties are in unless they say otherwise. */
export const groupOf = (name: string): string => `${name}_information`;
