import type { SimReply } from '../../../../src/connector/sim/server.ts';
import { Gap, badRequest, Refusal } from '../refusal.ts';
import type { AssociationType } from '../state/association-types.ts';
import { addCustomType, groupOf, qualifiedName } from '../state/custom-type.ts';
import type { CustomType, ObjectType } from '../state/object-types.ts';
import { catalogueOf, tableOf, type Portal } from '../state/portal.ts';
import { iso } from '../state/row.ts';
import { asList, asObject, asText, optionalText, readBody, textList, type Json } from './body.ts';
import { created, ok, typeOf, type Call, type Route } from './call.ts';
import type { Shown } from './present.ts';
import { addProperty, readDefinition } from './properties.ts';

/** https://developers.hubspot.com/docs/api-reference/latest/crm/objects/schemas/guide */
export const schemaRoutes: readonly Route[] = [
  { method: 'GET', pattern: 'schemas', handle: list },
  { method: 'POST', pattern: 'schemas', handle: create },
  { method: 'GET', pattern: 'schemas/:type', handle: read },
  { method: 'POST', pattern: 'schemas/:type/associations', handle: associate },
];

function list({ portal }: Call): SimReply {
  return ok({ results: [...portal.customTypes.values()].map((custom) => show(portal, custom)) });
}

function read(call: Call): SimReply {
  return ok(show(call.portal, customOf(call)));
}

function create(call: Call): SimReply {
  return created(define(call.portal, readBody(call.request)));
}

function associate(call: Call): SimReply {
  const body = readBody(call.request);
  const [from, to] = [body.fromObjectTypeId, body.toObjectTypeId].map((id) =>
    named(call.portal, asText(id, 'fromObjectTypeId, toObjectTypeId')),
  ) as [ObjectType, ObjectType];
  const { type } = customOf(call);
  if (from !== type && to !== type) throw badRequest(`Neither end of the association is ${type.typeId}.`);
  const { associationTypes } = call.portal;
  if (associationTypes.unlabelled(from.name, to.name) !== undefined) {
    throw new Gap('a second association between the same two types');
  }
  associationTypes.addPlain(from, to);
  const made = associationTypes.unlabelled(from.name, to.name);
  return created(made === undefined ? {} : showAssociation(call.portal, made));
}

/** Makes a type as the body of a request describes it. */
export function define(portal: Portal, body: Json): Shown {
  const name = asText(body.name, 'name');
  if (!/^[a-zA-Z]\w*$/.test(name)) throw badRequest(`${name} is not a valid object name.`);
  if (portal.types.find(qualifiedName(name)) !== null) {
    throw new Refusal(409, `Object type ${name} already exists.`, { category: 'OBJECT_ALREADY_EXISTS' });
  }
  const labels = asObject(body.labels);
  const properties = asList(body.properties, 'properties').map((item) =>
    readDefinition({ type: 'string', fieldType: 'text', groupName: groupOf(name), ...asObject(item) }),
  );
  const names = new Set(properties.map((property) => property.name));
  const ofThem = (list: readonly string[]): readonly string[] => {
    const unknown = list.find((each) => !names.has(each));
    if (unknown !== undefined) throw badRequest(`Property ${unknown} is not among the properties.`);
    return list;
  };
  const display = optionalText(body.primaryDisplayProperty, 'primaryDisplayProperty') ?? null;
  ofThem(display === null ? [] : [display]);
  const made = {
    name,
    labels: {
      singular: asText(labels.singular, 'labels.singular'),
      plural: asText(labels.plural, 'labels.plural'),
    },
    primaryDisplayProperty: display,
    requiredProperties: ofThem(textList(body.requiredProperties, 'requiredProperties')),
    searchableProperties: ofThem(textList(body.searchableProperties, 'searchableProperties')),
  };
  const others = textList(body.associatedObjects, 'associatedObjects').map((other) => named(portal, other));
  const custom = addCustomType(portal, made, others);
  for (const property of properties) addProperty(portal, custom.type, property);
  return show(portal, custom);
}

function customOf(call: Call): CustomType {
  const type = typeOf(call);
  const custom = call.portal.customTypes.get(type.name);
  if (custom === undefined) throw new Gap(`the schema of ${type.name}, which HubSpot defines`);
  return custom;
}

function named(portal: Portal, name: string): ObjectType {
  const type = portal.types.find(name);
  if (type === 'unsimulated') throw new Gap(`no associations with ${name}`);
  if (type === null) throw badRequest(`Unable to infer object type from: ${name}`);
  return type;
}

function show(portal: Portal, custom: CustomType): Shown {
  const { type, createdAt, name, labels, primaryDisplayProperty } = custom;
  return {
    id: type.typeId.slice('2-'.length),
    objectTypeId: type.typeId,
    fullyQualifiedName: type.name,
    name,
    labels,
    ...(primaryDisplayProperty === null ? {} : { primaryDisplayProperty }),
    secondaryDisplayProperties: [],
    requiredProperties: custom.requiredProperties,
    searchableProperties: custom.searchableProperties,
    properties: [...catalogueOf(portal, type).properties.values()],
    associations: portal.associationTypes.plainOf(type.name).map((each) => showAssociation(portal, each)),
    metaType: 'PORTAL_SPECIFIC',
    archived: false,
    createdAt: iso(createdAt),
    updatedAt: iso(createdAt),
  };
}

function showAssociation(portal: Portal, { id, from, to }: AssociationType): Shown {
  const [one, other] = [tableOf(portal, from).type, tableOf(portal, to).type];
  return {
    id: String(id),
    fromObjectTypeId: one.typeId,
    toObjectTypeId: other.typeId,
    name: `${one.singular}_to_${other.singular}`,
  };
}
