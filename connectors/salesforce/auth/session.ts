import type { Clock } from '../../../src/domain/clock.ts';
import type { Tokens, TokenStore } from '../../../src/connector/contract.ts';
import { failed } from '../failures.ts';
import type { Settings } from '../settings.ts';
import { signInByClientCredentials } from './client-credentials.ts';
import { signInByJwt } from './jwt.ts';
import { refreshTokens } from './web-flow.ts';

/** The signed-in session all calls of a connection share. */
export interface Session {
  readonly accessToken: string;
  readonly instanceUrl: string;
}

export interface SessionKeeper {
  current(): Promise<Session>;
  /** A session to use after `refused` was answered with 401. Callers at the same time share one sign-in. */
  renew(refused: Session): Promise<Session>;
}

/** An org that refuses every fresh session would otherwise be signed in to for ever. */
const RENEWALS_PER_MINUTE = 2;

/** Signs in when first asked, keeps the tokens in the store, and renews them at most twice a minute. */
export function keepSession(settings: Settings, store: TokenStore, clock: Clock): SessionKeeper {
  let session: Session | null = null;
  let pending: Promise<Session> | null = null;
  let renewals: readonly number[] = [];

  const signIn = (refused: Session | null): Promise<Session> => {
    pending ??= signedIn(settings, store, clock, refused)
      .then((fresh) => (session = fresh))
      .finally(() => (pending = null));
    return pending;
  };

  return {
    current: async () => session ?? (await signIn(null)),
    async renew(refused) {
      if (pending) return pending;
      if (session && session.accessToken !== refused.accessToken) return session;
      const now = clock.now().getTime();
      renewals = renewals.filter((time) => now - time < 60_000);
      if (renewals.length >= RENEWALS_PER_MINUTE) {
        throw failed({ code: 'INVALID_SESSION_ID', message: 'Fresh sessions are refused again and again.' });
      }
      renewals = [...renewals, now];
      return signIn(refused);
    },
  };
}

async function signedIn(
  settings: Settings,
  store: TokenStore,
  clock: Clock,
  refused: Session | null,
): Promise<Session> {
  const tokens = await newTokens(settings, store, clock, refused);
  if (tokens.instanceUrl === null) {
    throw failed({ code: 'SETTINGS', message: 'The stored sign-in names no instance: connect again.' });
  }
  return { accessToken: tokens.accessToken, instanceUrl: tokens.instanceUrl };
}

async function newTokens(
  settings: Settings,
  store: TokenStore,
  clock: Clock,
  refused: Session | null,
): Promise<Tokens> {
  const { signIn, loginUrl } = settings;
  switch (signIn.kind) {
    case 'client-credentials':
      return saved(store, await signInByClientCredentials(loginUrl, signIn));
    case 'jwt':
      return saved(store, await signInByJwt(loginUrl, signIn, clock.now()));
    case 'web': {
      const stored = await store.load();
      if (!stored?.refreshToken)
        throw failed({ code: 'invalid_grant', message: 'There is no refresh token.' });
      // Another process may have refreshed already; with rotation, our own refresh token would then be dead.
      if (refused && stored.accessToken !== refused.accessToken) return stored;
      return saved(store, await refreshTokens({ loginUrl, ...signIn }, stored.refreshToken));
    }
  }
}

async function saved(store: TokenStore, tokens: Tokens): Promise<Tokens> {
  await store.save(tokens);
  return tokens;
}
