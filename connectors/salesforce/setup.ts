import type { CallOptions } from '../../src/connector/contract.ts';
import type { OwnField, SetupObject, SetupStep } from '../../src/connector/setup.ts';
import type { FieldSchema, ObjectSchema } from '../../src/domain/schema.ts';
import { FailureError } from '../../src/domain/failure.ts';
import { lackingOptions } from '../../src/domain/lacking-options.ts';
import { addOptions } from './add-options.ts';
import type { Client } from './client.ts';
import type { Schemas } from './describe.ts';
import { fieldDefinition, homeOf } from './field-definition.ts';
import { DATA, EXTERNAL_KEY, EXTERNAL_KEY_LENGTH } from './versions.ts';

/**
 * Makes the external key on each object, and the fields of Leadloop's own that the mappings name, through the Tooling API, one
 * after the other, as an org locks its metadata. Idempotent. What the integration user may not do becomes a step for a person.
 * https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_customfield.htm
 */
export async function setup(
  client: Client,
  schemas: Schemas,
  objects: readonly SetupObject[],
  options: CallOptions,
): Promise<readonly SetupStep[]> {
  const described = await Promise.all(
    objects.map(async (asked) => ({ asked, schema: await schemas.fresh(asked.object, options) })),
  );
  const made: { readonly object: string; readonly fields: readonly Made[] }[] = [];
  for (const { asked, schema } of described)
    made.push({ object: asked.object, fields: await makeFields(client, asked, schema, options) });
  const steps = await Promise.all(
    made.map(({ object, fields }) => checkVisible(schemas, object, fields, options)),
  );
  return steps.flat();
}

async function makeFields(
  client: Client,
  { object, fields }: SetupObject,
  { fields: present }: ObjectSchema,
  options: CallOptions,
): Promise<readonly Made[]> {
  const made = [await externalKey(client, object, present.get(EXTERNAL_KEY), options)];
  for (const field of fields)
    made.push(...(await ownField(client, object, field, present.get(field.name), options)));
  return made;
}

/** A field made by API is hidden until someone grants it. */
async function checkVisible(
  schemas: Schemas,
  object: string,
  made: readonly Made[],
  options: CallOptions,
): Promise<readonly SetupStep[]> {
  if (made.every(({ outcome }) => outcome !== 'created')) return made.map(toStep);
  const { fields: visible } = await schemas.fresh(object, options);
  return made.map((one) =>
    one.outcome === 'created' && !visible.has(one.name)
      ? { what: one.what, outcome: 'manual', note: grant(object, one.name) }
      : toStep(one),
  );
}

interface Made extends SetupStep {
  readonly name: string;
}

const toStep = ({ name: _, ...step }: Made): SetupStep => step;

async function externalKey(
  client: Client,
  object: string,
  field: FieldSchema | undefined,
  options: CallOptions,
): Promise<Made> {
  const name = EXTERNAL_KEY;
  const what = `external id ${object}.${name}`;
  if (field === undefined)
    return make(client, { what, object, name, body: definition(object), byHand: byHand(object) }, options);
  if (field.unique && field.creatable && field.updatable) return { name, what, outcome: 'present' };
  const note = `The field exists but is not unique and editable. ${byHand(object)}`;
  return { name, what, outcome: 'manual', note };
}

async function ownField(
  client: Client,
  object: string,
  field: OwnField,
  present: FieldSchema | undefined,
  options: CallOptions,
): Promise<readonly Made[]> {
  const { name } = field;
  const what = `field ${object}.${name}`;
  if (present !== undefined) {
    const lacking = lackingOptions(field.options, present);
    return [
      { name, what, outcome: 'present' },
      ...(lacking.length === 0
        ? []
        : [{ name, ...(await addOptions(client, object, field, lacking, options)) }]),
    ];
  }
  const note = `In Setup → Object Manager → ${homeOf(object)} → Fields & Relationships, make the field ${name} (${field.type}).`;
  return [
    await make(client, { what, object, name, body: fieldDefinition(object, field), byHand: note }, options),
  ];
}

interface Wanted {
  readonly what: string;
  readonly object: string;
  readonly name: string;
  readonly body: object;
  readonly byHand: string;
}

async function make(
  client: Client,
  { what, object, name, body, byHand: note }: Wanted,
  options: CallOptions,
): Promise<Made> {
  try {
    await client.send(
      { method: 'POST', path: `${DATA}/tooling/sobjects/CustomField`, body, effect: 'step' },
      options,
    );
    return { name, what, outcome: 'created' };
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    const { kind, code, message } = error.failure;
    // The name is taken: the field is there and hidden from us.
    if (code === 'DUPLICATE_DEVELOPER_NAME' || kind === 'ambiguous-match')
      return { name, what, outcome: 'manual', note: grant(object, name) };
    if (kind === 'config' || kind === 'not-found')
      return { name, what, outcome: 'manual', note: `${note} Salesforce said: ${message}` };
    throw error;
  }
}

const definition = (object: string): object => ({
  FullName: `${homeOf(object)}.${EXTERNAL_KEY}`,
  Metadata: {
    type: 'Text',
    label: 'Leadloop Id',
    length: EXTERNAL_KEY_LENGTH,
    externalId: true,
    unique: true,
    caseSensitive: true,
    required: false,
    description: 'Kept by Leadloop: ties the record to its twin. Do not edit.',
  },
});

const byHand = (object: string): string =>
  `In Setup → Object Manager → ${homeOf(object)} → Fields & Relationships, make a Text field of length ${EXTERNAL_KEY_LENGTH} with API name ` +
  `${EXTERNAL_KEY}, ticked Unique (case sensitive) and External ID, and let the integration user edit it.`;

const grant = (object: string, name: string): string =>
  `In Setup → Object Manager → ${homeOf(object)} → Fields & Relationships → ${name} → Set Field-Level Security, ` +
  "make it visible and editable for the integration user's profile or permission set.";
