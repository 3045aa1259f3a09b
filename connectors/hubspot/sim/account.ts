/** The simulated account: what a client needs to sign in, and what the account says of itself. */
export const ACCOUNT = {
  portalId: 24_681_357,
  appId: 4_210_286,
  /** The private app's token; it never expires. */
  accessToken: 'pat-sandbox',
  clientId: 'sandbox-app',
  /** Also signs the webhooks. */
  clientSecret: 'sandbox-secret',
  domain: 'sandbox.example',
  /** The person behind changes made in the user interface. */
  userId: 864_001,
  userEmail: 'alex.rep@example.com',
  dailyLimit: 1_000_000,
} as const;

/** All the scopes the simulator checks. Tokens of the private app hold them all. */
export const SCOPES: readonly string[] = [
  'oauth',
  'crm.objects.owners.read',
  'forms',
  'content',
  'communication_preferences.read_write',
  'communication_preferences.statuses.batch.write',
  'crm.lists.read',
  'crm.objects.marketing_events.read',
  'marketing.campaigns.read',
  'marketing.campaigns.write',
  ...['contacts', 'companies', 'deals', 'leads', 'custom'].flatMap((type) => [
    `crm.objects.${type}.read`,
    `crm.objects.${type}.write`,
    `crm.schemas.${type}.read`,
    `crm.schemas.${type}.write`,
  ]),
];
