import type { CallOptions } from '../../src/connector/contract.ts';
import type { FieldOption, FieldSchema, FieldType, ObjectSchema } from '../../src/domain/schema.ts';
import type { Api } from './client.ts';
import { associationSchema, customSchema, NO_CUSTOM_SCHEMA } from './custom-schema.ts';
import { isOptOut } from './opt-out-field.ts';
import { associatedObject, isCustom, traitsOf, type ObjectTraits } from './objects.ts';
import { paths } from './paths.ts';
import { readPipelines, type Pipelines } from './pipelines.ts';
import type { WirePage, WireProperty } from './wire.ts';

const TEXT_LIMIT = 65_536;
const EMAILS = new Set(['email', 'work_email']);

/** An object's schema, and the pipelines that some of its options come from. */
export interface Described {
  readonly schema: ObjectSchema;
  readonly pipelines: Pipelines;
}

/** The object as the account defines it now. Options keep HubSpot's display order, which is the order of life-cycle stages. */
export async function describe(api: Api, object: string, options: CallOptions): Promise<Described> {
  const traits = traitsOf(object);
  const page = await api.call<WirePage<WireProperty>>(
    { method: 'GET', path: paths.properties(object), bucket: 'call', effect: 'read' },
    options,
  );
  const own = isCustom(object) ? await customSchema(api, object, options) : NO_CUSTOM_SCHEMA;
  const pipelines = await readPipelines(api, object, options);
  const properties = (page.results ?? []).map((property) => {
    const field = withOptions(toField(property, traits, own.required), pipelines);
    return isOptOut(object, property.name) ? asOptOut(field) : field;
  });
  const associations = Object.keys(traits.references).flatMap((field) => {
    const other = associatedObject(field);
    return other === null ? [] : [associationSchema(other)];
  });
  const fields = [...properties, ...associations, ...own.associations];
  const schema = {
    object,
    label: own.label ?? traits.label,
    fields: new Map(fields.map((field) => [field.name, field])),
  };
  return { schema, pipelines };
}

/** Shown as read-only, and written as a subscription status. */
const asOptOut = (field: FieldSchema): FieldSchema => ({
  ...field,
  creatable: true,
  updatable: true,
  calculated: false,
  optOut: true,
});

/** A pipeline or stage that the account does not have is refused. */
function withOptions(field: FieldSchema, pipelines: Pipelines): FieldSchema {
  const options = pipelines.options.get(field.name);
  return options === undefined ? field : { ...field, type: 'option', options, restricted: true };
}

export function toField(
  property: WireProperty,
  traits: ObjectTraits,
  required: ReadonlySet<string>,
): FieldSchema {
  const type = typeOf(property, traits);
  const options = type === 'option' || type === 'options' ? optionsOf(property) : [];
  const reference = traits.references[property.name];
  // `calculated` is false for roll-ups and scores: only `readOnlyValue` tells what may be written.
  const calculated = property.calculated === true || property.fieldType?.startsWith('calculation') === true;
  const writable =
    property.modificationMetadata?.readOnlyValue !== true &&
    !calculated &&
    property.type !== 'object_coordinates' &&
    property.type !== 'json';
  return {
    name: property.name,
    label: property.label ?? property.name,
    type,
    creatable: writable,
    updatable: writable,
    // Of its own objects HubSpot asks for one of several properties, never for a certain one.
    required: required.has(property.name),
    unique: property.hasUniqueValue === true || traits.uniqueProperties.includes(property.name),
    maxLength: property.type === 'string' ? TEXT_LIMIT : null,
    options,
    restricted: options.length > 0 && property.externalOptions !== true,
    references: reference === undefined ? [] : [reference.object],
    calculated,
  };
}

function typeOf(property: WireProperty, traits: ObjectTraits): FieldType {
  if (property.name in traits.references) return 'reference';
  if (traits.days.includes(property.name)) return 'date';
  if (property.name === 'hubspot_owner_id') return 'owner';
  if (EMAILS.has(property.name)) return 'email';
  if (property.fieldType === 'phonenumber' || property.type === 'phone_number') return 'phone';
  switch (property.type) {
    case 'number':
    case 'date':
    case 'datetime':
      return property.type;
    case 'bool':
      return 'boolean';
    case 'enumeration':
      if (isYesNo(property)) return 'boolean';
      return property.fieldType === 'checkbox' ? 'options' : 'option';
    default:
      return 'text';
  }
}

/** A single check box made in the UI is an enumeration of `true` and `false`. */
const isYesNo = ({ fieldType, options = [] }: WireProperty): boolean =>
  fieldType === 'booleancheckbox' &&
  options.length > 0 &&
  options.every(({ value }) => value === 'true' || value === 'false');

const optionsOf = ({ options = [] }: WireProperty): readonly FieldOption[] =>
  options
    .toSorted((a, b) => (a.displayOrder ?? 0) - (b.displayOrder ?? 0))
    .map(({ value, label, hidden }) => ({ value, label: label ?? value, active: hidden !== true }));
