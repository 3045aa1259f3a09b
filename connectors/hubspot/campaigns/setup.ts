import type { CallOptions } from '../../../src/connector/contract.ts';
import type { OwnField, SetupObject, SetupStep } from '../../../src/connector/setup.ts';
import { FailureError } from '../../../src/domain/failure.ts';
import { EXTERNAL_KEY } from '../objects.ts';
import { paths } from '../paths.ts';
import { propertyDefinition } from '../property-definition.ts';
import type { Session } from '../session.ts';
import { CAMPAIGNS, GROUP } from './properties.ts';

const KEY: OwnField = {
  name: EXTERNAL_KEY,
  type: 'text',
  label: 'Leadloop ID',
  forPeople: false,
  options: [],
  maxLength: 255,
};

/**
 * Makes the property of campaigns that holds our key, and the fields of Leadloop's own that the mapping names. What HubSpot
 * refuses becomes a step for a person, as campaigns are not worth stopping all else for.
 */
export async function setupCampaigns(
  session: Session,
  { fields }: SetupObject,
  options: CallOptions,
): Promise<readonly SetupStep[]> {
  const { fields: present, refuses } = await session.refreshSchema(CAMPAIGNS, options);
  if (refuses !== undefined)
    return [{ what: 'HubSpot campaigns', outcome: 'manual', note: `${refuses.why} ${refuses.fix}` }];
  const steps: SetupStep[] = [];
  for (const field of [KEY, ...fields]) {
    const what = `HubSpot property ${field.name} of ${CAMPAIGNS}`;
    steps.push(
      present.has(field.name) ? { what, outcome: 'present' } : await make(session, field, what, options),
    );
  }
  if (steps.some(({ outcome }) => outcome === 'created')) await session.refreshSchema(CAMPAIGNS, options);
  return steps;
}

async function make(
  session: Session,
  field: OwnField,
  what: string,
  options: CallOptions,
): Promise<SetupStep> {
  const json = propertyDefinition(field, GROUP);
  try {
    await session.api.call(
      { method: 'POST', path: paths.properties(CAMPAIGNS), json, bucket: 'call', effect: 'write' },
      options,
    );
    return { what, outcome: 'created' };
  } catch (error) {
    if (!(error instanceof FailureError) || error.failure.kind === 'transient') throw error;
    // Made by a second setup at the same time.
    if (error.failure.kind === 'ambiguous-match') return { what, outcome: 'present' };
    return {
      what,
      outcome: 'manual',
      note: `In HubSpot → Settings → Properties → Campaign properties, make the property ${field.name}. HubSpot said: ${error.failure.message}`,
    };
  }
}
