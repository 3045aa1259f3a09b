import { expect } from 'chai';
import nock from 'nock';
import { connector } from '../../../../connectors/salesforce/index.ts';
import type { Connection, Tokens } from '../../../../src/connector/contract.ts';
import { behindNock } from '../../../support/nock.ts';
import { failureOfCall, KEY, LIVE, testContext, type TestContext } from '../fixtures/context.ts';

const ORG = 'https://acme.my.salesforce.com';
const TOKEN = {
  access_token: '00D000000000001!one',
  instance_url: ORG,
  id: `${ORG}/id/00D/005`,
  token_type: 'Bearer',
};
const SETTINGS = {
  SALESFORCE_LOGIN_URL: ORG,
  SALESFORCE_CLIENT_ID: 'app',
  SALESFORCE_CLIENT_SECRET: 'secret',
};
const DESCRIBE = '/services/data/v68.0/sobjects/Lead/describe';
const USAGE = { 'Sforce-Limit-Info': 'api-usage=18/15000, per-app-api-usage=17/250(appName=x)' };
const SESSION_LOST = [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }];

const field = (name: string, type: string): object => ({
  name,
  label: name,
  type,
  length: 80,
  nillable: true,
  createable: true,
  updateable: true,
  defaultedOnCreate: false,
  unique: false,
  calculated: false,
  restrictedPicklist: false,
  referenceTo: [],
  picklistValues: [],
});
const LEAD = {
  name: 'Lead',
  label: 'Lead',
  fields: [
    field('Id', 'id'),
    field('LastName', 'string'),
    field('OwnerId', 'reference'),
    field('Leadloop_Id__c', 'string'),
  ],
};

const create = {
  kind: 'create',
  system: 'salesforce',
  object: 'Lead',
  key: KEY,
  fields: { LastName: 'Lee' },
} as const;

describe('calls to Salesforce', () => {
  let org: nock.Scope;
  let context: TestContext;
  let connection: Connection;

  behindNock();
  beforeEach(async () => {
    org = nock(ORG);
    org
      .post('/services/oauth2/token', {
        grant_type: 'client_credentials',
        client_id: 'app',
        client_secret: 'secret',
      })
      .reply(200, TOKEN);
    context = testContext(SETTINGS);
    connection = await connector.open(context);
  });

  it('name API version 68.0 (jsforce would take 50.0), the client and the token, and report the day’s use', async () => {
    org
      .get(DESCRIBE)
      .matchHeader('authorization', 'Bearer 00D000000000001!one')
      .matchHeader('sforce-call-options', 'client=leadloop')
      .reply(200, LEAD, USAGE);
    const schema = await connection.describe('Lead', LIVE);
    expect([...schema.fields.keys()]).to.deep.equal(['Id', 'LastName', 'OwnerId', 'Leadloop_Id__c']);
    expect(context.takes).to.equal(1);
    expect(context.readings).to.deep.equal([{ bucket: 'call', daily: { used: 18, limit: 15_000 } }]);
  });

  it('are not needed to say where people see a record', async () => {
    expect(await connection.pageOf?.({ object: 'Lead', id: '00Q1' })).to.equal(`${ORG}/00Q1`);
    expect(context.takes).to.equal(0);
  });

  it('are repeated when they only read and Salesforce is busy', async () => {
    org.get(DESCRIBE).times(2).reply(503, '<html>down</html>', { 'content-type': 'text/html' });
    org.get(DESCRIBE).reply(200, LEAD);
    expect((await connection.describe('Lead', LIVE)).object).to.equal('Lead');
    expect(context.takes).to.equal(3);
  });

  it('fail as transient after 4 tries, and only they', async () => {
    org
      .get(DESCRIBE)
      .times(4)
      .reply(503, [{ errorCode: 'SERVER_UNAVAILABLE', message: 'Server unavailable' }]);
    expect(await failureOfCall(connection.describe('Lead', LIVE))).to.include({
      kind: 'transient',
      code: 'SERVER_UNAVAILABLE',
    });
  });

  it('are not repeated for a refusal that stands', async () => {
    org.get(DESCRIBE).reply(403, [{ errorCode: 'INSUFFICIENT_ACCESS', message: 'no' }]);
    expect(await failureOfCall(connection.describe('Lead', LIVE))).to.include({ kind: 'config' });
  });

  it('do not follow a redirect as a GET (jsforce does)', async () => {
    org.get(DESCRIBE).reply(302, '', { location: 'https://elsewhere.example/' });
    expect((await failureOfCall(connection.describe('Lead', LIVE))).code).to.equal('HTTP_302');
  });

  it('pause the bucket when Salesforce says that the day is used up', async () => {
    org
      .get(DESCRIBE)
      .reply(403, [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }]);
    expect(await failureOfCall(connection.describe('Lead', LIVE))).to.include({
      kind: 'rate-limited',
      retryAfterMs: 900_000,
    });
    expect(context.readings).to.deep.equal([{ bucket: 'call', pauseMs: 900_000 }]);
  });

  it('are made again once with a fresh session after a 401', async () => {
    org.get(DESCRIBE).reply(401, SESSION_LOST);
    org.post('/services/oauth2/token').reply(200, { ...TOKEN, access_token: '00D000000000001!two' });
    org.get(DESCRIBE).matchHeader('authorization', 'Bearer 00D000000000001!two').reply(200, LEAD);
    await connection.describe('Lead', LIVE);
    expect(context.saved.map((tokens) => tokens.accessToken)).to.deep.equal([
      '00D000000000001!one',
      '00D000000000001!two',
    ]);
  });

  it('go to the new instance when a fresh session names one (jsforce replays to the old)', async () => {
    org.get(DESCRIBE).reply(401, SESSION_LOST);
    org
      .post('/services/oauth2/token')
      .reply(200, { ...TOKEN, instance_url: 'https://new.my.salesforce.com' });
    const moved = nock('https://new.my.salesforce.com').get(DESCRIBE).reply(200, LEAD);
    await connection.describe('Lead', LIVE);
    moved.done();
  });

  it('end in an auth failure when every session is refused, after at most 2 sign-ins a minute (jsforce loops for ever)', async () => {
    org.get(DESCRIBE).times(5).reply(401, SESSION_LOST);
    let signIns = 0;
    org
      .post('/services/oauth2/token')
      .times(2)
      .reply(() => [200, { ...TOKEN, access_token: `00D000000000001!again${(signIns += 1)}` }]);
    for (let call = 1; call <= 3; call += 1) {
      expect(await failureOfCall(connection.describe('Lead', LIVE))).to.include({ kind: 'auth' });
    }
    expect(signIns).to.equal(2);
  });

  it('share one sign-in when several find the session lost at the same time', async () => {
    org.get(DESCRIBE).times(3).reply(401, SESSION_LOST);
    org
      .post('/services/oauth2/token')
      .delay(20)
      .reply(200, { ...TOKEN, access_token: '00D000000000001!two' });
    org.get(DESCRIBE).times(3).matchHeader('authorization', 'Bearer 00D000000000001!two').reply(200, LEAD);
    await Promise.all([1, 2, 3].map(() => connection.describe('Lead', LIVE)));
    expect(context.saved).to.have.length(2);
  });

  describe('that write', () => {
    const UPSERT = '/services/data/v68.0/composite/sobjects/Lead/Leadloop_Id__c';
    const UPDATE = '/services/data/v68.0/composite/sobjects';
    beforeEach(() => void org.get(DESCRIBE).reply(200, LEAD));

    it('create by our key, not all or none, and leave the owner to the org when we name none', async () => {
      nock(ORG, { badheaders: ['sforce-auto-assign'] })
        .patch(UPSERT, {
          allOrNone: false,
          records: [{ attributes: { type: 'Lead' }, LastName: 'Lee', Leadloop_Id__c: KEY }],
        })
        .reply(200, [{ id: '00Q5g00000ABCDEEA5', success: true, errors: [], created: true }]);
      expect(await connection.write([create], LIVE)).to.deep.equal([
        {
          kind: 'done',
          receipt: { ref: { system: 'salesforce', object: 'Lead', id: '00Q5g00000ABCDEEA5' }, created: true },
        },
      ]);
    });

    it('switch assignment rules off when we name the owner, and on every update', async () => {
      const ref = { system: 'salesforce', object: 'Lead', id: '00Q5g00000ABCDEEA5' };
      org
        .patch(UPSERT)
        .matchHeader('sforce-auto-assign', 'FALSE')
        .reply(200, [{ id: ref.id, success: true, created: true }]);
      org
        .patch(UPDATE, {
          allOrNone: false,
          records: [{ attributes: { type: 'Lead' }, LastName: null, Id: ref.id }],
        })
        .matchHeader('sforce-auto-assign', 'FALSE')
        .reply(200, [{ id: ref.id, success: true }]);
      const results = await connection.write(
        [
          { ...create, fields: { OwnerId: '0055g00000ABCDEEA5' } },
          { kind: 'update', ref, fields: { LastName: null } },
        ],
        LIVE,
      );
      expect(results.map((result) => result.kind)).to.deep.equal(['done', 'done']);
    });

    it('read statusCode of a refused row (jsforce calls it errorCode), row by row', async () => {
      org.patch(UPSERT).reply(200, [
        { id: '00Q5g00000ABCDEEA5', success: true, created: false },
        {
          success: false,
          errors: [
            {
              statusCode: 'REQUIRED_FIELD_MISSING',
              message: 'Required fields are missing: [LastName]',
              fields: ['LastName'],
            },
          ],
        },
      ]);
      const [first, second] = await connection.write([create, { ...create, key: 'other' }], LIVE);
      expect(first).to.deep.include({ kind: 'done' });
      expect(second?.kind === 'failed' && second.failure).to.include({
        kind: 'invalid-record',
        code: 'REQUIRED_FIELD_MISSING',
      });
    });

    it('are never repeated: a 503 is an unknown outcome of every row', async () => {
      org.patch(UPSERT).reply(503, 'down');
      const results = await connection.write([create, { ...create, key: 'other' }], LIVE);
      expect(results.map((result) => result.kind === 'failed' && result.failure.kind)).to.deep.equal([
        'unknown-outcome',
        'unknown-outcome',
      ]);
    });

    it('are an unknown outcome when the connection breaks', async () => {
      org.patch(UPSERT).replyWithError(Object.assign(new Error('gone'), { code: 'ECONNRESET' }));
      const [result] = await connection.write([create], LIVE);
      expect(result?.kind === 'failed' && result.failure.kind).to.equal('unknown-outcome');
    });

    it('are only transient when Salesforce was certainly not reached', async () => {
      org.patch(UPSERT).replyWithError(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
      const [result] = await connection.write([create], LIVE);
      expect(result?.kind === 'failed' && result.failure).to.include({
        kind: 'transient',
        code: 'NETWORK_UNSENT',
      });
    });

    it('are an unknown outcome when the answer has fewer rows than were sent', async () => {
      org.patch(UPSERT).reply(200, [{ id: '00Q5g00000ABCDEEA5', success: true }]);
      const results = await connection.write([create, { ...create, key: 'other' }], LIVE);
      expect(results.map((result) => result.kind === 'failed' && result.failure.kind)).to.deep.equal([
        'unknown-outcome',
        'unknown-outcome',
      ]);
    });

    it('say that setup is missing when the org lacks our field', async () => {
      org.patch(UPSERT).reply(404, [
        {
          errorCode: 'NOT_FOUND',
          message: 'Provided external ID field does not exist or is not accessible: Leadloop_Id__c',
        },
      ]);
      const [result] = await connection.write([create], LIVE);
      expect(result?.kind === 'failed' && result.failure.kind).to.equal('config');
    });
  });
});

describe('signing in to Salesforce', () => {
  const stored: Tokens = { accessToken: 'old', refreshToken: 'refresh-1', expiresAt: null, instanceUrl: ORG };
  const web = { SALESFORCE_LOGIN_URL: ORG, SALESFORCE_CLIENT_ID: 'app' };

  behindNock();

  it('keeps a rotated refresh token (jsforce keeps the dead one)', async () => {
    nock(ORG)
      .post('/services/oauth2/token', {
        grant_type: 'refresh_token',
        refresh_token: 'refresh-1',
        client_id: 'app',
      })
      .reply(200, { ...TOKEN, refresh_token: 'refresh-2' });
    const context = testContext(web, stored);
    await connector.open(context);
    expect(context.saved[0]).to.include({ refreshToken: 'refresh-2', instanceUrl: ORG });
  });

  it('keeps the refresh token when the answer has none', async () => {
    nock(ORG).post('/services/oauth2/token').reply(200, TOKEN);
    const context = testContext(web, stored);
    await connector.open(context);
    expect(context.saved[0]).to.include({ refreshToken: 'refresh-1' });
  });

  it('is an auth failure when the refresh token has expired, without a second try', async () => {
    nock(ORG)
      .post('/services/oauth2/token')
      .reply(400, { error: 'invalid_grant', error_description: 'expired access/refresh token' });
    const failure = await failureOfCall(connector.open(testContext(web, stored)));
    expect(failure).to.include({ kind: 'auth', code: 'invalid_grant' });
    expect(JSON.stringify(failure)).not.to.contain('refresh-1');
  });

  it('is a config failure that names what to set when nothing is set', async () => {
    expect((await failureOfCall(connector.open(testContext({})))).message).to.contain('SALESFORCE_CLIENT_ID');
    expect((await failureOfCall(connector.open(testContext(web)))).message).to.contain(
      'SALESFORCE_CLIENT_SECRET',
    );
    expect(
      (await failureOfCall(connector.open(testContext({ ...web, SALESFORCE_USERNAME: 'u' })))).message,
    ).to.contain('SALESFORCE_PRIVATE_KEY');
  });

  it('refuses a Lightning address, which has no API', async () => {
    const settings = { ...SETTINGS, SALESFORCE_LOGIN_URL: 'https://acme.lightning.force.com' };
    expect(await failureOfCall(connector.open(testContext(settings)))).to.include({ kind: 'config' });
  });
});
