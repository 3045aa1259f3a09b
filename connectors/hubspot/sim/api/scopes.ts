import type { ObjectTypes } from '../state/object-types.ts';
import { Refusal } from '../refusal.ts';
import type { Match } from './routes.ts';

const LINK = 'https://developers.hubspot.com/scopes';

/** Refuses a caller who lacks the scope a route needs. https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/scopes */
export function checkScope({ route, params }: Match, granted: readonly string[], types: ObjectTypes): void {
  const scope = neededScope(route.method, route.pattern, params.type ?? '', types);
  if (scope === null || granted.includes(scope)) return;
  throw new Refusal(
    403,
    `This app hasn't been granted all required scopes to make this call. Read more about required scopes here: ${LINK}.`,
    {
      errors: [
        {
          message: 'One or more of the following scopes are required.',
          context: { requiredGranularScopes: [scope] },
        },
      ],
      links: { scopes: LINK },
      category: 'MISSING_SCOPES',
    },
  );
}

/** Areas without object types. */
const AREA_SCOPES: readonly (readonly [start: string, scope: string])[] = [
  ['marketing/forms', 'forms'],
  ['form-integrations', 'forms'],
  ['events', 'crm.objects.contacts.read'],
  ['email', 'content'],
  ['communication-preferences/statuses/batch', 'communication_preferences.statuses.batch.write'],
  ['communication-preferences', 'communication_preferences.read_write'],
  ['lists', 'crm.lists.read'],
  ['marketing/marketing-events', 'crm.objects.marketing_events.read'],
];

function neededScope(method: string, pattern: string, typeName: string, types: ObjectTypes): string | null {
  const [area] = pattern.split('/');
  if (area === 'owners') return 'crm.objects.owners.read';
  if (area === 'schemas') return `crm.schemas.custom.${method === 'GET' ? 'read' : 'write'}`;
  if (pattern.startsWith('marketing/campaigns'))
    return `marketing.campaigns.${method === 'GET' || pattern.endsWith('batch/read') ? 'read' : 'write'}`;
  const own = AREA_SCOPES.find(([start]) => pattern.startsWith(start));
  if (own !== undefined) return own[1];
  const type = types.find(typeName);
  if (type === null || type === 'unsimulated') return null;
  const reads = method === 'GET' || /\/(search|batch\/read)$/.test(pattern);
  const verb = reads ? 'read' : 'write';
  switch (area) {
    case 'objects':
    case 'associations':
      return `crm.objects.${type.scope}.${verb}`;
    case 'properties':
      // Which scope the properties of campaigns need is not documented.
      if (type.name === 'campaigns') return null;
      return `crm.schemas.${type.scope}.${verb}`;
    default:
      return null;
  }
}
