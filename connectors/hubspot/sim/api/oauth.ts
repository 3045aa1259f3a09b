import type { SimReply, SimRequest } from '../../../../src/connector/sim/server.ts';
import { ACCOUNT } from '../account.ts';
import type { AccessToken, Grant, Tokens } from '../tokens.ts';
import { Refusal } from '../refusal.ts';

/**
 * Sign-in: the authorise page (which agrees at once), tokens, what a token is, revoking.
 * Answers null for paths that are not its own. The version in the path matters: v1 answers say less.
 * https://developers.hubspot.com/docs/api-reference/legacy/authentication/manage-oauth-tokens
 */
export function oauth(request: SimRequest, tokens: Tokens): SimReply | null {
  if (request.path === '/oauth/authorize') return authorize(request, tokens);
  const match = /^\/oauth\/(v1|v3|\d{4}-\d{2})\/(.+)$/.exec(request.path);
  if (match === null) return null;
  const [, version = '', rest = ''] = match;
  const [what, token = ''] = rest.split('/');
  switch (`${request.method} ${rest === what ? what : `${what ?? ''}/:token`}`) {
    case 'POST token':
      return issue(new URLSearchParams(request.body.toString('utf8')), tokens, version);
    case 'POST token/:token':
      return token === 'introspect'
        ? introspect(request, tokens)
        : token === 'revoke'
          ? revoke(request, tokens)
          : null;
    case 'GET access-tokens/:token':
      return showAccess(tokens.access(token));
    case 'GET refresh-tokens/:token':
      return showRefresh(token, tokens.refresh(token));
    case 'DELETE refresh-tokens/:token':
      tokens.revoke(token);
      return { status: 204 };
    default:
      return null;
  }
}

function authorize(request: SimRequest, tokens: Tokens): SimReply {
  const { query } = request;
  const redirectUri = query.get('redirect_uri');
  if (query.get('client_id') !== ACCOUNT.clientId)
    throw refuse('BAD_CLIENT_ID', 'missing or invalid client id');
  if (redirectUri === null) throw refuse('BAD_REDIRECT_URI', 'missing or invalid redirect uri');
  const scopes = [query.get('scope'), query.get('optional_scope')].flatMap(
    (text) => text?.split(/[ ,]+/) ?? [],
  );
  const to = new URL(redirectUri);
  to.searchParams.set('code', tokens.newCode({ scopes, redirectUri }));
  const state = query.get('state');
  if (state !== null) to.searchParams.set('state', state);
  return { status: 302, headers: { location: to.href } };
}

function issue(form: URLSearchParams, tokens: Tokens, version: string): SimReply {
  checkClient(form);
  switch (form.get('grant_type')) {
    case 'authorization_code': {
      const grant = tokens.takeCode(form.get('code') ?? '');
      if (grant === undefined) throw refuse('BAD_AUTH_CODE', 'missing or unknown auth code');
      if (grant.expiresAt <= Date.now()) throw refuse('EXPIRED_AUTH_CODE', 'auth code is expired');
      if (form.get('redirect_uri') !== grant.redirectUri) {
        throw refuse('BAD_REDIRECT_URI', 'redirect uri does not match the one the code was made for');
      }
      return answerTokens(tokens, tokens.newRefresh(grant), grant, version);
    }
    case 'refresh_token': {
      const refreshToken = form.get('refresh_token') ?? '';
      const grant = tokens.refresh(refreshToken);
      if (grant === undefined) throw badRefreshToken();
      return answerTokens(tokens, refreshToken, grant, version);
    }
    default:
      throw refuse('BAD_GRANT_TYPE', 'missing or unknown grant type');
  }
}

function checkClient(form: URLSearchParams): void {
  if (form.get('client_id') !== ACCOUNT.clientId)
    throw refuse('BAD_CLIENT_ID', 'missing or invalid client id');
  if (form.get('client_secret') !== ACCOUNT.clientSecret) {
    throw refuse('BAD_CLIENT_SECRET', 'missing or invalid client secret');
  }
}

function answerTokens(tokens: Tokens, refreshToken: string, grant: Grant, version: string): SimReply {
  const access = tokens.newAccess(grant.scopes);
  return {
    status: 200,
    body: {
      token_type: 'bearer',
      refresh_token: refreshToken,
      access_token: access.token,
      ...(version === 'v1' ? {} : { hub_id: ACCOUNT.portalId, scopes: grant.scopes }),
      expires_in: secondsLeft(access),
    },
  };
}

const secondsLeft = (access: AccessToken): number =>
  Math.max(0, Math.round((access.expiresAt - Date.now()) / 1000));

const about = (access: AccessToken): Readonly<Record<string, unknown>> => ({
  hub_domain: ACCOUNT.domain,
  scopes: access.scopes,
  hub_id: ACCOUNT.portalId,
  app_id: ACCOUNT.appId,
  expires_in: secondsLeft(access),
  user_id: ACCOUNT.userId,
});

function showAccess(access: AccessToken | undefined): SimReply {
  if (access === undefined) throw new Refusal(404, 'access token not found');
  return {
    status: 200,
    body: { token: access.token, user: ACCOUNT.userEmail, ...about(access), token_type: 'access' },
  };
}

function showRefresh(token: string, grant: Grant | undefined): SimReply {
  if (grant === undefined) throw new Refusal(404, 'refresh token not found');
  return {
    status: 200,
    body: {
      token,
      user: ACCOUNT.userEmail,
      hub_domain: ACCOUNT.domain,
      scopes: grant.scopes,
      hub_id: ACCOUNT.portalId,
      client_id: ACCOUNT.clientId,
      user_id: ACCOUNT.userId,
      token_type: 'refresh',
    },
  };
}

function introspect(request: SimRequest, tokens: Tokens): SimReply {
  const form = new URLSearchParams(request.body.toString('utf8'));
  checkClient(form);
  const access = tokens.access(form.get('token') ?? '');
  const grant = tokens.refresh(form.get('token') ?? '');
  if (access !== undefined && access.expiresAt > Date.now()) {
    return { status: 200, body: { active: true, token_use: 'access_token', ...about(access) } };
  }
  const active = grant !== undefined;
  return {
    status: 200,
    body: active
      ? { active, token_use: 'refresh_token', hub_id: ACCOUNT.portalId, scopes: grant.scopes }
      : { active },
  };
}

/** Access tokens made from a revoked refresh token live on until they expire. */
function revoke(request: SimRequest, tokens: Tokens): SimReply {
  const form = new URLSearchParams(request.body.toString('utf8'));
  checkClient(form);
  tokens.revoke(form.get('token') ?? '');
  return { status: 204 };
}

const refuse = (status: string, message: string): OAuthRefusal => new OAuthRefusal({ status, message });

const badRefreshToken = (): OAuthRefusal => {
  const message = 'refresh token is invalid, expired or revoked';
  return new OAuthRefusal({
    error: 'invalid_grant',
    error_description: message,
    status: 'BAD_REFRESH_TOKEN',
    message,
  });
};

/** Sign-in errors have a body of their own. */
export class OAuthRefusal extends Error {
  readonly body: Readonly<Record<string, string>>;
  constructor(body: Readonly<Record<string, string>>) {
    super(body.message);
    this.body = body;
  }
}
