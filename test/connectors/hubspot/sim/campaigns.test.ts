import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { departures } from './shape.ts';
import { startTestSim, type Answer, type TestSim } from './support.ts';

const recorded = (name: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', `${name}.json`), 'utf8'));

const CAMPAIGNS = '/marketing/v3/campaigns';

describe('the campaigns of the HubSpot simulator', () => {
  let hub: TestSim;
  const add = async (properties: Record<string, string>): Promise<string> =>
    (await hub.call('POST', CAMPAIGNS, { properties })).body.id;
  const refused = (answer: Answer, status: number, words: string): void => {
    expect(answer.status).to.equal(status);
    expect(answer.body.message).to.include(words);
  };

  beforeEach(async () => {
    hub = await startTestSim();
  });
  afterEach(() => hub.sim.close());

  it('are listed in the shape the service was recorded in, a page at a time, newest change first', async () => {
    const notes = { hs_notes: 'Shirts' };
    const ids = [];
    for (const hs_name of ['Shirts', 'News', 'Inbound']) ids.push(await add({ hs_name, ...notes }));
    await hub.call('POST', `${CAMPAIGNS}/${String(ids[0])}/budget`, { name: 'Print', amount: 2 });
    const query = 'limit=2&sort=-updatedAt&properties=hs_name,hs_notes,hs_budget_items_sum_amount';
    const answer = await hub.call('GET', `${CAMPAIGNS}?${query}`);
    expect(answer.status).to.equal(200);
    expect(departures(recorded('campaigns-page'), answer.body)).to.deep.equal([]);
    expect(answer.body.results[0]?.properties).to.deep.equal({
      hs_budget_items_sum_amount: '2.0',
      hs_name: 'Shirts',
      hs_notes: 'Shirts',
    });
    const rest = await hub.call('GET', `${CAMPAIGNS}?${query}&after=Mg==`);
    expect(rest.body.results).to.have.length(1);
  });

  it('are read in a batch, malformed ids told and unknown ones passed over', async () => {
    const id = await add({ hs_name: 'News', hs_notes: 'For tests' });
    const answer = await hub.call('POST', `${CAMPAIGNS}/batch/read?properties=hs_name,hs_notes`, {
      inputs: [
        { id },
        { id: '430318c4-abb7-4bf7-a75ee-9c5fa8f475a6' },
        { id: 'ffffffff-abb7-4bf7-a75e-9c5fa8f475a6' },
      ],
    });
    expect(answer.status).to.equal(207);
    expect(departures(recorded('campaigns-batch-read-partial'), answer.body)).to.deep.equal([]);
    expect(answer.body.errors).to.have.length(1);
    expect(answer.body.results).to.have.length(1);
  });

  it('take only what the service takes, and show only what it shows', async () => {
    const id = await add({ hs_name: 'News' });
    const edit = (properties: object): Promise<Answer> =>
      hub.call('PATCH', `${CAMPAIGNS}/${id}`, { properties });
    refused(await edit({ hs_owner: '1' }), 400, 'forbidden for write');
    refused(await edit({ hs_start_date: '2026-05-06T00:00:00Z' }), 400, 'YYYY-MM-DD');
    refused(await hub.call('GET', `${CAMPAIGNS}?properties=hs_revenue`), 400, 'Forbidden properties');
    refused(await hub.call('POST', '/crm/v3/objects/campaigns', { properties: {} }), 400, 'not supported');
    expect((await edit({ hs_start_date: '2026-05-06' })).status).to.equal(200);
    expect((await hub.call('DELETE', `${CAMPAIGNS}/${id}`)).status).to.equal(204);
    expect((await hub.call('DELETE', `${CAMPAIGNS}/${id}`)).status).to.equal(204);
    expect((await hub.call('GET', `${CAMPAIGNS}/${id}`)).status).to.equal(404);
  });

  it('are refused without their scope', async () => {
    const authorize =
      '/oauth/authorize?client_id=sandbox-app&redirect_uri=http://localhost/&scope=oauth&state=x';
    const { headers } = await hub.call('GET', authorize, undefined, '');
    const code = new URL(headers.get('location') ?? '').searchParams.get('code') ?? '';
    const form = new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: 'sandbox-app',
      client_secret: 'sandbox-secret',
      redirect_uri: 'http://localhost/',
      code,
    });
    const { body } = await hub.call('POST', '/oauth/v1/token', form, '');
    const { access_token } = body as unknown as { readonly access_token: string };
    refused(await hub.call('GET', CAMPAIGNS, undefined, access_token), 403, 'required scopes');
  });
});
