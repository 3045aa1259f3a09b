import type { Tokens } from '../../../src/connector/contract.ts';
import type { SignIn } from '../settings.ts';
import { requestTokens } from './token-endpoint.ts';

/**
 * Signs in as the app's own run-as user. There is no refresh token: signing in again is the refresh.
 * https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_client_credentials_flow.htm
 */
export const signInByClientCredentials = (
  loginUrl: string,
  signIn: Extract<SignIn, { kind: 'client-credentials' }>,
): Promise<Tokens> =>
  requestTokens(loginUrl, {
    grant_type: 'client_credentials',
    client_id: signIn.clientId,
    client_secret: signIn.clientSecret,
  });
