import type { Setting } from '../../src/connector/contract.ts';
import { API_HOST } from './versions.ts';

export const SETTINGS: readonly Setting[] = [
  {
    name: 'HUBSPOT_ACCESS_TOKEN',
    meaning: 'Token of a private app or service key. When set, OAuth is not used.',
    secret: true,
    example: 'pat-na1-00000000-0000-0000-0000-000000000000',
  },
  {
    name: 'HUBSPOT_CLIENT_ID',
    meaning: 'Client id of the app, for OAuth.',
    secret: false,
    example: '00000000-0000-0000-0000-000000000000',
  },
  {
    name: 'HUBSPOT_CLIENT_SECRET',
    meaning: 'Client secret of the app: for OAuth, and to check the signature of every webhook.',
    secret: true,
    example: '00000000-0000-0000-0000-000000000000',
  },
  {
    name: 'HUBSPOT_WEBHOOK_URL',
    meaning:
      'The webhook address exactly as entered in the app. Needed only when a proxy hides it, because it is part of the signature.',
    secret: false,
    example: 'https://leadloop.example.com/webhooks/hubspot',
  },
  {
    name: 'HUBSPOT_BASE_URL',
    meaning: 'Where the API lives.',
    secret: false,
    example: API_HOST,
    default: API_HOST,
  },
];

type SettingName =
  | 'HUBSPOT_ACCESS_TOKEN'
  | 'HUBSPOT_CLIENT_ID'
  | 'HUBSPOT_CLIENT_SECRET'
  | 'HUBSPOT_WEBHOOK_URL'
  | 'HUBSPOT_BASE_URL';

export interface HubSpotSettings {
  readonly accessToken: string | null;
  readonly clientId: string | null;
  readonly clientSecret: string | null;
  readonly webhookUrl: string | null;
  /** Without a trailing slash. */
  readonly baseUrl: string;
}

export function readSettings(values: Readonly<Record<string, string>>): HubSpotSettings {
  const get = (name: SettingName): string | null => values[name] ?? null;
  return {
    accessToken: get('HUBSPOT_ACCESS_TOKEN'),
    clientId: get('HUBSPOT_CLIENT_ID'),
    clientSecret: get('HUBSPOT_CLIENT_SECRET'),
    webhookUrl: get('HUBSPOT_WEBHOOK_URL'),
    baseUrl: (get('HUBSPOT_BASE_URL') ?? API_HOST).replace(/\/+$/, ''),
  };
}
