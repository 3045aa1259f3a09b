import { createHash, randomBytes } from 'node:crypto';

interface Code {
  readonly redirectUri: string;
  readonly challenge: string | null;
  readonly expiresAt: number;
}

const CODE_LIFE_MS = 15 * 60_000;
/** A user may hold this many grants of one app; the oldest dies with the next. */
const MOST_GRANTS = 5;

/** Authorisation codes and refresh tokens given out. */
export function createGrants() {
  const codes = new Map<string, Code>();
  let refreshTokens: string[] = [];
  return {
    code(redirectUri: string, challenge: string | null): string {
      const code = `aPrx${randomBytes(24).toString('base64url')}`;
      codes.set(code, { redirectUri, challenge, expiresAt: Date.now() + CODE_LIFE_MS });
      return code;
    },
    /** Uses the code up. Null when all is well, else the error's `error` and `error_description`. */
    redeem(code: string, redirectUri: string, verifier: string | null): readonly [string, string] | null {
      const known = codes.get(code);
      codes.delete(code);
      if (!known) return ['invalid_grant', 'invalid authorization code'];
      if (known.expiresAt < Date.now()) return ['invalid_grant', 'expired authorization code'];
      if (known.redirectUri !== redirectUri) {
        return ['redirect_uri_mismatch', 'redirect_uri must match configuration'];
      }
      const digest = verifier === null ? null : createHash('sha256').update(verifier).digest('base64url');
      if (known.challenge !== null && known.challenge !== digest) {
        return ['invalid_grant', 'invalid code verifier'];
      }
      return null;
    },
    refreshToken(): string {
      const token = `5Aep861${randomBytes(36).toString('base64url')}`;
      refreshTokens = [...refreshTokens, token].slice(-MOST_GRANTS);
      return token;
    },
    isRefreshToken: (token: string): boolean => refreshTokens.includes(token),
    revoke: (token: string): void => void (refreshTokens = refreshTokens.filter((each) => each !== token)),
  };
}

export type Grants = ReturnType<typeof createGrants>;
