import { ACCOUNT, SCOPES } from './account.ts';
import { expired } from './api/faults.ts';
import { Refusal } from './refusal.ts';

/** https://developers.hubspot.com/docs/api-reference/legacy/authentication/manage-oauth-tokens */
const ACCESS_LIFE_MS = 1_800_000;
const CODE_LIFE_MS = 60_000;

export interface Grant {
  readonly scopes: readonly string[];
  readonly redirectUri: string;
}

export interface AccessToken {
  readonly token: string;
  readonly scopes: readonly string[];
  expiresAt: number;
}

/** Who calls. */
export type Caller =
  | { readonly kind: 'private-app'; readonly scopes: readonly string[] }
  | { readonly kind: 'oauth'; readonly scopes: readonly string[]; readonly access: AccessToken };

/** Authorisation codes, refresh tokens and access tokens of the simulated account. */
export class Tokens {
  readonly #codes = new Map<string, Grant & { readonly expiresAt: number }>();
  readonly #refresh = new Map<string, Grant>();
  readonly #access = new Map<string, AccessToken>();

  newCode(grant: Grant): string {
    const code = `na1-${crypto.randomUUID()}`;
    this.#codes.set(code, { ...grant, expiresAt: Date.now() + CODE_LIFE_MS });
    return code;
  }

  /** Each code works once. */
  takeCode(code: string): (Grant & { readonly expiresAt: number }) | undefined {
    const grant = this.#codes.get(code);
    this.#codes.delete(code);
    return grant;
  }

  newRefresh(grant: Grant): string {
    const token = `na1-${crypto.randomUUID()}`;
    this.#refresh.set(token, grant);
    return token;
  }

  refresh(token: string): Grant | undefined {
    return this.#refresh.get(token);
  }

  revoke(refreshToken: string): boolean {
    return this.#refresh.delete(refreshToken);
  }

  newAccess(scopes: readonly string[]): AccessToken {
    const token = `C${crypto.randomUUID().replaceAll('-', '')}`;
    const access = { token, scopes, expiresAt: Date.now() + ACCESS_LIFE_MS };
    this.#access.set(token, access);
    return access;
  }

  access(token: string): AccessToken | undefined {
    return this.#access.get(token);
  }

  /** Checks an `Authorization` header; throws the 401 of a missing, unknown or expired token. */
  authenticate(header: string | undefined): Caller {
    const token = /^Bearer (.+)$/i.exec(header ?? '')?.[1];
    if (token === ACCOUNT.accessToken) return { kind: 'private-app', scopes: SCOPES };
    const access = this.#access.get(token ?? '');
    if (access === undefined) throw unauthenticated();
    if (access.expiresAt <= Date.now()) throw expired(access.expiresAt);
    return { kind: 'oauth', scopes: access.scopes, access };
  }
}

const unauthenticated = (): Refusal =>
  new Refusal(
    401,
    'Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview',
    { category: 'INVALID_AUTHENTICATION', headers: { 'x-hubspot-auth-failure': '401 Unauthorized' } },
  );
