import type { CallOptions } from '../../src/connector/contract.ts';
import type { FieldSchema } from '../../src/domain/schema.ts';
import type { Api } from './client.ts';
import { associationField, objectNamed } from './objects.ts';
import { paths } from './paths.ts';
import type { WireSchema } from './wire.ts';

/** What an object made by the account has beyond its properties. */
export interface CustomSchema {
  readonly label: string | null;
  /** Properties without which no record can be created. */
  readonly required: ReadonlySet<string>;
  /** One field for each object that its records can be associated with. */
  readonly associations: readonly FieldSchema[];
}

export const NO_CUSTOM_SCHEMA: CustomSchema = { label: null, required: new Set(), associations: [] };

/** https://developers.hubspot.com/docs/api-reference/latest/crm/objects/schemas/guide */
export async function customSchema(api: Api, object: string, options: CallOptions): Promise<CustomSchema> {
  const schema = await api.call<WireSchema>(
    { method: 'GET', path: paths.schema(object), bucket: 'call', effect: 'read' },
    options,
  );
  const others = (schema.associations ?? []).map(({ fromObjectTypeId: from, toObjectTypeId: to }) =>
    from === schema.objectTypeId ? to : from,
  );
  return {
    label: schema.labels?.singular ?? null,
    required: new Set(schema.requiredProperties),
    associations: [...new Set(others)].map((typeId) => associationSchema(objectNamed(typeId) ?? typeId)),
  };
}

/** The field that stands for the association with another object. */
export const associationSchema = (object: string): FieldSchema => ({
  name: associationField(object),
  label: `Associated ${object}`,
  type: 'reference',
  creatable: true,
  updatable: true,
  required: false,
  unique: false,
  maxLength: null,
  options: [],
  restricted: false,
  references: [object],
  calculated: false,
});
