import type { Setting } from '../../src/connector/contract.ts';
import { failed } from './failures.ts';

export const SETTINGS: readonly Setting[] = [
  {
    name: 'SALESFORCE_LOGIN_URL',
    meaning:
      'Where to sign in. Client credentials need the My Domain address; sandboxes use test.salesforce.com.',
    secret: false,
    example: 'https://acme.my.salesforce.com',
    default: 'https://login.salesforce.com',
  },
  {
    name: 'SALESFORCE_CLIENT_ID',
    meaning: 'Consumer key of the External Client App.',
    secret: false,
    example: '3MVG9…',
  },
  {
    name: 'SALESFORCE_CLIENT_SECRET',
    meaning:
      'Consumer secret of the app: signs in by client credentials, or refreshes a sign-in made in the browser.',
    secret: true,
    example: '1955279925675241571',
  },
  {
    name: 'SALESFORCE_USERNAME',
    meaning: 'With SALESFORCE_PRIVATE_KEY: the pre-authorised user to sign in as (JWT bearer flow).',
    secret: false,
    example: 'integration@acme.com',
  },
  {
    name: 'SALESFORCE_PRIVATE_KEY',
    meaning: 'The private key whose certificate the app holds: PEM text, or the path of a PEM file.',
    secret: true,
    example: './salesforce.pem',
  },
  {
    name: 'SALESFORCE_STREAM',
    meaning: 'on: hear changes at once through Change Data Capture, beside polling; off: polling alone.',
    secret: false,
    example: 'on',
    default: 'off',
  },
];

export interface Settings {
  /** Without a trailing slash. */
  readonly loginUrl: string;
  readonly stream: boolean;
  readonly signIn: SignIn;
}

/** How we sign in; see the files in `auth/`. */
export type SignIn =
  | { readonly kind: 'client-credentials'; readonly clientId: string; readonly clientSecret: string }
  | {
      readonly kind: 'jwt';
      readonly clientId: string;
      readonly username: string;
      readonly privateKey: string;
    }
  | { readonly kind: 'web'; readonly clientId: string; readonly clientSecret: string | null };

/**
 * The settings in effect. A key wins over everything; a sign-in made in the browser (a stored refresh token) wins over
 * client credentials.
 * @throws FailureError of kind config that names the setting.
 */
export function readSettings(values: Readonly<Record<string, string>>, hasRefreshToken: boolean): Settings {
  const value = (name: string): string | undefined =>
    values[name] ?? SETTINGS.find((setting) => setting.name === name)?.default;
  const clientId = value('SALESFORCE_CLIENT_ID');
  if (clientId === undefined)
    throw unset('Set SALESFORCE_CLIENT_ID to the consumer key of the External Client App.');
  const stream = value('SALESFORCE_STREAM');
  if (stream !== 'on' && stream !== 'off') throw unset('Set SALESFORCE_STREAM to on or off.');
  return {
    loginUrl: loginUrl(value('SALESFORCE_LOGIN_URL') ?? ''),
    stream: stream === 'on',
    signIn: signIn(clientId, value, hasRefreshToken),
  };
}

/** What a sign-in in the browser takes. */
export function readWebSettings(values: Readonly<Record<string, string>>): {
  readonly loginUrl: string;
  readonly clientId: string;
  readonly clientSecret: string | null;
} {
  const settings = readSettings(values, true);
  if (settings.signIn.kind !== 'web')
    throw unset(
      'Unset SALESFORCE_USERNAME and SALESFORCE_PRIVATE_KEY: with them, a grant would not be used.',
    );
  return { loginUrl: settings.loginUrl, ...settings.signIn };
}

function signIn(
  clientId: string,
  value: (name: string) => string | undefined,
  hasRefreshToken: boolean,
): SignIn {
  const clientSecret = value('SALESFORCE_CLIENT_SECRET');
  const username = value('SALESFORCE_USERNAME');
  const privateKey = value('SALESFORCE_PRIVATE_KEY');
  if (username !== undefined && privateKey !== undefined)
    return { kind: 'jwt', clientId, username, privateKey };
  if (username !== undefined) throw unset('Set SALESFORCE_PRIVATE_KEY beside SALESFORCE_USERNAME.');
  if (privateKey !== undefined) throw unset('Set SALESFORCE_USERNAME beside SALESFORCE_PRIVATE_KEY.');
  if (hasRefreshToken) return { kind: 'web', clientId, clientSecret: clientSecret ?? null };
  if (clientSecret !== undefined) return { kind: 'client-credentials', clientId, clientSecret };
  throw unset(
    'Set SALESFORCE_CLIENT_SECRET (client credentials), or SALESFORCE_USERNAME and SALESFORCE_PRIVATE_KEY (JWT), or run `leadloop connect salesforce`.',
  );
}

function loginUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw unset('SALESFORCE_LOGIN_URL must be an address such as https://login.salesforce.com.');
  }
  if (url.hostname.endsWith('.lightning.force.com')) {
    throw unset(
      'SALESFORCE_LOGIN_URL must be the My Domain address (….my.salesforce.com), not the Lightning one.',
    );
  }
  return url.origin;
}

const unset = (message: string): Error => failed({ code: 'SETTINGS', message });
