import { assertNever } from '../../../../src/domain/assert-never.ts';
import { ACCOUNT } from '../account.ts';
import type { PortalEvent } from '../state/events.ts';

/** `classic`: `contact.creation` of legacy apps, for contacts, companies and deals. `object`: `object.creation` with a type id. */
export type MessageStyle = 'classic' | 'object';

export type Message = Readonly<Record<string, unknown>>;

/** Changes HubSpot never tells by webhook. */
const UNTOLD: ReadonlySet<string> = new Set([
  'hs_lastmodifieddate',
  'lastmodifieddate',
  'num_unique_conversion_events',
]);

/**
 * A change as the body of a webhook holds it; null when there is no subscription type for it in this style.
 * `eventId` need not be unique. https://developers.hubspot.com/docs/api/webhooks
 */
export function toMessage(event: PortalEvent, style: MessageStyle, eventId: number): Message | null {
  const { type } = event.row;
  if (style === 'classic' && !type.classicEvents) return null;
  if (event.kind === 'property-change' && UNTOLD.has(event.name)) return null;
  const prefix = style === 'object' ? 'object' : type.singular;
  const subscriptionType = `${event.kind === 'privacy-deletion' ? type.singular : prefix}.${SUFFIX[event.kind]}`;
  return {
    eventId,
    subscriptionId: subscriptionId(subscriptionType, event.kind === 'property-change' ? event.name : ''),
    portalId: ACCOUNT.portalId,
    appId: ACCOUNT.appId,
    occurredAt: event.at,
    subscriptionType,
    attemptNumber: 0,
    objectId: event.row.num,
    ...(style === 'object' ? { objectTypeId: type.typeId } : {}),
    changeSource: event.source.changeSource,
    sourceId: event.source.sourceId,
    ...fieldsOf(event, style),
  };
}

const SUFFIX: Readonly<Record<PortalEvent['kind'], string>> = {
  creation: 'creation',
  deletion: 'deletion',
  'privacy-deletion': 'privacyDeletion',
  'property-change': 'propertyChange',
  merge: 'merge',
  'association-change': 'associationChange',
};

function fieldsOf(event: PortalEvent, style: MessageStyle): Message {
  switch (event.kind) {
    case 'creation':
      return { changeFlag: 'NEW' };
    case 'deletion':
    case 'privacy-deletion':
      return {};
    case 'property-change':
      return {
        propertyName: event.name,
        propertyValue: event.value,
        ...(style === 'object' ? { isSensitive: false } : {}),
      };
    case 'merge':
      return {
        primaryObjectId: event.primaryId,
        mergedObjectIds: event.mergedIds,
        newObjectId: event.row.num,
        numberOfPropertiesMoved: event.propertiesMoved,
      };
    case 'association-change':
      return {
        associationType: `${event.row.type.singular}_to_${event.to.type.singular}`.toUpperCase(),
        fromObjectId: event.row.num,
        toObjectId: event.to.num,
        associationRemoved: event.removed,
        isPrimaryAssociation: event.primary,
        ...(style === 'object'
          ? {
              fromObjectTypeId: event.row.type.typeId,
              toObjectTypeId: event.to.type.typeId,
              associationTypeId: event.typeId,
              associationCategory: event.category,
            }
          : {}),
      };
    default:
      return assertNever(event);
  }
}

/** One subscription for each type and property; the same text always gives the same id. */
function subscriptionId(subscriptionType: string, property: string): number {
  let hash = 0;
  for (const character of `${subscriptionType}/${property}`) {
    hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  }
  return 2_000_000 + (hash % 1_000_000);
}
