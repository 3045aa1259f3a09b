import { z } from 'zod';
import type { FieldDescribe } from '../schema/describe.ts';
import type { CompactField, CompactObject } from '../schema/expand.ts';
import standard from '../schema/custom.json' with { type: 'json' };

/** Metadata API field types and what describe calls them. */
const TYPES: Readonly<Record<string, string>> = {
  Text: 'string',
  TextArea: 'textarea',
  LongTextArea: 'textarea',
  Number: 'double',
  Currency: 'currency',
  Percent: 'percent',
  Checkbox: 'boolean',
  Date: 'date',
  DateTime: 'datetime',
  Email: 'email',
  Phone: 'phone',
  Url: 'url',
  Picklist: 'picklist',
  MultiselectPicklist: 'multipicklist',
  Lookup: 'reference',
};

const CUSTOM_NAME = /^[A-Za-z][A-Za-z0-9_]*__c$/;

export const isCustomName = (name: string): boolean => CUSTOM_NAME.test(name);

/** What is read of a field's definition; other keys are taken and left alone, as most only matter to the app. */
const fieldMetadata = z.object({
  type: z.string(),
  label: z.string().optional(),
  length: z.number().optional(),
  precision: z.number().optional(),
  scale: z.number().optional(),
  externalId: z.boolean().optional(),
  unique: z.boolean().optional(),
  caseSensitive: z.boolean().optional(),
  required: z.boolean().optional(),
  /** Of a lookup: the object it leads to. */
  referenceTo: z.string().optional(),
  valueSet: z
    .object({
      restricted: z.boolean().optional(),
      valueSetDefinition: z
        .object({ value: z.array(z.object({ valueName: z.string(), label: z.string().optional() })) })
        .optional(),
    })
    .optional(),
});

export type FieldMetadata = Partial<z.infer<typeof fieldMetadata>>;

const customName = z.string().regex(CUSTOM_NAME, 'must be a name that ends in __c');

/** An object with its fields, as a file of the Metadata API has them. */
export const objectMetadata = z.strictObject({
  fullName: customName,
  label: z.string(),
  pluralLabel: z.string(),
  nameField: z.strictObject({ label: z.string(), type: z.literal('Text') }),
  fields: z.array(fieldMetadata.extend({ fullName: customName })),
});

export type ObjectMetadata = z.infer<typeof objectMetadata>;

/** Null for a type of field that the simulator does not know. */
export function toCompactField(name: string, metadata: FieldMetadata): CompactField | null {
  const type = TYPES[metadata.type ?? ''];
  if (type === undefined) return null;
  const { label = name, length, precision, scale, externalId = false, unique = false } = metadata;
  const options = metadata.valueSet?.valueSetDefinition?.value ?? [];
  return {
    name,
    label,
    type,
    custom: true,
    ...(length === undefined ? {} : { length }),
    ...(precision === undefined ? {} : { precision }),
    ...(scale === undefined ? {} : { scale }),
    ...(metadata.type === 'LongTextArea' ? { filterable: false, sortable: false, groupable: false } : {}),
    ...(metadata.referenceTo === undefined
      ? {}
      : { referenceTo: [metadata.referenceTo], relationshipName: name.replace(/c$/, 'r') }),
    externalId,
    unique,
    idLookup: externalId || unique,
    caseSensitive: metadata.caseSensitive ?? false,
    nillable: type !== 'boolean' && metadata.required !== true,
    restrictedPicklist: metadata.valueSet?.restricted ?? false,
    picklistValues: options.map((option) => ({
      value: option.valueName,
      label: option.label ?? option.valueName,
    })),
  };
}

/** The definition of a custom picklist, as it was made. */
export const toMetadata = ({ label, restrictedPicklist, picklistValues }: FieldDescribe): FieldMetadata => ({
  type: 'Picklist',
  label,
  valueSet: {
    restricted: restrictedPicklist,
    valueSetDefinition: {
      value: picklistValues.map(({ value, label: shown }) => ({ valueName: value, label: shown })),
    },
  },
});

/** A new object with what Salesforce gives each; its own fields are added afterwards. */
export const toCompactObject = (metadata: ObjectMetadata, keyPrefix: string): CompactObject => ({
  name: metadata.fullName,
  label: metadata.label,
  labelPlural: metadata.pluralLabel,
  keyPrefix,
  props: { custom: true },
  fields: standard.fields.map((field) =>
    field.name === 'Name' ? { ...field, label: metadata.nameField.label } : field,
  ),
});
