import type { Children } from './envelope.ts';

/** The elements of a WSDL sequence in their order, as Salesforce's partner WSDL has them. */
export const SEQUENCES = {
  LeadConvert: [
    'accountId',
    'accountRecord',
    'bypassAccountDedupeCheck',
    'bypassContactDedupeCheck',
    'contactId',
    'contactRecord',
    'convertedStatus',
    'doNotCreateOpportunity',
    'leadId',
    'opportunityId',
    'opportunityName',
    'opportunityRecord',
    'overwriteLeadSource',
    'ownerId',
    'sendNotificationEmail',
  ],
  MergeRequest: ['additionalInformationMap', 'masterRecord', 'recordToMergeIds'],
} as const;

/** What the vendor says of the first element that is unknown or comes too late; null when the order is right. */
export function outOfOrder(type: keyof typeof SEQUENCES, element: Children): string | null {
  const order: readonly string[] = SEQUENCES[type];
  let last = -1;
  for (const name of Object.keys(element)) {
    const place = order.indexOf(name);
    if (place <= last) {
      return `Element {urn:partner.soap.sforce.com}${name} invalid at this location in type {urn:partner.soap.sforce.com}${type}`;
    }
    last = place;
  }
  return null;
}
