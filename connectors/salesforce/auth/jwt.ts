import { createSign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Tokens } from '../../../src/connector/contract.ts';
import { failed } from '../failures.ts';
import type { SignIn } from '../settings.ts';
import { requestTokens } from './token-endpoint.ts';

const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** Salesforce takes assertions of at most about three minutes. */
const LIFETIME_SECONDS = 120;

/**
 * Signs in as a pre-authorised user by a signed assertion. There is no refresh token: each renewal signs a new one.
 * https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_jwt_flow.htm
 */
export async function signInByJwt(
  loginUrl: string,
  signIn: Extract<SignIn, { kind: 'jwt' }>,
  now: Date,
): Promise<Tokens> {
  const assertion = assertionFor(
    { iss: signIn.clientId, sub: signIn.username, aud: loginUrl },
    await privateKey(signIn.privateKey),
    now,
  );
  return requestTokens(loginUrl, { grant_type: GRANT, assertion });
}

/** The assertion: RS256 over `iss`, `sub`, `aud` and an `exp` two minutes ahead. */
export function assertionFor(
  claims: { readonly iss: string; readonly sub: string; readonly aud: string },
  pem: string,
  now: Date,
): string {
  const exp = Math.floor(now.getTime() / 1_000) + LIFETIME_SECONDS;
  const unsigned = `${encoded({ alg: 'RS256', typ: 'JWT' })}.${encoded({ ...claims, exp })}`;
  try {
    return `${unsigned}.${createSign('RSA-SHA256').update(unsigned).sign(pem, 'base64url')}`;
  } catch {
    throw failed({
      code: 'SETTINGS',
      message: 'SALESFORCE_PRIVATE_KEY is not an RSA private key in PEM form.',
    });
  }
}

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/** The key itself, or the file it names. Line breaks may be written as `\n`, as in one-line environment files. */
async function privateKey(setting: string): Promise<string> {
  if (setting.includes('-----BEGIN')) return setting.replaceAll('\\n', '\n');
  return readFile(setting, 'utf8').catch(() => {
    throw failed({
      code: 'SETTINGS',
      message: 'SALESFORCE_PRIVATE_KEY is neither PEM text nor a readable file.',
    });
  });
}
