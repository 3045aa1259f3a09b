/* eslint-disable @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-assignment -- answers of many shapes are looked into */
import { createHash, createSign } from 'node:crypto';
import { expect } from 'chai';
import jsforce from 'jsforce';
import { postForm, startRunning, type Running } from './start.ts';

describe('Salesforce simulator: signing in', () => {
  let sim: Running;
  let tokenUrl: string;
  before(async () => {
    sim = await startRunning();
    tokenUrl = `${sim.simulator.url}/services/oauth2/token`;
  });
  after(() => sim.simulator.close());

  const client = { client_id: 'sandbox', client_secret: 'sandbox' };

  it('signs in by client credentials, with a token that the Salesforce CLI accepts and no refresh token', async () => {
    const { status, body } = await postForm(tokenUrl, { grant_type: 'client_credentials', ...client });
    expect(status).to.equal(200);
    expect(body.access_token).to.match(/^00D\w{12,15}![.\w]*$/);
    expect(body.instance_url).to.equal(sim.simulator.url);
    expect(body.id).to.match(/\/id\/00D\w{15}\/005\w{15}$/);
    expect(body.issued_at).to.match(/^\d{13}$/);
    expect(body).not.to.have.any.keys('refresh_token', 'expires_in');
  });

  const refusals: Readonly<Record<string, readonly [Readonly<Record<string, string>>, string, string]>> = {
    'a wrong secret': [
      { grant_type: 'client_credentials', client_id: 'sandbox', client_secret: 'no' },
      'invalid_client',
      'invalid client credentials',
    ],
    'an unknown client': [
      { grant_type: 'client_credentials', client_id: 'no', client_secret: 'sandbox' },
      'invalid_client_id',
      'client identifier invalid',
    ],
    'the password flow': [
      { grant_type: 'password', ...client },
      'unsupported_grant_type',
      'grant type not supported',
    ],
    'an unknown refresh token': [
      { grant_type: 'refresh_token', refresh_token: 'no', ...client },
      'invalid_grant',
      'expired access/refresh token',
    ],
    'an unknown code': [
      { grant_type: 'authorization_code', code: 'no', redirect_uri: 'http://127.0.0.1/', ...client },
      'invalid_grant',
      'invalid authorization code',
    ],
  };
  for (const [name, [form, error, description]] of Object.entries(refusals)) {
    it(`refuses ${name} with HTTP 400 and ${error}`, async () => {
      const answer = await postForm(tokenUrl, form);
      expect(answer.status).to.equal(400);
      expect(answer.body).to.deep.equal({ error, error_description: description });
    });
  }

  async function code(challenge: string): Promise<string> {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: 'sandbox',
      redirect_uri: 'http://127.0.0.1/done',
      state: 's1',
      code_challenge: challenge,
    });
    const answer = await sim.control('GET', `/services/oauth2/authorize?${query.toString()}`);
    expect(answer.status).to.equal(302);
    const target = new URL(answer.headers.get('location') ?? '');
    expect(target.searchParams.get('state')).to.equal('s1');
    return target.searchParams.get('code') ?? '';
  }
  const exchange = (given: string, verifier: string) =>
    postForm(tokenUrl, {
      grant_type: 'authorization_code',
      code: given,
      redirect_uri: 'http://127.0.0.1/done',
      code_verifier: verifier,
      ...client,
    });

  it('exchanges a code once, and only for the verifier of its challenge', async () => {
    const verifier = 'v'.repeat(64);
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const wrong = await exchange(await code(challenge), 'other');
    expect(wrong.body.error_description).to.equal('invalid code verifier');
    const good = await code(challenge);
    const first = await exchange(good, verifier);
    expect(first.body.refresh_token).to.be.a('string');
    expect((await exchange(good, verifier)).body.error).to.equal('invalid_grant');
  });

  it('takes the code of a jsforce web flow with PKCE and refreshes by jsforce when the session expires', async () => {
    const oauth2 = new jsforce.OAuth2({
      loginUrl: sim.simulator.url,
      clientId: 'sandbox',
      clientSecret: 'sandbox',
      redirectUri: 'http://127.0.0.1/done',
      useVerifier: true,
    });
    const page = await fetch(oauth2.getAuthorizationUrl({ scope: 'api refresh_token' }), {
      redirect: 'manual',
    });
    const given = new URL(page.headers.get('location') ?? '').searchParams.get('code') ?? '';
    const connection = new jsforce.Connection({ oauth2, version: '68.0' });
    const user = await connection.authorize(given);
    expect(user.organizationId).to.match(/^00D/);
    const before = connection.accessToken;
    await sim.control('POST', '/_sim/expire-sessions');
    expect((await connection.query('SELECT Id FROM User')).totalSize).to.equal(4);
    expect(connection.accessToken).not.to.equal(before);
  });

  it('replaces the refresh token at each use when rotation is on', async () => {
    const verifier = 'w'.repeat(64);
    const signedIn = await exchange(
      await code(createHash('sha256').update(verifier).digest('base64url')),
      verifier,
    );
    const refresh = (refresh_token: string) =>
      postForm(tokenUrl, { grant_type: 'refresh_token', refresh_token, ...client });
    const old = signedIn.body.refresh_token as string;
    expect((await refresh(old)).body).not.to.have.property('refresh_token');
    await sim.control('POST', '/_sim/rules', { rotateRefreshTokens: true });
    const renewed = (await refresh(old)).body.refresh_token as string;
    expect(renewed).to.be.a('string').that.does.not.equal(old);
    expect((await refresh(old)).body.error_description).to.equal('expired access/refresh token');
    await sim.control('POST', '/_sim/rules', { rotateRefreshTokens: false });
  });

  it('signs in by a JWT of the registered key and by no other', async () => {
    const key = (await sim.control('GET', '/_sim/jwt-key')).body as string;
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const jwt = (claims: object): string => {
      const text = `${part({ alg: 'RS256' })}.${part({
        iss: 'sandbox',
        sub: 'integration@example.com',
        aud: sim.simulator.url,
        exp: Math.floor(Date.now() / 1000) + 120,
        ...claims,
      })}`;
      return `${text}.${createSign('RSA-SHA256').update(text).sign(key, 'base64url')}`;
    };
    const grant_type = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
    const good = await postForm(tokenUrl, { grant_type, assertion: jwt({}) });
    expect(good.body).to.have.all.keys('access_token', 'scope', 'instance_url', 'id', 'token_type');
    const nobody = await postForm(tokenUrl, { grant_type, assertion: jwt({ sub: 'no@example.com' }) });
    expect(nobody.body.error_description).to.equal("user hasn't approved this consumer");
    const late = await postForm(tokenUrl, { grant_type, assertion: jwt({ exp: 1 }) });
    expect(late.body.error).to.equal('invalid_grant');
    const forged = await postForm(tokenUrl, { grant_type, assertion: `${jwt({}).slice(0, -8)}AAAAAAAA` });
    expect(forged.body).to.deep.equal({ error: 'invalid_grant', error_description: 'invalid assertion' });
  });

  it('answers userinfo and identity, and 401 with INVALID_SESSION_ID after the token is revoked', async () => {
    const other = await startRunning();
    try {
      const info = await other.call('GET', '/services/oauth2/userinfo');
      expect(info.body.preferred_username).to.equal('integration@example.com');
      const identity = await other.connection.identity();
      expect(identity.user_id).to.equal(info.body.user_id);
      await postForm(`${other.simulator.url}/services/oauth2/revoke`, { token: other.token });
      const { status, body } = await other.call('GET', '/services/data/v68.0/limits');
      expect(status).to.equal(401);
      expect(body).to.deep.equal([
        { message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' },
      ]);
    } finally {
      await other.simulator.close();
    }
  });
});
