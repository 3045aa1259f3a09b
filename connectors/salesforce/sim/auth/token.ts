import { createHmac } from 'node:crypto';
import type { SimReply } from '../../../../src/connector/sim/server.ts';
import type { SimOrg } from '../org/create.ts';
import type { Grants } from './grants.ts';
import type { JwtKey } from './keys.ts';

export const CLIENT_ID = 'sandbox';
export const CLIENT_SECRET = 'sandbox';

export interface AuthContext {
  readonly org: SimOrg;
  readonly grants: Grants;
  readonly key: JwtKey;
  /** Where the simulator listens. */
  readonly url: string;
  /** Refresh tokens are replaced at every use. */
  readonly isRotating: boolean;
}

/** `POST /services/oauth2/token`; all refusals are HTTP 400. */
export function token(context: AuthContext, form: URLSearchParams): SimReply {
  const { grants } = context;
  const grant = form.get('grant_type') ?? '';
  if (grant === 'urn:ietf:params:oauth:grant-type:jwt-bearer') return jwtBearer(context, form);
  if (!['authorization_code', 'refresh_token', 'client_credentials'].includes(grant)) {
    return refuse('unsupported_grant_type', 'grant type not supported');
  }
  if (form.get('client_id') !== CLIENT_ID) return refuse('invalid_client_id', 'client identifier invalid');
  const secret = form.get('client_secret');
  const isPublic = grant !== 'client_credentials' && secret === null && form.has('code_verifier');
  if (secret !== CLIENT_SECRET && !isPublic && !(grant === 'refresh_token' && secret === null)) {
    return refuse('invalid_client', 'invalid client credentials');
  }
  if (grant === 'client_credentials') return grantAccess(context, 'api', null);
  if (grant === 'refresh_token') {
    const old = form.get('refresh_token') ?? '';
    if (!grants.isRefreshToken(old)) return refuse('invalid_grant', 'expired access/refresh token');
    if (!context.isRotating) return grantAccess(context, 'refresh_token api id', null);
    grants.revoke(old);
    return grantAccess(context, 'refresh_token api id', grants.refreshToken());
  }
  const problem = grants.redeem(
    form.get('code') ?? '',
    form.get('redirect_uri') ?? '',
    form.get('code_verifier'),
  );
  return problem ? refuse(...problem) : grantAccess(context, 'refresh_token api id', grants.refreshToken());
}

function jwtBearer(context: AuthContext, form: URLSearchParams): SimReply {
  const claims = context.key.verify(form.get('assertion') ?? '');
  if (!claims) return refuse('invalid_grant', 'invalid assertion');
  if (claims['iss'] !== CLIENT_ID) return refuse('invalid_client_id', 'client identifier invalid');
  const audiences = [
    context.url,
    `${context.url}/`,
    'https://login.salesforce.com',
    'https://test.salesforce.com',
  ];
  if (typeof claims['aud'] !== 'string' || !audiences.includes(claims['aud'])) {
    return refuse('invalid_grant', 'audience is invalid');
  }
  if (typeof claims['exp'] !== 'number' || claims['exp'] * 1000 < context.org.kernel.now()) {
    return refuse('invalid_grant', 'expired authorization code');
  }
  const user =
    typeof claims['sub'] === 'string' ? context.org.byField('User', 'Username', claims['sub'])[0] : null;
  if (!user) return refuse('invalid_grant', "user hasn't approved this consumer");
  const { access_token, scope, instance_url, id, token_type } = tokenBody(context, 'api');
  return { status: 200, body: { access_token, scope, instance_url, id, token_type } };
}

function grantAccess(context: AuthContext, scope: string, refreshToken: string | null): SimReply {
  const body = tokenBody(context, scope);
  return { status: 200, body: refreshToken === null ? body : { ...body, refresh_token: refreshToken } };
}

function tokenBody(
  context: AuthContext,
  scope: string,
): Readonly<Record<string, string>> & {
  readonly access_token: string;
} {
  const { org, url } = context;
  const id = `${url}/id/${org.orgId}/${org.userId}`;
  const issuedAt = String(Date.now());
  return {
    access_token: org.newSession(),
    signature: createHmac('sha256', CLIENT_SECRET)
      .update(id + issuedAt)
      .digest('base64'),
    scope,
    instance_url: url,
    id,
    token_type: 'Bearer',
    issued_at: issuedAt,
  };
}

export const refuse = (error: string, description: string): SimReply => ({
  status: 400,
  body: { error, error_description: description },
});
