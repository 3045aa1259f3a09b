/**
 * The API versions in use, as path prefixes. HubSpot's numbered APIs stay until September 2027 (v4: until March 2027,
 * https://developers.hubspot.com/changelog/legacy-apis-and-legacy-apps-whats-going-unsupported-and-when); moving to a
 * dated version such as `/crm/objects/2026-09` is a change of these lines only.
 */
export const PREFIX = {
  objects: '/crm/v3/objects',
  properties: '/crm/v3/properties',
  schemas: '/crm-object-schemas/v3/schemas',
  owners: '/crm/v3/owners',
  pipelines: '/crm/v3/pipelines',
  associations: '/crm/v4/associations',
  account: '/account-info/v3',
  forms: '/marketing/v3/forms',
  submissions: '/form-integrations/v1/submissions/forms',
  events: '/events/v3/events',
  mailEvents: '/email/public/v1/events',
  lists: '/crm/v3/lists',
  marketingEvents: '/marketing/v3/marketing-events',
  campaigns: '/marketing/v3/campaigns',
  statuses: '/communication-preferences/v4/statuses',
  oauth: '/oauth/v1',
} as const;

/** The API host for accounts of every data centre. */
export const API_HOST = 'https://api.hubapi.com';

/** Where a person grants access. The one address that is not below the API host. */
export const APP_HOST = 'https://app.hubspot.com';
