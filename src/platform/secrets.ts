import { createCipheriv, createDecipheriv, createHmac, randomBytes, scryptSync } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Keeps secrets (tokens) readable only with the installation's key: AES-256-GCM. */
export interface Secrets {
  /** `purpose` names what the secret is for; only the same purpose opens it, so that two cannot be swapped. */
  seal(plain: string, purpose: string): string;
  /** Throws when the text was sealed with another key or for another purpose, or was changed. */
  open(sealed: string, purpose: string): string;
  /** HMAC-SHA-256 of a text in hexadecimal: tells whether two are the same to whoever has the key, and nobody else anything. */
  keyedHash(text: string, purpose: string): string;
}

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 'v1';
const SHORTEST_PASSPHRASE = 16;

/** A passphrase must lead to the same key on every machine, so that its salt is fixed; length makes up for it. */
const SALT = 'leadloop/secrets/v1';
const SCRYPT = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

/** Says what is wrong with a LEADLOOP_KEY, or null. */
export function problemWithKey(key: string): string | null {
  if (isRawKey(key) || key.length >= SHORTEST_PASSPHRASE) return null;
  return `is neither ${KEY_BYTES} bytes in base64 nor a passphrase of at least ${SHORTEST_PASSPHRASE} characters`;
}

/**
 * The key is `key` (LEADLOOP_KEY): 32 bytes in base64 or a passphrase. Without one it is in `<dataDir>/key`, made on
 * first use for the owner's eyes only (mode 600).
 */
export function openSecrets(options: { readonly key: string | null; readonly dataDir: string }): Secrets {
  const key = options.key === null ? keyFromFile(options.dataDir) : keyFromText(options.key);
  return {
    keyedHash: (text, purpose) => createHmac('sha256', key).update(`${purpose}\0${text}`).digest('hex'),
    seal(plain, purpose) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(purpose));
      const sealed = Buffer.concat([
        nonce,
        cipher.update(plain, 'utf8'),
        cipher.final(),
        cipher.getAuthTag(),
      ]);
      return `${VERSION}.${sealed.toString('base64url')}`;
    },
    open(sealed, purpose) {
      const [version, text = ''] = sealed.split('.', 2);
      const bytes = Buffer.from(text, 'base64url');
      if (version !== VERSION || bytes.length < NONCE_BYTES + TAG_BYTES) {
        throw new Error(
          `The stored secret for ${purpose} is damaged. Connect the system again to replace it.`,
        );
      }
      const nonce = bytes.subarray(0, NONCE_BYTES);
      const tag = bytes.subarray(-TAG_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(purpose))
        .setAuthTag(tag);
      try {
        return (
          decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
        );
      } catch (cause) {
        throw new Error(
          `The stored secret for ${purpose} cannot be read with this key. Set LEADLOOP_KEY (or restore the key file) ` +
            'to the one it was stored with, or connect the system again.',
          { cause },
        );
      }
    },
  };
}

const isRawKey = (text: string): boolean =>
  /^[A-Za-z0-9+/]{43}=?$|^[A-Za-z0-9_-]{43}=?$/.test(text) &&
  Buffer.from(text, 'base64').length === KEY_BYTES;

function keyFromText(text: string): Buffer {
  const problem = problemWithKey(text);
  if (problem !== null) throw new Error(`LEADLOOP_KEY ${problem}. Make one with: openssl rand -base64 32`);
  return isRawKey(text)
    ? Buffer.from(text, 'base64')
    : scryptSync(text.normalize('NFKC'), SALT, KEY_BYTES, SCRYPT);
}

function keyFromFile(dataDir: string): Buffer {
  const file = join(dataDir, 'key');
  makeKeyFile(dataDir, file);
  const { mode } = statSync(file);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new Error(`The key file ${file} can be read by other users. Run: chmod 600 ${file}`);
  }
  const text = readFileSync(file, 'utf8').trim();
  if (!isRawKey(text)) {
    throw new Error(
      `The key file ${file} does not hold a key. Restore it from a backup, or set LEADLOOP_KEY.`,
    );
  }
  return Buffer.from(text, 'base64');
}

/** A link, not a rename, puts it into place: of two processes that start together, the second takes the first's key. */
function makeKeyFile(dataDir: string, file: string): void {
  if (statSync(file, { throwIfNoEntry: false }) !== undefined) return;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, `${randomBytes(KEY_BYTES).toString('base64')}\n`, {
    mode: 0o600,
    flag: 'wx',
    flush: true,
  });
  chmodSync(draft, 0o600);
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}
