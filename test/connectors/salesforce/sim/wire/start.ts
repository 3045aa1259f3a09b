import { Connection } from 'jsforce';
import { createOrg } from '../../../../../connectors/salesforce/sim/org/create.ts';
import { externalKey } from '../../../../../connectors/salesforce/sim/org/external-key.ts';
import type { Org } from '../../../../../connectors/salesforce/sim/org.ts';
import { handleBulk, handleBulkControl } from '../../../../../connectors/salesforce/sim/bulk/index.ts';
import {
  eventBus,
  handleCdcControl,
  handleCometd,
} from '../../../../../connectors/salesforce/sim/cometd/index.ts';
import { handleSoap } from '../../../../../connectors/salesforce/sim/soap/index.ts';
import { startSimServer } from '../../../../../src/connector/sim/server.ts';

/** An org behind Bulk, SOAP and CometD alone, and a jsforce connection to it. */
export interface Wire {
  readonly url: string;
  readonly org: Org;
  readonly token: string;
  readonly connection: Connection;
  control(path: string, body: object): Promise<void>;
  close(): Promise<void>;
}

export async function startWire(): Promise<Wire> {
  const org = createOrg({ seed: 1, population: 0 });
  for (const type of ['Lead', 'Contact', 'Account']) org.addField(type, externalKey);
  eventBus(org);
  const server = await startSimServer({
    port: 0,
    latencyMs: 0,
    now: Date.now,
    jsonType: 'application/json;charset=UTF-8',
    vendor: async (request) =>
      (await handleBulk(request, org)) ??
      handleSoap(request, org) ??
      (await handleCometd(request, org)) ?? { status: 501, body: { gap: request.path } },
    control: (request) => handleBulkControl(request, org) ?? handleCdcControl(request, org),
  });
  const token = org.newSession();
  return {
    url: server.url,
    org,
    token,
    connection: new Connection({
      instanceUrl: server.url,
      accessToken: token,
      version: '68.0',
      callOptions: { client: 'leadloop' },
    }),
    control: async (path, body) => {
      const response = await fetch(server.url + path, { method: 'POST', body: JSON.stringify(body) });
      if (!response.ok) throw new Error(await response.text());
    },
    close: () => server.close(),
  };
}
