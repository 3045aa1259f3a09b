import type { FieldSchema, FieldType, ObjectSchema } from '../../../src/domain/schema.ts';
import type { LiveSystem } from '../../../src/mapping/check/live-system.ts';
import hubspotFields from './fixtures/hubspot.json' with { type: 'json' };
import salesforceFields from './fixtures/salesforce.json' with { type: 'json' };

type Reduced = Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>>;

const schemaOf = (name: string, [type, length, flags, options]: readonly unknown[]): FieldSchema => ({
  name,
  label: name,
  type: type as FieldType,
  creatable: String(flags).includes('c'),
  updatable: String(flags).includes('u'),
  required: String(flags).includes('r'),
  unique: false,
  maxLength: (length ?? null) as number | null,
  options: ((options ?? []) as readonly string[]).map((value) => ({ value, label: value, active: true })),
  restricted: type === 'option',
  references: [],
  calculated: false,
});

const liveOf = (objects: Reduced, ownFields: LiveSystem['ownFields']): LiveSystem => ({
  writable: true,
  ownFields,
  objects: new Map(
    Object.entries(objects).map(([object, fields]): [string, ObjectSchema] => [
      object,
      {
        object,
        label: object,
        fields: new Map(Object.entries(fields).map(([name, row]) => [name, schemaOf(name, row)])),
      },
    ]),
  ),
});

/** Both systems as a new account of each describes them. */
export const live: ReadonlyMap<string, LiveSystem> = new Map([
  ['hubspot', liveOf(hubspotFields, { prefix: 'leadloop_', suffix: '' })],
  ['salesforce', liveOf(salesforceFields, { prefix: 'Leadloop_', suffix: '__c' })],
]);
