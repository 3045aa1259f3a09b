import { createVerify, generateKeyPairSync } from 'node:crypto';

/** The key pair registered for JWT sign-in; made when first asked for, because making it takes a moment. */
export function createJwtKey() {
  let pair: { readonly publicKey: string; readonly privateKey: string } | null = null;
  const keys = () =>
    (pair ??= generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    }));
  return {
    privateKey: (): string => keys().privateKey,
    /** The claims of a token signed with the private key; null when it is not. */
    verify(token: string): Readonly<Record<string, unknown>> | null {
      const [header = '', claims = '', signature = ''] = token.split('.');
      try {
        const { alg } = decode(header);
        const isSigned = createVerify('RSA-SHA256')
          .update(`${header}.${claims}`)
          .verify(keys().publicKey, signature, 'base64url');
        return alg === 'RS256' && isSigned ? decode(claims) : null;
      } catch {
        // No JSON, no base64: not a token of ours.
        return null;
      }
    },
  };
}

const decode = (part: string): Readonly<Record<string, unknown>> =>
  JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Readonly<Record<string, unknown>>;

export type JwtKey = ReturnType<typeof createJwtKey>;
