import type { Clock } from '../../src/domain/clock.ts';
import type { TokenStore, Tokens } from '../../src/connector/contract.ts';
import { answerEvidence, silenceEvidence } from './evidence.ts';
import { failed, misconfigured } from './judge.ts';
import { paths } from './paths.ts';
import type { HubSpotSettings } from './settings.ts';
import type { Transport } from './transport.ts';
import { API_HOST, APP_HOST } from './versions.ts';
import type { WireToken } from './wire.ts';

/** Where the token of each call comes from. */
export interface TokenSource {
  current(): Promise<string>;
  /** Replaces a token HubSpot refused. False when there is nothing to replace it with. */
  renew(refused: string): Promise<boolean>;
}

/** What the connector cannot do without. https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/scopes */
export const SCOPES = [
  'oauth',
  'crm.objects.contacts.read',
  'crm.objects.contacts.write',
  'crm.objects.companies.read',
  'crm.objects.companies.write',
  'crm.objects.deals.read',
  'crm.objects.deals.write',
  'crm.objects.owners.read',
  'crm.schemas.contacts.read',
  'crm.schemas.contacts.write',
  'crm.schemas.companies.read',
  'crm.schemas.companies.write',
  'crm.schemas.deals.read',
  'crm.schemas.deals.write',
] as const;

/**
 * What is asked for besides. HubSpot leaves out of the grant what an account's editions do not have; the connector then does
 * without these objects and activities, and says so.
 */
export const OPTIONAL_SCOPES = [
  'forms',
  'content',
  'crm.lists.read',
  'crm.objects.marketing_events.read',
  'marketing.campaigns.read',
  'marketing.campaigns.write',
  'communication_preferences.read_write',
  'communication_preferences.statuses.batch.write',
  'crm.objects.custom.read',
  'crm.objects.custom.write',
  'crm.schemas.custom.read',
  'crm.schemas.custom.write',
] as const;

/** Tokens live 30 minutes; one that has less than this left is renewed before use. */
const MARGIN_MS = 120_000;

interface OAuthParts {
  readonly settings: HubSpotSettings;
  readonly tokens: TokenStore;
  readonly clock: Clock;
  readonly transport: Transport;
}

/** A private app's token never changes; OAuth tokens are renewed once for all who wait. */
export function createTokenSource(parts: OAuthParts): TokenSource {
  const { accessToken } = parts.settings;
  if (accessToken !== null) {
    return { current: () => Promise.resolve(accessToken), renew: () => Promise.resolve(false) };
  }
  let held: Tokens | null = null;
  let renewal: Promise<Tokens> | null = null;

  const stored = async (): Promise<Tokens> => {
    held ??= await parts.tokens.load();
    if (held === null) throw notConnected();
    return held;
  };

  const renewOnce = (): Promise<Tokens> => {
    renewal ??= refresh(parts, held)
      .then((tokens) => (held = tokens))
      .finally(() => (renewal = null));
    return renewal;
  };

  return {
    async current() {
      const tokens = renewal === null ? await stored() : await renewal;
      const left = (tokens.expiresAt?.getTime() ?? Infinity) - parts.clock.now().getTime();
      return (left > MARGIN_MS ? tokens : await renewOnce()).accessToken;
    },
    async renew(refused) {
      // Someone else may have renewed it while this call was under way.
      if ((await stored()).accessToken === refused) await renewOnce();
      return true;
    },
  };
}

/** The page where a person grants access; it leads back to `redirectUri` with `code` and `state`. */
export function authorizeUrl(settings: HubSpotSettings, redirectUri: string, state: string): string {
  if (settings.accessToken !== null) {
    throw misconfigured(
      'TOKEN_SET',
      'HUBSPOT_ACCESS_TOKEN is set, so a grant would not be used.',
      'Unset HUBSPOT_ACCESS_TOKEN, or go on with it: nothing needs to be connected then.',
    );
  }
  const { clientId } = credentials(settings);
  const url = new URL('/oauth/authorize', settings.baseUrl === API_HOST ? APP_HOST : settings.baseUrl);
  url.searchParams.set('client_id', clientId);
  url.searchParams.set('redirect_uri', redirectUri);
  url.searchParams.set('scope', SCOPES.join(' '));
  url.searchParams.set('optional_scope', OPTIONAL_SCOPES.join(' '));
  url.searchParams.set('state', state);
  return url.href;
}

/** Trades the code of a grant for tokens and keeps them. */
export function exchangeCode(parts: OAuthParts, code: string, redirectUri: string): Promise<Tokens> {
  return askForTokens(parts, { grant_type: 'authorization_code', redirect_uri: redirectUri, code }, null);
}

function refresh(parts: OAuthParts, held: Tokens | null): Promise<Tokens> {
  const refreshToken = held?.refreshToken ?? null;
  if (refreshToken === null) throw notConnected();
  return askForTokens(parts, { grant_type: 'refresh_token', refresh_token: refreshToken }, refreshToken);
}

async function askForTokens(
  parts: OAuthParts,
  grant: Readonly<Record<string, string>>,
  oldRefreshToken: string | null,
): Promise<Tokens> {
  const { clientId, clientSecret } = credentials(parts.settings);
  const form = { ...grant, client_id: clientId, client_secret: clientSecret };
  const askedAt = parts.clock.now().getTime();
  const answer = await parts.transport({ method: 'POST', path: paths.token(), form }, null);
  // Judged as a read: a second refresh does no harm.
  if (answer.kind === 'silence') throw failed(silenceEvidence(answer.sent, 'read', answer.reason));
  if (answer.status !== 200) throw failed(answerEvidence(answer, 'read'));
  const token = answer.body as WireToken;
  const tokens: Tokens = {
    accessToken: token.access_token,
    refreshToken: token.refresh_token ?? oldRefreshToken,
    expiresAt: new Date(askedAt + token.expires_in * 1000),
    instanceUrl: null,
  };
  await parts.tokens.save(tokens);
  return tokens;
}

function credentials(settings: HubSpotSettings): {
  readonly clientId: string;
  readonly clientSecret: string;
} {
  const { clientId, clientSecret } = settings;
  if (clientId === null || clientSecret === null) throw notConnected();
  return { clientId, clientSecret };
}

const notConnected = (): Error =>
  misconfigured(
    'NOT_CONNECTED',
    'HubSpot is not connected yet.',
    'Set HUBSPOT_ACCESS_TOKEN; or set HUBSPOT_CLIENT_ID and HUBSPOT_CLIENT_SECRET and run `leadloop connect hubspot`.',
  );
