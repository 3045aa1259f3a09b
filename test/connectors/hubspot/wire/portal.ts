import nock from 'nock';
import { connector } from '../../../../connectors/hubspot/index.ts';
import type { Connection, ConnectorContext } from '../../../../src/connector/contract.ts';
import account from '../fixtures/account.json' with { type: 'json' };
import { testContext, type TestContext } from '../fixtures/context.ts';

export const BASE = 'https://api.hubapi.com';
export const SECRET = 'test-client-secret';
const TOKEN = 'pat-test-token';

/** HubSpot as nock plays it: every request must be announced with its exact shape. */
export const hubspot = (): nock.Scope => nock(BASE, { reqheaders: { authorization: `Bearer ${TOKEN}` } });

export interface Wired {
  readonly connection: Connection;
  readonly context: TestContext;
}

/** An open connection with a private app's token. */
export async function wired(overrides: Partial<ConnectorContext> = {}): Promise<Wired> {
  const context = testContext({ HUBSPOT_ACCESS_TOKEN: TOKEN, HUBSPOT_CLIENT_SECRET: SECRET }, overrides);
  hubspot().get('/account-info/v3/details').reply(200, account);
  return { connection: await connector.open(context), context };
}

const option = (value: string, displayOrder: number): object => ({ value, label: value, displayOrder });

/** The properties most tests need. */
const PROPERTIES: Readonly<Record<string, readonly object[]>> = {
  contacts: [
    { name: 'email', type: 'string', fieldType: 'text' },
    { name: 'firstname', type: 'string', fieldType: 'text' },
    { name: 'numemployees', type: 'number', fieldType: 'number' },
    { name: 'associatedcompanyid', type: 'number', fieldType: 'number' },
    { name: 'leadloop_id', type: 'string', fieldType: 'text', hasUniqueValue: true },
    {
      name: 'lifecyclestage',
      type: 'enumeration',
      fieldType: 'radio',
      options: [option('customer', 2), option('lead', 1), option('subscriber', 0)],
    },
  ],
  companies: [
    { name: 'domain', type: 'string', fieldType: 'text' },
    { name: 'name', type: 'string', fieldType: 'text' },
  ],
};

export function describes(object: 'contacts' | 'companies'): void {
  hubspot().get(`/crm/v3/properties/${object}`).reply(200, { results: PROPERTIES[object] });
}

/** A record as HubSpot answers it. */
export const record = (
  id: string,
  properties: Readonly<Record<string, string | null>> = {},
  rest: object = {},
): object => ({
  id,
  properties: { hs_object_id: id, ...properties },
  createdAt: '2026-11-01T00:00:00.000Z',
  updatedAt: '2026-11-02T00:00:00.000Z',
  archived: false,
  ...rest,
});

export const batch = (results: readonly object[], errors: readonly object[] = []): object => ({
  status: 'COMPLETE',
  startedAt: '2026-11-02T00:00:00.000Z',
  completedAt: '2026-11-02T00:00:00.000Z',
  results,
  ...(errors.length > 0 ? { errors, numErrors: errors.length } : {}),
});

/** Answers by the inputs of the request, which every batch and no search has. */
export const byInputs =
  (answer: (inputs: readonly Input[]) => object) =>
  async (request: Request): Promise<readonly [number, object]> => {
    const { inputs = [] } = (await request.json()) as { readonly inputs?: readonly Input[] };
    return [200, answer(inputs)];
  };

export interface Input {
  readonly id: string;
  readonly properties: Readonly<Record<string, string>>;
}
