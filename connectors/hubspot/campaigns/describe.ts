import type { CallOptions } from '../../../src/connector/contract.ts';
import { FailureError } from '../../../src/domain/failure.ts';
import type { FieldSchema } from '../../../src/domain/schema.ts';
import type { Api } from '../client.ts';
import { toField, type Described } from '../describe.ts';
import { EXTERNAL_KEY, traitsOf } from '../objects.ts';
import { paths } from '../paths.ts';
import { NO_PIPELINES } from '../pipelines.ts';
import type { WirePage, WireProperty } from '../wire.ts';
import { CAMPAIGNS, STANDARD, WRITABLE } from './properties.ts';
import { isRefusal, NOT_OFFERED } from './refused.ts';

/**
 * Campaigns as the account has them: what HubSpot's API gives of every campaign, and the account's own properties. An account
 * that does not offer campaigns is described too, with what it refuses.
 */
export async function describeCampaigns(api: Api, options: CallOptions): Promise<Described> {
  const offered = await answers(
    api.call({ method: 'GET', path: paths.campaigns(), query: { limit: 1 }, ...READ }, options),
  );
  const page = offered
    ? await answers(
        api.call<WirePage<WireProperty>>(
          { method: 'GET', path: paths.properties(CAMPAIGNS), ...READ },
          options,
        ),
      )
    : null;
  const listed = page === null ? [] : (page.results ?? []);
  const fields = [...STANDARD.map((standard) => standardField(standard, listed)), ...ownFields(listed)];
  const schema = {
    object: CAMPAIGNS,
    label: 'Campaign',
    fields: new Map(fields.map((field) => [field.name, field])),
    ...(offered === null ? { refuses: NOT_OFFERED } : {}),
  };
  return { schema, pipelines: NO_PIPELINES };
}

const READ = { bucket: 'call', effect: 'read' } as const;

/** Null where the account refuses to answer. */
async function answers<Body>(call: Promise<Body>): Promise<Body | null> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof FailureError && isRefusal(error.failure)) return null;
    throw error;
  }
}

/** An account may have statuses of its own; all else is the same everywhere. */
function standardField(standard: WireProperty, listed: readonly WireProperty[]): FieldSchema {
  const { options = [] } = listed.find(({ name }) => name === standard.name) ?? {};
  const described =
    standard.options !== undefined && options.length > 0 ? { ...standard, options } : standard;
  const field = toField(described, traitsOf(CAMPAIGNS), new Set());
  const writable = WRITABLE.has(field.name);
  return {
    ...field,
    ...(field.name === 'hs_owner' ? { type: 'owner' as const } : {}),
    creatable: writable,
    updatable: writable,
    required: field.name === 'hs_name',
  };
}

/** HubSpot does not keep our key unique here; `write.ts` does. */
const ownFields = (listed: readonly WireProperty[]): readonly FieldSchema[] =>
  listed
    .filter(({ hubspotDefined }) => hubspotDefined !== true)
    .map((property) => toField(property, traitsOf(CAMPAIGNS), new Set()))
    .map((field) => (field.name === EXTERNAL_KEY ? { ...field, unique: true } : field));
