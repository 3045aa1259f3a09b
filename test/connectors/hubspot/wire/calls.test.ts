import { expect } from 'chai';
import nock from 'nock';
import { createApi } from '../../../../connectors/hubspot/client.ts';
import { connector } from '../../../../connectors/hubspot/index.ts';
import { createTokenSource } from '../../../../connectors/hubspot/oauth.ts';
import { readSettings } from '../../../../connectors/hubspot/settings.ts';
import { createTransport } from '../../../../connectors/hubspot/transport.ts';
import { FailureError, type Failure } from '../../../../src/domain/failure.ts';
import account from '../fixtures/account.json' with { type: 'json' };
import { LIVE, NOW, memoryTokens, testContext } from '../fixtures/context.ts';
import { BASE, hubspot, wired } from './portal.ts';
import { behindNock } from '../../../support/nock.ts';

const failureOf = async (work: Promise<unknown>): Promise<Failure> => {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(FailureError);
  return (error as FailureError).failure;
};

describe('a call to HubSpot', () => {
  behindNock();

  it('tells who it is connected to', async () => {
    const { connection } = await wired();
    hubspot().get('/account-info/v3/details').reply(200, account);
    expect(await connection.identify(LIVE)).to.deep.equal({
      id: '12345678',
      name: 'HubSpot 12345678 (STANDARD)',
      userId: null,
      timeZone: 'US/Eastern',
      currency: 'USD',
    });
  });

  it('says where people see a record, by the host of the account', async () => {
    const { connection } = await wired();
    const pageOf = (object: string) => connection.pageOf?.({ object, id: '51' });
    expect(await pageOf('contacts')).to.equal('https://app.hubspot.com/contacts/12345678/record/0-1/51');
    expect(await pageOf('companies')).to.equal('https://app.hubspot.com/contacts/12345678/record/0-2/51');
    expect(await pageOf('p_machine'), 'its type is not known here').to.equal(null);
  });

  it('waits for its turn in the lane it was given and reports the budget the answer told', async () => {
    const { connection, context } = await wired();
    hubspot().get('/account-info/v3/details').reply(200, account, {
      'X-HubSpot-RateLimit-Remaining': '187',
      'X-HubSpot-RateLimit-Daily': '250000',
      'X-HubSpot-RateLimit-Daily-Remaining': '249000',
    });
    await connection.identify({ lane: 'bulk' });
    expect(context.turns).to.deep.equal(['call live', 'call bulk']);
    expect(context.readings).to.deep.equal([
      { bucket: 'call', remaining: 187, daily: { used: 1000, limit: 250_000 } },
    ]);
  });

  it('reads again after a 502 page in HTML, up to four times', async () => {
    const { connection } = await wired();
    hubspot().get('/account-info/v3/details').reply(502, '<html>Bad gateway</html>');
    hubspot().get('/account-info/v3/details').replyWithError('socket hang up');
    hubspot().get('/account-info/v3/details').reply(200, account);
    expect((await connection.identify(LIVE)).id).to.equal('12345678');
    hubspot().get('/account-info/v3/details').times(4).reply(500, {});
    expect(await failureOf(connection.identify(LIVE))).to.include({
      kind: 'transient',
      code: 'SERVER_ERROR',
    });
  });

  it('hands a rate limit to the governor and reads again', async () => {
    const { connection, context } = await wired();
    hubspot()
      .get('/account-info/v3/details')
      .reply(429, { message: 'You have reached your ten_secondly_rolling limit.' }, { 'Retry-After': '3' });
    hubspot().get('/account-info/v3/details').reply(200, account);
    await connection.identify(LIVE);
    expect(context.readings).to.deep.equal([{ bucket: 'call', pauseMs: 3_000 }]);
  });

  it('does not read again when the limit of the day is used up', async () => {
    const { connection } = await wired();
    hubspot()
      .get('/account-info/v3/details')
      .reply(429, { message: 'You have reached your daily limit.', policyName: 'DAILY' });
    expect(await failureOf(connection.identify(LIVE))).to.include({
      kind: 'rate-limited',
      code: 'DAILY_LIMIT',
    });
  });

  it('gives up when the deadline has passed, and calls a write then unknown', async () => {
    const context = testContext({});
    const tokens = { current: () => Promise.resolve('t'), renew: () => Promise.resolve(false) };
    const api = createApi(context, tokens, createTransport(BASE, 20));
    nock(BASE).post('/x').delay(200).reply(200, {});
    const write = { method: 'POST', path: '/x', json: {}, bucket: 'call', effect: 'write' } as const;
    expect(await failureOf(api.call(write, LIVE))).to.include({
      kind: 'unknown-outcome',
      message: 'no answer within 20 ms',
    });
  });

  it('sends nothing when the caller stopped while it waited for its turn', async () => {
    const { connection } = await wired();
    const signal = AbortSignal.abort();
    const write = { kind: 'create', system: 'hubspot', object: 'contacts', key: 'k', fields: {} } as const;
    const [result] = await connection.write([write], { lane: 'live', signal });
    expect(result).to.deep.include({ kind: 'failed' });
    expect(result?.kind === 'failed' && result.failure).to.include({ kind: 'transient', code: 'NOT_SENT' });
  });
});

describe('signing in to HubSpot', () => {
  const OAUTH = { HUBSPOT_CLIENT_ID: 'app', HUBSPOT_CLIENT_SECRET: 'secret' };
  const stored = {
    accessToken: 'old',
    refreshToken: 'refresh',
    expiresAt: new Date(NOW.getTime() + 60_000),
    instanceUrl: null,
  };

  behindNock();

  const renews = (accessToken: string): nock.Scope =>
    nock(BASE)
      .post(
        '/oauth/v1/token',
        'grant_type=refresh_token&refresh_token=refresh&client_id=app&client_secret=secret',
      )
      .matchHeader('content-type', 'application/x-www-form-urlencoded')
      .reply(200, {
        token_type: 'bearer',
        access_token: accessToken,
        refresh_token: 'refresh',
        expires_in: 1800,
      });

  it('says what to set when there is neither a token nor a grant', async () => {
    const failure = await failureOf(connector.open(testContext({})));
    expect(failure).to.include({ kind: 'config', code: 'NOT_CONNECTED' });
    expect(failure.fix).to.include('HUBSPOT_ACCESS_TOKEN');
  });

  it('says so when HubSpot refuses the token', async () => {
    nock(BASE).get('/account-info/v3/details').reply(401, { status: 'error', message: 'no' });
    const failure = await failureOf(connector.open(testContext({ HUBSPOT_ACCESS_TOKEN: 'wrong' })));
    expect(failure).to.include({ kind: 'auth', code: 'INVALID_AUTHENTICATION' });
  });

  it('starts although HubSpot is down right now', async () => {
    nock(BASE).get('/account-info/v3/details').times(4).reply(503);
    const connection = await connector.open(testContext({ HUBSPOT_ACCESS_TOKEN: 'token' }));
    await connection.close();
  });

  it('renews an expiring token before use, once for all calls that wait, and keeps it', async () => {
    const tokens = memoryTokens(stored);
    const { clock, settings } = testContext(OAUTH);
    const transport = createTransport(BASE);
    const source = createTokenSource({ settings: readSettings(settings), tokens, clock, transport });
    renews('new');
    const given = await Promise.all([source.current(), source.current(), source.renew('old')]);
    expect(given).to.deep.equal(['new', 'new', true]);
    expect(await source.current()).to.equal('new');
    expect(tokens.saved).to.deep.equal([
      {
        accessToken: 'new',
        refreshToken: 'refresh',
        expiresAt: new Date(NOW.getTime() + 1_800_000),
        instanceUrl: null,
      },
    ]);
  });

  it('renews a token HubSpot calls expired and repeats the call once', async () => {
    const expiresAt = new Date(NOW.getTime() + 1_700_000);
    const tokens = memoryTokens({ ...stored, expiresAt });
    nock(BASE, { reqheaders: { authorization: 'Bearer old' } })
      .get('/account-info/v3/details')
      .reply(401, { status: 'error', category: 'EXPIRED_AUTHENTICATION', message: 'expired' });
    renews('new');
    nock(BASE, { reqheaders: { authorization: 'Bearer new' } })
      .get('/account-info/v3/details')
      .reply(200, account);
    await connector.open(testContext(OAUTH, { tokens }));
    expect(tokens.saved).to.have.length(1);
  });

  it('asks to connect again when the grant was revoked, and shows no secret', async () => {
    nock(BASE)
      .post('/oauth/v1/token')
      .reply(400, { status: 'BAD_REFRESH_TOKEN', message: 'refresh token is invalid, expired or revoked' });
    const failure = await failureOf(connector.open(testContext(OAUTH, { tokens: memoryTokens(stored) })));
    expect(failure).to.include({ kind: 'auth', code: 'OAUTH_REFUSED' });
    expect(JSON.stringify(failure)).not.to.include('"secret"');
  });
});
