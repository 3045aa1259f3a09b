import type { Simulator } from '../../src/connector/simulator.ts';

/** A person at work in one of the simulated systems, over the vendor's own API. */
export interface HubSpotPerson {
  create(object: string, properties: Record<string, string>): Promise<string>;
  edit(object: string, id: string, properties: Record<string, string>): Promise<void>;
  remove(object: string, id: string): Promise<void>;
  merge(object: string, winner: string, loser: string): Promise<string>;
  associate(contact: string, company: string): Promise<void>;
  /** Makes a company the primary one of a deal. */
  sell(deal: string, company: string): Promise<void>;
  /** Says that a contact has to do with a deal, or has no longer. */
  involve(deal: string, contact: string): Promise<void>;
  release(deal: string, contact: string): Promise<void>;
  /** The ids of what a record is associated with. */
  associated(object: string, id: string, other: string): Promise<readonly string[]>;
  records(object: string): Promise<HubSpotRecord[]>;
}

export interface HubSpotRecord {
  readonly id: string;
  readonly properties: Record<string, string | null>;
  readonly archived: boolean;
}

export interface SalesforcePerson {
  create(type: string, fields: Record<string, unknown>): Promise<string>;
  edit(type: string, id: string, fields: Record<string, unknown>): Promise<void>;
  remove(type: string, id: string): Promise<void>;
  merge(type: string, winner: string, loser: string): Promise<void>;
  convert(lead: string): Promise<void>;
  records(type: string): Promise<SalesforceRecord[]>;
}

export interface SalesforceRecord {
  readonly Id: string;
  readonly IsDeleted: boolean;
  readonly [field: string]: unknown;
}

/** A simulator's control routes. */
export interface Control {
  /** Of the simulator. */
  readonly url: string;
  get<T>(path: string): Promise<T>;
  post(path: string, body?: unknown): Promise<void>;
  clear(path: string): Promise<void>;
}

export async function call(
  url: string,
  method: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<unknown> {
  const answer = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${text.slice(0, 300)}`);
  return text === '' ? undefined : (JSON.parse(text) as unknown);
}

export function controlOf({ url }: Pick<Simulator, 'url'>): Control {
  return {
    url,
    get: async <T>(path: string) => (await call(`${url}/_sim/${path}`, 'GET')) as T,
    post: async (path, body = {}) => {
      await call(`${url}/_sim/${path}`, 'POST', body);
    },
    clear: async (path) => {
      await call(`${url}/_sim/${path}`, 'DELETE');
    },
  };
}

export function hubSpotPerson(simulator: Simulator): HubSpotPerson {
  const { url } = simulator;
  const headers = { authorization: 'Bearer pat-sandbox' };
  const objects = `${url}/crm/v3/objects`;
  return {
    create: async (object, properties) =>
      ((await call(`${objects}/${object}`, 'POST', { properties }, headers)) as { id: string }).id,
    edit: async (object, id, properties) => {
      await call(`${objects}/${object}/${id}`, 'PATCH', { properties }, headers);
    },
    remove: async (object, id) => {
      await call(`${objects}/${object}/${id}`, 'DELETE', undefined, headers);
    },
    merge: async (object, winner, loser) =>
      (
        (await call(
          `${objects}/${object}/merge`,
          'POST',
          { primaryObjectId: winner, objectIdToMerge: loser },
          headers,
        )) as { id: string }
      ).id,
    associate: async (contact, company) => {
      await call(
        `${url}/crm/v4/objects/contacts/${contact}/associations/companies/${company}`,
        'PUT',
        [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 1 }],
        headers,
      );
    },
    sell: async (deal, company) => {
      await call(
        `${url}/crm/v4/objects/deals/${deal}/associations/companies/${company}`,
        'PUT',
        [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 5 }],
        headers,
      );
    },
    involve: async (deal, contact) => {
      const path = `deals/${deal}/associations/default/contacts/${contact}`;
      await call(`${url}/crm/v4/objects/${path}`, 'PUT', undefined, headers);
    },
    release: async (deal, contact) => {
      const path = `deals/${deal}/associations/contacts/${contact}`;
      await call(`${url}/crm/v4/objects/${path}`, 'DELETE', undefined, headers);
    },
    associated: async (object, id, other) => {
      const path = `${url}/crm/v4/objects/${object}/${id}/associations/${other}`;
      const found = (await call(path, 'GET', undefined, headers)) as { results: { toObjectId: number }[] };
      return found.results.map(({ toObjectId }) => String(toObjectId));
    },
    records: (object) => controlOf(simulator).get(`records/${object}`),
  };
}

export async function salesforcePerson(simulator: Pick<Simulator, 'url'>): Promise<SalesforcePerson> {
  const { url } = simulator;
  let headers = await signIn(url);
  const data = `${url}/services/data/v68.0/sobjects`;
  /** A person signs in again when the session has ended. */
  async function asPerson(path: string, method: string, body?: unknown): Promise<unknown> {
    try {
      return await call(`${data}/${path}`, method, body, headers);
    } catch (error) {
      if (!String(error).includes('INVALID_SESSION_ID')) throw error;
      headers = await signIn(url);
      return call(`${data}/${path}`, method, body, headers);
    }
  }
  return {
    create: async (type, fields) => ((await asPerson(type, 'POST', fields)) as { id: string }).id,
    edit: async (type, id, fields) => {
      await asPerson(`${type}/${id}`, 'PATCH', fields);
    },
    remove: async (type, id) => {
      await asPerson(`${type}/${id}`, 'DELETE');
    },
    merge: async (type, winner, loser) => {
      await call(`${url}/_sim/merge`, 'POST', { type, masterId: winner, loserIds: [loser] });
    },
    convert: async (lead) => {
      await call(`${url}/_sim/convert`, 'POST', { leadId: lead });
    },
    records: (type) => controlOf(simulator).get(`records/${type}`),
  };
}

async function signIn(url: string): Promise<Record<string, string>> {
  const answer = await fetch(`${url}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'sandbox',
      client_secret: 'sandbox',
    }),
  });
  const { access_token } = (await answer.json()) as { access_token: string };
  return { authorization: `Bearer ${access_token}` };
}
