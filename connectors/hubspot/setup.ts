import type { CallOptions } from '../../src/connector/contract.ts';
import type { OwnField, SetupObject, SetupStep } from '../../src/connector/setup.ts';
import { FailureError } from '../../src/domain/failure.ts';
import { lackingOptions } from '../../src/domain/lacking-options.ts';
import type { Apart } from './apart.ts';
import { EXTERNAL_KEY } from './objects.ts';
import { paths } from './paths.ts';
import { propertyDefinition, propertyOption } from './property-definition.ts';
import type { Session } from './session.ts';
import type { HubSpotSettings } from './settings.ts';

const GROUP = 'leadloop';

/**
 * Makes the unique property that holds our key, and the fields of Leadloop's own that the mappings name. A unique property
 * can only be made unique when it is created. Objects that are kept `apart` see to themselves.
 */
export async function setup(
  session: Session,
  settings: HubSpotSettings,
  objects: readonly SetupObject[],
  apart: Apart,
  options: CallOptions,
): Promise<readonly SetupStep[]> {
  const made = await Promise.all(
    objects.map(async (asked) => {
      const own = apart.get(asked.object);
      if (own !== undefined) return own.setup(asked, options);
      const { object, fields } = asked;
      const key = await setupKey(session, object, options);
      return [key, ...(await setupFields(session, object, fields, options))];
    }),
  );
  const steps = made.flat();
  if (settings.clientSecret === null) {
    steps.push({
      what: 'HubSpot webhooks',
      outcome: 'manual',
      note: 'Set HUBSPOT_CLIENT_SECRET and subscribe the app to creation, propertyChange, deletion and merge of the objects, and to associationChange of deals, sent to /webhooks/hubspot. Without webhooks, changes are found by polling.',
    });
  }
  return steps;
}

async function setupKey(session: Session, object: string, options: CallOptions): Promise<SetupStep> {
  const what = `HubSpot property ${EXTERNAL_KEY} of ${object}`;
  const schema = await session.refreshSchema(object, options);
  const present = schema.fields.get(EXTERNAL_KEY);
  if (present?.unique === true) return { what, outcome: 'present' };
  if (present !== undefined) {
    return {
      what,
      outcome: 'manual',
      note: `The property exists but is not unique, and HubSpot cannot change that. Delete ${EXTERNAL_KEY} of ${object} in HubSpot, then run setup again.`,
    };
  }
  await setupGroup(session, object, options);
  const made = await create(
    session,
    paths.properties(object),
    {
      groupName: GROUP,
      name: EXTERNAL_KEY,
      label: 'Leadloop ID',
      description: 'The record in Leadloop. Made and kept by Leadloop; do not edit.',
      type: 'string',
      fieldType: 'text',
      hasUniqueValue: true,
    },
    options,
  );
  await session.refreshSchema(object, options);
  return { what, outcome: made ? 'created' : 'present' };
}

async function setupFields(
  session: Session,
  object: string,
  fields: readonly OwnField[],
  options: CallOptions,
): Promise<readonly SetupStep[]> {
  const steps: SetupStep[] = [];
  const { fields: present } = await session.schema(object, options);
  const missing = fields.filter(({ name }) => !present.has(name));
  if (missing.length > 0) await setupGroup(session, object, options);
  for (const field of fields) {
    const made =
      missing.includes(field) &&
      (await create(session, paths.properties(object), propertyDefinition(field, GROUP), options));
    steps.push({
      what: `HubSpot property ${field.name} of ${object}`,
      outcome: made ? 'created' : 'present',
    });
    const known = present.get(field.name);
    const lacking = known === undefined ? [] : lackingOptions(field.options, known);
    if (lacking.length > 0) steps.push(await addOptions(session, object, field.name, lacking, options));
  }
  if (steps.some(({ outcome }) => outcome === 'created')) await session.refreshSchema(object, options);
  return steps;
}

/** The options are sent back whole: those that are there stay as they are. */
async function addOptions(
  session: Session,
  object: string,
  name: string,
  lacking: readonly string[],
  how: CallOptions,
): Promise<SetupStep> {
  const path = paths.property(object, name);
  const { options = [] } = await session.api.call<{
    readonly options?: readonly { readonly value: string }[];
  }>({ method: 'GET', path, bucket: 'call', effect: 'read' }, how);
  const isAdded = (value: string): boolean =>
    lacking.some((one) => one.toLowerCase() === value.toLowerCase());
  const kept = options.filter(({ value }) => !isAdded(value));
  const json = {
    options: [...kept, ...lacking.map((value, index) => propertyOption(value, kept.length + index))],
  };
  await session.api.call({ method: 'PATCH', path, json, bucket: 'call', effect: 'write' }, how);
  const list = lacking.map((value) => `"${value}"`).join(', ');
  return { what: `options ${list} of HubSpot property ${name} of ${object}`, outcome: 'created' };
}

async function setupGroup(session: Session, object: string, options: CallOptions): Promise<void> {
  const group = { name: GROUP, label: 'Leadloop', displayOrder: -1 };
  await create(session, paths.propertyGroups(object), group, options);
}

/** False when it was there already, e.g. made by a second setup at the same time. */
async function create(session: Session, path: string, json: object, options: CallOptions): Promise<boolean> {
  try {
    await session.api.call({ method: 'POST', path, json, bucket: 'call', effect: 'write' }, options);
    return true;
  } catch (error) {
    if (error instanceof FailureError && error.failure.kind === 'ambiguous-match') return false;
    throw error;
  }
}
