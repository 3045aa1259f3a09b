import type { CallOptions } from '../../src/connector/contract.ts';
import type { Clock } from '../../src/domain/clock.ts';
import type { FieldSchema, ObjectSchema, Refused } from '../../src/domain/schema.ts';
import type { Client } from './client.ts';
import { neutralType } from './codec.ts';
import { withConversion } from './converted-fields.ts';
import { failed } from './failures.ts';
import { withWho } from './members.ts';
import { DATA } from './versions.ts';

/** Describes objects, and remembers the last description of each for reading and writing. */
export interface Schemas {
  /** As the org is now. */
  fresh(object: string, options: CallOptions): Promise<ObjectSchema>;
  /** As last described; described once when it was not yet. */
  known(object: string, options: CallOptions): Promise<ObjectSchema>;
  forget(object: string): void;
}

/** A field that someone adds, hides or grants is noticed after this long without a fresh description. */
const KEPT_MS = 10 * 60_000;

export function createSchemas(client: Client, clock: Clock): Schemas {
  const kept = new Map<string, { readonly described: Promise<ObjectSchema>; readonly at: number }>();
  const fresh = (object: string, options: CallOptions): Promise<ObjectSchema> => {
    const described = describe(client, object, options);
    kept.set(object, { described, at: clock.now().getTime() });
    described.catch(() => kept.get(object)?.described === described && kept.delete(object));
    return described;
  };
  return {
    fresh,
    known: (object, options) => {
      const last = kept.get(object);
      return last && clock.now().getTime() - last.at < KEPT_MS ? last.described : fresh(object, options);
    },
    forget: (object) => void kept.delete(object),
  };
}

interface VendorObject {
  readonly name: string;
  readonly label: string;
  readonly createable?: boolean;
  readonly fields: readonly VendorField[];
}

interface VendorField {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly length: number;
  readonly scale: number;
  readonly nillable: boolean;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly defaultedOnCreate: boolean;
  readonly unique: boolean;
  readonly calculated: boolean;
  readonly restrictedPicklist: boolean;
  readonly referenceTo: readonly string[];
  readonly picklistValues: readonly {
    readonly value: string;
    readonly label: string | null;
    readonly active: boolean;
  }[];
}

/**
 * Only what the integration user may see is described: a stock Lead can lack HasOptedOutOfEmail.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_describe.htm
 */
async function describe(client: Client, object: string, options: CallOptions): Promise<ObjectSchema> {
  if (!/^\w+$/.test(object))
    throw failed({ code: 'INVALID_TYPE', message: `${object} is not an object name` });
  const { body } = await client.send<VendorObject>(
    { method: 'GET', path: `${DATA}/sobjects/${object}/describe`, effect: 'read' },
    options,
  );
  const fields = body.fields.flatMap((field) => {
    const schema = toSchema(field);
    return schema === null ? [] : [withWho(object, withConversion(object, schema))];
  });
  return {
    object: body.name,
    label: body.label,
    fields: new Map(fields.map((field) => [field.name, field])),
    ...(body.createable === false ? { refuses: notCreatable(body.name) } : {}),
  };
}

const notCreatable = (object: string): Refused => ({
  what: 'creation',
  why: `Salesforce does not let the integration user create records of ${object}`,
  fix: `In Setup, give the user a permission set with Create on ${object}${object === CAMPAIGN ? ', and tick "Marketing User" on the user, which campaigns need besides' : ''}. Or take "create" from this system in the file.`,
});

const CAMPAIGN = 'Campaign';

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_contact.htm */
const OPT_OUTS: ReadonlySet<string> = new Set(['HasOptedOutOfEmail', 'HasOptedOutOfFax', 'DoNotCall']);

function toSchema(field: VendorField): FieldSchema | null {
  const type = neutralType(field);
  if (type === null) return null;
  const picklist = type === 'option' || type === 'options';
  return {
    name: field.name,
    label: field.label,
    type,
    creatable: field.createable,
    updatable: field.updateable,
    // What the API enforces; page layouts may ask people for more.
    required: field.createable && !field.nillable && !field.defaultedOnCreate,
    unique: field.unique,
    // A restricted value is checked against the list, not counted.
    maxLength: field.length > 0 && !picklist ? field.length : null,
    ...(type === 'number' ? { decimals: field.scale } : {}),
    options: picklist
      ? field.picklistValues.map(({ value, label, active }) => ({ value, label: label ?? value, active }))
      : [],
    restricted: field.restrictedPicklist,
    references: field.referenceTo,
    calculated: field.calculated,
    ...(OPT_OUTS.has(field.name) ? { optOut: true } : {}),
  };
}
