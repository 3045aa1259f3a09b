import { createHash } from 'node:crypto';
import type { Tokens } from '../../../src/connector/contract.ts';
import { requestTokens } from './token-endpoint.ts';

/** One sign-in in the browser. Keep it between the redirect and the answer, bound to the person's session. */
export interface WebSignIn {
  readonly loginUrl: string;
  readonly clientId: string;
  readonly clientSecret: string | null;
  readonly redirectUri: string;
  /** Unguessable; comes back with the code and must be compared. */
  readonly state: string;
  /** PKCE: 43 to 128 unguessable characters of `A–Z a–z 0–9 - . _ ~`. */
  readonly codeVerifier: string;
}

/**
 * Where to send the person's browser (authorization code flow with PKCE).
 * https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_web_server_flow.htm
 */
export function authorizeUrl(signIn: WebSignIn): string {
  const url = new URL(`${signIn.loginUrl}/services/oauth2/authorize`);
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: signIn.clientId,
    redirect_uri: signIn.redirectUri,
    scope: 'api refresh_token',
    state: signIn.state,
    code_challenge: createHash('sha256').update(signIn.codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString();
  return url.href;
}

/** The tokens for the code the browser brought back. Save them in the connection's token store, then open it. */
export const exchangeCode = (signIn: WebSignIn, code: string): Promise<Tokens> =>
  requestTokens(signIn.loginUrl, {
    grant_type: 'authorization_code',
    code,
    client_id: signIn.clientId,
    ...(signIn.clientSecret === null ? {} : { client_secret: signIn.clientSecret }),
    redirect_uri: signIn.redirectUri,
    code_verifier: signIn.codeVerifier,
  });

/** New tokens for a refresh token. With rotation on, the answer's refresh token replaces the old one, which is dead. */
export async function refreshTokens(
  signIn: Pick<WebSignIn, 'loginUrl' | 'clientId' | 'clientSecret'>,
  refreshToken: string,
): Promise<Tokens> {
  const tokens = await requestTokens(signIn.loginUrl, {
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    client_id: signIn.clientId,
    ...(signIn.clientSecret === null ? {} : { client_secret: signIn.clientSecret }),
  });
  return { ...tokens, refreshToken: tokens.refreshToken ?? refreshToken };
}
