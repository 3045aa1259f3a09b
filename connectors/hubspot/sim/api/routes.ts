import { associationRoutes } from './associations.ts';
import { batchRoutes } from './batch.ts';
import { budgetRoutes } from './campaign-budget.ts';
import { campaignRoutes } from './campaigns.ts';
import type { Route } from './call.ts';
import { groupRoutes } from './groups.ts';
import { labelRoutes } from './labels.ts';
import { doingRoutes } from './doings.ts';
import { listRoutes } from './lists.ts';
import { mailEventRoutes } from './mail-events.ts';
import { objectRoutes } from './objects.ts';
import { propertyRoutes } from './properties.ts';
import { schemaRoutes } from './schemas.ts';
import { searchRoutes } from './search.ts';
import { settingsRoutes } from './settings.ts';
import { subscriptionRoutes } from './subscriptions.ts';

/** First match wins, so that fixed names stand before `:id`. */
const ROUTES: readonly (Route & { readonly parts: readonly string[] })[] = [
  ...budgetRoutes,
  ...campaignRoutes,
  ...searchRoutes,
  ...batchRoutes,
  ...objectRoutes,
  ...associationRoutes,
  ...labelRoutes,
  ...groupRoutes,
  ...propertyRoutes,
  ...schemaRoutes,
  ...settingsRoutes,
  ...doingRoutes,
  ...mailEventRoutes,
  ...listRoutes,
  ...subscriptionRoutes,
].map((route) => ({ ...route, parts: route.pattern.split('/') }));

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

export function findRoute(method: string, path: string): Match | null {
  const parts = plainPath(path).split('/');
  for (const route of ROUTES) {
    if (route.method !== method || route.parts.length !== parts.length) continue;
    const params: Record<string, string> = {};
    const fits = route.parts.every((part, index) => {
      if (!part.startsWith(':')) return part === parts[index];
      params[part.slice(1)] = parts[index] ?? '';
      return true;
    });
    if (fits) return { route, params };
  }
  return null;
}

/**
 * The path without the API's name and version: `/crm/v3/objects/contacts`, `/crm/objects/2026-09/contacts` and
 * `/crm/objects/v3/contacts` all are `objects/contacts`; `/account-info/v3/details` is `account-info/details`, and
 * `/crm-object-schemas/v3/schemas` is `schemas`, as `/crm/v3/schemas` is.
 */
export function plainPath(path: string): string {
  return path
    .replace(/^\/crm\/(?:v\d|\d{4}-\d{2})\//, '')
    .replace(/^\/crm\/(\w+)\/(?:v\d|\d{4}-\d{2})(?=\/|$)/, '$1')
    .replace(/^\/crm-object-schemas\/(?:v\d|\d{4}-\d{2})\//, '')
    .replace(
      /^\/(marketing|events|form-integrations|communication-preferences)\/(?:v\d|\d{4}-\d{2})\//,
      '$1/',
    )
    .replace(/^\/email\/public\/v1\//, 'email/')
    .replace(/^\/account-info\/(?:v\d|\d{4}-\d{2})\//, 'account-info/');
}
