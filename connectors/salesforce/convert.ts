import type { CallOptions } from '../../src/connector/contract.ts';
import type { Failure } from '../../src/domain/failure.ts';
import type { Client } from './client.ts';
import { failureOf } from './failures.ts';
import { evidenceOfErrors } from './refusal.ts';

/** How a lead becomes a contact. */
export interface Conversion {
  readonly leadId: string;
  /** A lead status whose IsConverted is true. */
  readonly convertedStatus: string;
  /** An existing account to use; null makes one. */
  readonly accountId: string | null;
  /** An existing contact of that account to merge into; null makes one. */
  readonly contactId: string | null;
  /** The name of the opportunity to make; null makes none. */
  readonly opportunityName: string | null;
  /** Needed when a queue owns the lead. */
  readonly ownerId: string | null;
}

export type ConversionResult =
  | {
      readonly kind: 'done';
      readonly contactId: string;
      readonly accountId: string;
      readonly opportunityId: string | null;
    }
  | { readonly kind: 'failed'; readonly failure: Failure };

/**
 * Converts one lead over SOAP, as REST has no such call. Element order matters to the vendor, and jsforce writes them in
 * the order of the object's keys. Never repeated: a lost answer throws `unknown-outcome`; read the lead to learn.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_convertlead.htm
 */
export async function convertLead(
  client: Client,
  conversion: Conversion,
  options: CallOptions,
): Promise<ConversionResult> {
  const { leadId, convertedStatus, accountId, contactId, opportunityName, ownerId } = conversion;
  const request = {
    ...(accountId === null ? {} : { accountId }),
    ...(contactId === null ? {} : { contactId }),
    convertedStatus,
    doNotCreateOpportunity: opportunityName === null,
    leadId,
    ...(opportunityName === null ? {} : { opportunityName }),
    overwriteLeadSource: false,
    ...(ownerId === null ? {} : { ownerId }),
    sendNotificationEmail: false,
  };
  const result = await client.invoke((api) => api.soap.convertLead(request), 'write', options);
  if (result.success && result.contactId && result.accountId) {
    return {
      kind: 'done',
      contactId: result.contactId,
      accountId: result.accountId,
      opportunityId: result.opportunityId ?? null,
    };
  }
  const evidence = evidenceOfErrors(result.errors, 'Lead');
  return {
    kind: 'failed',
    failure: failureOf(
      evidence ?? { code: 'NO_REASON', message: 'The conversion was refused without a reason.' },
    ),
  };
}
