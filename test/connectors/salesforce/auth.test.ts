import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { expect } from 'chai';
import { assertionFor } from '../../../connectors/salesforce/auth/jwt.ts';
import { authorizeUrl } from '../../../connectors/salesforce/auth/web-flow.ts';
import { FailureError } from '../../../src/domain/failure.ts';
import { NOW } from './fixtures/context.ts';

describe('a JWT assertion', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const claims = { iss: 'app', sub: 'integration@acme.com', aud: 'https://login.salesforce.com' };

  it('is signed with RS256 and lives two minutes', () => {
    const [head, body, signature] = assertionFor(claims, pem, NOW).split('.');
    const decoded = (part = ''): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
    expect(decoded(head)).to.deep.equal({ alg: 'RS256', typ: 'JWT' });
    expect(decoded(body)).to.deep.equal({ ...claims, exp: NOW.getTime() / 1_000 + 120 });
    const signed = Buffer.from(`${head}.${body}`);
    expect(
      verify('RSA-SHA256', signed, createPublicKey(pem), Buffer.from(signature ?? '', 'base64url')),
    ).to.equal(true);
  });

  it('is a config failure for a key that is none, without its text', () => {
    expect(() => assertionFor(claims, '-----BEGIN nonsense', NOW))
      .to.throw(FailureError)
      .and.satisfy(
        (error: FailureError) => error.failure.kind === 'config' && !error.message.includes('nonsense'),
      );
  });
});

describe('the address of the sign-in page', () => {
  it('asks for api and refresh_token, with state and an S256 challenge of the verifier', () => {
    const codeVerifier = 'v'.repeat(43);
    const url = new URL(
      authorizeUrl({
        loginUrl: 'https://login.salesforce.com',
        clientId: 'app',
        clientSecret: null,
        redirectUri: 'https://leadloop.example/callback',
        state: 'state',
        codeVerifier,
      }),
    );
    expect(Object.fromEntries(url.searchParams)).to.deep.equal({
      response_type: 'code',
      client_id: 'app',
      redirect_uri: 'https://leadloop.example/callback',
      scope: 'api refresh_token',
      state: 'state',
      code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
  });
});
