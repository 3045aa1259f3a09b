import type { SimReply, SimRequest } from '../../../../src/connector/sim/server.ts';
import type { SimOrg } from '../org/create.ts';
import { CLIENT_ID, refuse, token, type AuthContext } from './token.ts';

/** Everything below `/services/oauth2/` and `/id/`; null for other paths. */
export function handleAuth(request: SimRequest, context: AuthContext): SimReply | null {
  const { org } = context;
  const form = (): URLSearchParams =>
    request.method === 'POST' ? new URLSearchParams(request.body.toString('utf8')) : request.query;
  const session =
    bearer(request) ?? request.query.get('oauth_token') ?? request.query.get('access_token') ?? '';
  if (request.path.startsWith('/id/')) {
    return org.validSession(session) ? { status: 200, body: identity(context) } : badOauthToken();
  }
  switch (request.path) {
    case '/services/oauth2/token':
      return token(context, form());
    case '/services/oauth2/authorize':
      return authorize(request, context);
    case '/services/oauth2/revoke': {
      const revoked = form().get('token') ?? '';
      org.endSession(revoked);
      context.grants.revoke(revoked);
      return { status: 200 };
    }
    case '/services/oauth2/userinfo':
      return org.validSession(session) ? { status: 200, body: userinfo(context) } : badOauthToken();
    case '/services/oauth2/introspect':
      return introspect(org, form().get('token') ?? '');
    case '/services/oauth2/singleaccess':
      return org.validSession(session)
        ? { status: 200, body: { frontdoor_uri: `${context.url}/secur/frontdoor.jsp` } }
        : badOauthToken();
    default:
      return null;
  }
}

/** The token of an `Authorization: Bearer …` or `OAuth …` header. */
export const bearer = (request: Pick<SimRequest, 'headers'>): string | null =>
  /^(?:Bearer|OAuth)\s+(.+)$/i.exec(request.headers['authorization'] ?? '')?.[1]?.trim() ?? null;

const badOauthToken = (): SimReply => ({ status: 403, body: 'Bad_OAuth_Token' });

/** The user approves at once. */
function authorize(request: SimRequest, context: AuthContext): SimReply {
  const { query } = request;
  if (query.get('client_id') !== CLIENT_ID) return refuse('invalid_client_id', 'client identifier invalid');
  const redirectUri = query.get('redirect_uri');
  if (redirectUri === null || query.get('response_type') !== 'code') {
    return refuse('unsupported_response_type', 'response type not supported');
  }
  const target = new URL(redirectUri);
  target.searchParams.set('code', context.grants.code(redirectUri, query.get('code_challenge')));
  const state = query.get('state');
  if (state !== null) target.searchParams.set('state', state);
  return { status: 302, headers: { Location: target.toString() } };
}

function userinfo({ org, url }: AuthContext): unknown {
  const user = org.get('User', org.userId)?.values ?? {};
  return {
    sub: `${url}/id/${org.orgId}/${org.userId}`,
    user_id: org.userId,
    organization_id: org.orgId,
    preferred_username: user['Username'],
    nickname: user['Alias'],
    name: user['Name'],
    email: user['Email'],
    email_verified: true,
    given_name: user['FirstName'],
    family_name: user['LastName'],
    zoneinfo: user['TimeZoneSidKey'],
    active: true,
    user_type: 'STANDARD',
    language: user['LanguageLocaleKey'],
    locale: user['LocaleSidKey'],
    urls: urls(url, org),
  };
}

function identity({ org, url }: AuthContext): unknown {
  const user = org.get('User', org.userId)?.values ?? {};
  return {
    id: `${url}/id/${org.orgId}/${org.userId}`,
    asserted_user: true,
    user_id: org.userId,
    organization_id: org.orgId,
    username: user['Username'],
    nick_name: user['Alias'],
    display_name: user['Name'],
    email: user['Email'],
    first_name: user['FirstName'],
    last_name: user['LastName'],
    timezone: user['TimeZoneSidKey'],
    active: true,
    user_type: 'STANDARD',
    language: user['LanguageLocaleKey'],
    locale: user['LocaleSidKey'],
    urls: urls(url, org),
  };
}

const urls = (url: string, org: SimOrg): Readonly<Record<string, string>> => ({
  rest: `${url}/services/data/v{version}/`,
  sobjects: `${url}/services/data/v{version}/sobjects/`,
  query: `${url}/services/data/v{version}/query/`,
  search: `${url}/services/data/v{version}/search/`,
  partner: `${url}/services/Soap/u/{version}/${org.orgId.slice(0, 15)}`,
  profile: `${url}/${org.userId}`,
});

function introspect(org: SimOrg, asked: string): SimReply {
  if (!org.validSession(asked)) return { status: 200, body: { active: false } };
  return {
    status: 200,
    body: {
      active: true,
      scope: 'api refresh_token id',
      client_id: CLIENT_ID,
      username: org.get('User', org.userId)?.values['Username'] ?? null,
      token_type: 'access_token',
    },
  };
}
