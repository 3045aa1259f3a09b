import type { CallOptions, SetupStep } from '../../src/connector/contract.ts';
import { FailureError } from '../../src/domain/failure.ts';
import type { Client } from './client.ts';
import type { Schemas } from './describe.ts';
import { DATA, EXTERNAL_KEY, EXTERNAL_KEY_LENGTH } from './versions.ts';

/**
 * Makes the external key on each object, through the Tooling API. Idempotent. What the integration user may not do
 * becomes a step for a person.
 * https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_customfield.htm
 */
export async function setup(
  client: Client,
  schemas: Schemas,
  objects: readonly string[],
  options: CallOptions,
): Promise<readonly SetupStep[]> {
  const steps: SetupStep[] = [];
  for (const object of objects) steps.push(await externalKey(client, schemas, object, options));
  return steps;
}

async function externalKey(
  client: Client,
  schemas: Schemas,
  object: string,
  options: CallOptions,
): Promise<SetupStep> {
  const what = `external id ${object}.${EXTERNAL_KEY}`;
  const field = (await schemas.fresh(object, options)).fields.get(EXTERNAL_KEY);
  if (field) {
    if (field.unique && field.creatable && field.updatable) return { what, outcome: 'present' };
    return {
      what,
      outcome: 'manual',
      note: `The field exists but is not unique and editable. ${byHand(object)}`,
    };
  }
  try {
    await client.send(
      {
        method: 'POST',
        path: `${DATA}/tooling/sobjects/CustomField`,
        body: definition(object),
        effect: 'step',
      },
      options,
    );
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    const { kind, code, message } = error.failure;
    // The name is taken: the field is there and hidden from us.
    if (code === 'DUPLICATE_DEVELOPER_NAME' || kind === 'ambiguous-match')
      return { what, outcome: 'manual', note: grant(object) };
    if (kind === 'config' || kind === 'not-found') {
      return { what, outcome: 'manual', note: `${byHand(object)} Salesforce said: ${message}` };
    }
    throw error;
  }
  // A field made by API is hidden until someone grants it.
  const visible = (await schemas.fresh(object, options)).fields.has(EXTERNAL_KEY);
  return visible ? { what, outcome: 'created' } : { what, outcome: 'manual', note: grant(object) };
}

const definition = (object: string): object => ({
  FullName: `${object}.${EXTERNAL_KEY}`,
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
  `In Setup → Object Manager → ${object} → Fields & Relationships, make a Text field of length ${EXTERNAL_KEY_LENGTH} with API name ` +
  `${EXTERNAL_KEY}, ticked Unique (case sensitive) and External ID, and let the integration user edit it.`;

const grant = (object: string): string =>
  `In Setup → Object Manager → ${object} → Fields & Relationships → ${EXTERNAL_KEY} → Set Field-Level Security, ` +
  "make it visible and editable for the integration user's profile or permission set.";
