import { expect } from 'chai';
import { someone, startTestSim, type TestSim } from './support.ts';

describe('limits, sign-in and faults of the HubSpot simulator', () => {
  let hub: TestSim;
  const contacts = '/crm/v3/objects/contacts';

  beforeEach(async () => {
    hub = await startTestSim({ limits: true });
  });
  afterEach(() => hub.sim.close());

  it('allows 190 calls in ten seconds, counts them down in headers and refuses the next', async () => {
    const first = await hub.call('GET', contacts);
    expect(first.headers.get('x-hubspot-ratelimit-max')).to.equal('190');
    expect(first.headers.get('x-hubspot-ratelimit-remaining')).to.equal('189');
    expect(first.headers.get('x-hubspot-ratelimit-daily-remaining')).to.equal('999999');
    for (let call = 0; call < 189; call += 1) await hub.call('GET', `${contacts}?limit=1`);
    const refused = await hub.call('GET', contacts);
    expect(refused.status).to.equal(429);
    expect(refused.body).to.include({ policyName: 'TEN_SECONDLY_ROLLING', errorType: 'RATE_LIMIT' });
    const usage = await hub.call('GET', '/account-info/v3/api-usage/daily/private-apps');
    expect(usage.status).to.equal(429);
  });

  it('enforces nothing without limits', async () => {
    const free = await startTestSim();
    for (let call = 0; call < 195; call += 1) {
      expect((await free.call('GET', `${contacts}?limit=1`)).status).to.equal(200);
    }
    const usage = await free.call('GET', '/account-info/v3/api-usage/daily/private-apps');
    expect(usage.body.results[0]).to.include({
      usageLimit: 1_000_000,
      currentUsage: 196,
      fetchStatus: 'SUCCESS',
    });
    await free.sim.close();
  });

  it('refuses callers without a token or with an unknown one', async () => {
    for (const token of ['', 'wrong']) {
      const answer = await hub.call('GET', contacts, undefined, token);
      expect(answer.status).to.equal(401);
      expect(answer.body.category).to.equal('INVALID_AUTHENTICATION');
      expect(answer.headers.get('x-hubspot-auth-failure')).to.equal('401 Unauthorized');
    }
  });

  it('an expired token stays expired until it is refreshed', async () => {
    const form = { client_id: 'sandbox-app', client_secret: 'sandbox-secret' };
    const query =
      'client_id=sandbox-app&redirect_uri=http%3A%2F%2F127.0.0.1%2F&scope=crm.objects.contacts.read';
    const { headers } = await hub.call('GET', `/oauth/authorize?${query}`, undefined, '');
    const code = new URL(headers.get('location') ?? '').searchParams.get('code') ?? '';
    const token = async (more: Record<string, string>): Promise<Record<string, string>> =>
      (await hub.call('POST', '/oauth/2026-03/token', new URLSearchParams({ ...form, ...more }), ''))
        .body as unknown as Record<string, string>;
    const redirect = { code, redirect_uri: 'http://127.0.0.1/' };
    const first = await token({ grant_type: 'authorization_code', ...redirect });
    expect(first).to.include({ hub_id: 24_681_357 });
    await hub.fault('expire-token');
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const answer = await hub.call('GET', contacts, undefined, first.access_token);
      expect(answer.status).to.equal(401);
      expect(answer.body.category).to.equal('EXPIRED_AUTHENTICATION');
    }
    const next = await token({ grant_type: 'refresh_token', refresh_token: first.refresh_token ?? '' });
    expect((await hub.call('GET', contacts, undefined, next.access_token)).status).to.equal(200);
    const about = new URLSearchParams({ ...form, token: next.access_token ?? '' });
    expect((await hub.call('POST', '/oauth/2026-03/token/introspect', about, '')).body).to.include({
      active: true,
    });
    const revoked = new URLSearchParams({ ...form, token: next.refresh_token ?? '' });
    await hub.call('POST', '/oauth/2026-03/token/revoke', revoked, '');
    const refused = await token({ grant_type: 'refresh_token', refresh_token: next.refresh_token ?? '' });
    expect(refused).to.include({ status: 'BAD_REFRESH_TOKEN' });
  });

  for (const [name, status, policy] of [
    ['ten-secondly', 429, 'TEN_SECONDLY_ROLLING'],
    ['daily', 429, 'DAILY'],
    ['locked', 423, undefined],
  ] as const) {
    it(`fault ${name} answers ${status} once`, async () => {
      await hub.fault(name);
      const answer = await hub.call('GET', contacts);
      expect(answer.status).to.equal(status);
      expect(answer.body.policyName).to.equal(policy);
      expect((await hub.call('GET', contacts)).status).to.equal(200);
    });
  }

  it('fault data-centre-move asks to wait, fault html-502 answers a page', async () => {
    await hub.fault('data-centre-move', { seconds: 90 });
    const moved = await hub.call('GET', contacts);
    expect(moved.status).to.equal(477);
    expect(moved.headers.get('retry-after')).to.equal('90');
    await hub.fault('html-502');
    const page = await hub.call('GET', contacts);
    expect(page.status).to.equal(502);
    expect(page.headers.get('content-type')).to.equal('text/html');
  });

  it('fault partial fails the named rows of a batch and writes the others', async () => {
    await hub.fault('partial', { rows: [1], code: 'CONFLICT' }, 'batch/create');
    const inputs = [0, 1, 2].map((index) => ({ objectWriteTraceId: `t${index}`, properties: someone() }));
    const answer = await hub.call('POST', `${contacts}/batch/create`, { inputs });
    expect(answer.status).to.equal(207);
    expect(answer.body.results).to.have.length(2);
    expect(answer.body.errors[0]).to.deep.include({
      category: 'CONFLICT',
      context: { objectWriteTraceId: ['t1'] },
    });
    expect((await hub.control('GET', '/records/contacts')).body).to.have.length(2);
  });

  it('a lost answer was carried out all the same', async () => {
    await hub.control('POST', '/faults', { method: 'POST', effect: { kind: 'lose-answer' } });
    const properties = someone();
    const lost = await hub.call('POST', contacts, { properties }).catch((error: unknown) => error);
    expect(lost).to.be.instanceOf(Error);
    expect((await hub.call('GET', `${contacts}/${properties.email ?? ''}?idProperty=email`)).status).to.equal(
      200,
    );
  });
});
