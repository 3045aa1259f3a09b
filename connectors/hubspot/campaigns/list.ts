import type { CallOptions } from '../../../src/connector/contract.ts';
import type { ObjectSchema } from '../../../src/domain/schema.ts';
import { EXTERNAL_KEY } from '../objects.ts';
import { paths } from '../paths.ts';
import type { Session } from '../session.ts';
import { askPage, type Page } from '../touchpoints/ask-page.ts';
import type { WireRecord } from '../wire.ts';
import { aboutCampaigns } from './refused.ts';

const PAGE_SIZE = 100;

/** What may be asked for: a name that the account does not know is refused with the whole call. */
export const askedFor = (fields: readonly string[], schema: ObjectSchema): readonly string[] =>
  [...new Set([...fields, EXTERNAL_KEY, 'hs_object_id'])].filter((name) => schema.fields.has(name));

/** A campaign with what was asked for: HubSpot leaves blanks out of its answers. */
export const withBlanks = (wire: WireRecord, asked: readonly string[]): WireRecord => ({
  ...wire,
  properties: { ...Object.fromEntries(asked.map((name) => [name, null])), ...wire.properties },
});

export type Order = 'createdAt' | '-updatedAt';

/** One page of the campaigns, straight from the store. */
export async function listCampaigns(
  session: Session,
  request: { readonly asked: readonly string[]; readonly sort: Order; readonly after: string | null },
  options: CallOptions,
): Promise<Page<WireRecord>> {
  const { asked, sort, after } = request;
  const query = { limit: PAGE_SIZE, sort, properties: asked };
  const page = await aboutCampaigns(
    askPage<WireRecord>(session, { path: paths.campaigns(), query }, after, options),
  );
  return { ...page, results: page.results.map((wire) => withBlanks(wire, asked)) };
}

/** All campaigns. There are few, and there is no way to ask for those that hold a value. */
export async function allCampaigns(
  session: Session,
  asked: readonly string[],
  options: CallOptions,
): Promise<readonly WireRecord[]> {
  const all = new Map<string, WireRecord>();
  let after: string | null = null;
  do {
    const page: Page<WireRecord> = await listCampaigns(session, { asked, sort: 'createdAt', after }, options);
    for (const wire of page.results) all.set(wire.id, wire);
    ({ after } = page);
  } while (after !== null);
  return [...all.values()];
}
