import type { SimReply } from '../../../../src/connector/sim/server.ts';
import type { PropertyDefinition, PropertyOption } from '../state/catalogue.ts';
import type { ObjectType } from '../state/object-types.ts';
import { catalogueOf, tableOf, type Portal } from '../state/portal.ts';
import { iso } from '../state/row.ts';
import { asList, asObject, asText, batchInputs, optionalText, readBody, type Json } from './body.ts';
import { created, flag, noContent, ok, typeOf, type Call, type Route } from './call.ts';
import { badRequest, notFound, Refusal } from '../refusal.ts';

const MOST = { inputs: 100, unique: 10 };
const TYPES = ['string', 'number', 'enumeration', 'bool', 'date', 'datetime'];

/** https://developers.hubspot.com/docs/api-reference/latest/crm/properties/guide */
export const propertyRoutes: readonly Route[] = [
  { method: 'GET', pattern: 'properties/:type', handle: list },
  { method: 'POST', pattern: 'properties/:type', handle: create },
  { method: 'POST', pattern: 'properties/:type/batch/create', handle: createBatch },
  { method: 'POST', pattern: 'properties/:type/batch/read', handle: readBatch },
  { method: 'POST', pattern: 'properties/:type/batch/archive', handle: archiveBatch },
  { method: 'GET', pattern: 'properties/:type/:name', handle: read },
  { method: 'PATCH', pattern: 'properties/:type/:name', handle: update },
  { method: 'DELETE', pattern: 'properties/:type/:name', handle: archive },
];

function list(call: Call): SimReply {
  const { properties, archived } = catalogueOf(call.portal, typeOf(call));
  return ok({ results: [...(flag(call, 'archived') ? archived : properties).values()] });
}

function read(call: Call): SimReply {
  const { properties, archived } = catalogueOf(call.portal, typeOf(call));
  const definition = (flag(call, 'archived') ? archived : properties).get(call.params.name ?? '');
  if (definition === undefined) throw notFound();
  return ok(definition);
}

function create(call: Call): SimReply {
  const catalogue = catalogueOf(call.portal, typeOf(call));
  const input = readBody(call.request);
  const name = asText(input.name, 'name');
  if (catalogue.properties.has(name)) throw new Refusal(409, taken(name).message, taken(name));
  return created(addProperty(call.portal, typeOf(call), readDefinition(input)));
}

function createBatch(call: Call): SimReply {
  const catalogue = catalogueOf(call.portal, typeOf(call));
  const inputs = batchInputs(readBody(call.request), MOST.inputs);
  const now = iso(Date.now());
  const names = inputs.map((input) => asText(input.name, 'name'));
  const exists = names.filter((name) => catalogue.properties.has(name));
  const fresh = inputs.filter((_, index) => !exists.includes(names[index] ?? ''));
  const body = {
    completedAt: now,
    status: 'COMPLETE',
    startedAt: now,
    results: fresh.map((input) => addProperty(call.portal, typeOf(call), readDefinition(input))),
  };
  if (exists.length === 0) return created(body);
  const errors = exists.map((name) => ({ status: 'error', ...taken(name) }));
  return { status: 207, body: { ...body, errors, numErrors: errors.length } };
}

function readBatch(call: Call): SimReply {
  const body = readBody(call.request);
  const { properties, archived } = catalogueOf(call.portal, typeOf(call));
  const list = body.archived === true ? archived : properties;
  const names = batchInputs(body, MOST.inputs).map((input) => asText(input.name, 'name'));
  const now = iso(Date.now());
  const results = names.flatMap((name) => list.get(name) ?? []);
  const missing = names.filter((name) => !list.has(name));
  const answer = { completedAt: now, status: 'COMPLETE', startedAt: now, results };
  if (missing.length === 0) return ok(answer);
  const errors = missing.map((name) => ({
    status: 'error',
    category: 'OBJECT_NOT_FOUND',
    message: `Property "${name}" does not exist`,
    context: { name: [name] },
  }));
  return { status: 207, body: { ...answer, errors, numErrors: errors.length } };
}

function update(call: Call): SimReply {
  const { properties } = catalogueOf(call.portal, typeOf(call));
  const before = properties.get(call.params.name ?? '');
  if (before === undefined) throw notFound();
  if (before.modificationMetadata.readOnlyDefinition) throw badRequest(`${before.name} cannot be changed.`);
  const input = readBody(call.request);
  const after: PropertyDefinition = {
    ...before,
    label: optionalText(input.label, 'label') ?? before.label,
    description: optionalText(input.description, 'description') ?? before.description,
    groupName: optionalText(input.groupName, 'groupName') ?? before.groupName,
    options: input.options === undefined ? before.options : readOptions(input.options),
    updatedAt: iso(Date.now()),
  };
  properties.set(after.name, after);
  return ok(after);
}

function archive(call: Call): SimReply {
  remove(call, call.params.name ?? '');
  return noContent;
}

function archiveBatch(call: Call): SimReply {
  for (const input of batchInputs(readBody(call.request), MOST.inputs))
    remove(call, asText(input.name, 'name'));
  return noContent;
}

function remove(call: Call, name: string): void {
  const type = typeOf(call);
  const { properties, archived } = catalogueOf(call.portal, type);
  const definition = properties.get(name);
  if (definition === undefined) throw notFound();
  if (definition.hubspotDefined === true)
    throw badRequest(`${name} is defined by HubSpot and cannot be deleted.`);
  properties.delete(name);
  archived.set(name, { ...definition, archived: true });
  tableOf(call.portal, type).dropUnique(name);
}

/** Makes a property of the account's own. */
export function addProperty(
  portal: Portal,
  type: ObjectType,
  definition: PropertyDefinition,
): PropertyDefinition {
  const catalogue = catalogueOf(portal, type);
  if (!catalogue.groups.has(definition.groupName)) {
    throw badRequest(`Property group ${definition.groupName} does not exist.`);
  }
  const table = tableOf(portal, type);
  if (definition.hasUniqueValue) {
    if ([...catalogue.properties.values()].filter((each) => each.hasUniqueValue).length >= MOST.unique) {
      throw badRequest(`An object can have at most ${MOST.unique} properties with unique values.`);
    }
    table.addUnique(definition.name);
  }
  catalogue.properties.set(definition.name, definition);
  catalogue.archived.delete(definition.name);
  return definition;
}

/** As the body of a request describes it. */
export function readDefinition(input: Json): PropertyDefinition {
  const name = asText(input.name, 'name');
  const type = asText(input.type, 'type');
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw badRequest(`${name} is not a valid property name.`);
  if (!TYPES.includes(type)) throw badRequest(`${type} is not a valid property type.`);
  const now = iso(Date.now());
  return {
    createdAt: now,
    updatedAt: now,
    name,
    label: asText(input.label, 'label'),
    type,
    fieldType: asText(input.fieldType, 'fieldType'),
    description: optionalText(input.description, 'description') ?? '',
    groupName: asText(input.groupName, 'groupName'),
    options: readOptions(input.options),
    displayOrder: -1,
    calculated: false,
    externalOptions: false,
    hasUniqueValue: input.hasUniqueValue === true,
    hidden: input.hidden === true,
    modificationMetadata: { archivable: true, readOnlyDefinition: false, readOnlyValue: false },
    formField: input.formField === true,
    dataSensitivity: 'non_sensitive',
  };
}

const readOptions = (value: unknown): readonly PropertyOption[] =>
  asList(value ?? [], 'options').map((item, index) => {
    const option = asObject(item);
    const text = optionalText(option.description, 'description');
    return {
      label: asText(option.label, 'label'),
      value: asText(option.value, 'value'),
      ...(text === undefined ? {} : { description: text }),
      displayOrder: typeof option.displayOrder === 'number' ? option.displayOrder : index,
      hidden: option.hidden === true,
    };
  });

const taken = (
  name: string,
): { category: string; subCategory: string; message: string; context: { name: string[] } } => ({
  category: 'OBJECT_ALREADY_EXISTS',
  subCategory: 'Properties.PROPERTY_WITH_NAME_EXISTS',
  message: `A property named '${name}' already exists.`,
  context: { name: [name] },
});
