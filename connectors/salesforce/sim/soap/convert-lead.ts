import type { SimReply } from '../../../../src/connector/sim/server.ts';
import type { ConvertRequest, Org, SaveError, SaveOptions } from '../org.ts';
import { all, answer, children, fault, text, type Children, type Output } from './envelope.ts';
import { outOfOrder } from './sequence.ts';

/** Conversions in one call (developer.salesforce.com: SOAP API, convertLead). */
const MAX_LEADS = 100;

/** `convertLead`: one result per lead; a lead that cannot be converted is an error in its result, not a fault. */
export function convertLead(argument: Children, org: Org, options: SaveOptions): SimReply {
  const leads = all(argument.leadConverts).map(children);
  if (leads.length > MAX_LEADS) {
    return fault(
      'sf:EXCEEDED_ID_LIMIT',
      `EXCEEDED_ID_LIMIT: cannot convert more than ${MAX_LEADS} leads in a call`,
    );
  }
  for (const lead of leads) {
    const disorder = outOfOrder('LeadConvert', lead);
    if (disorder !== null) return fault('soapenv:Client', disorder);
    const gap = ['accountRecord', 'contactRecord', 'opportunityId', 'opportunityRecord'].find(
      (name) => lead[name] !== undefined && lead[name] !== null,
    );
    if (gap !== undefined) return { status: 501, body: { gap: `convertLead with ${gap}` } };
  }
  return answer(
    'convertLead',
    leads.map((lead) => convertOne(lead, org, options)),
  );
}

function convertOne(lead: Children, org: Org, options: SaveOptions): Output {
  const result = org.convertLead(toRequest(lead), options);
  return {
    accountId: result.accountId,
    contactId: result.contactId,
    ...(result.errors.length === 0 ? {} : { errors: result.errors.map(errorOutput) }),
    leadId: result.leadId,
    opportunityId: result.opportunityId,
    success: result.success,
  };
}

function toRequest(lead: Children): ConvertRequest {
  const accountId = text(lead.accountId);
  const contactId = text(lead.contactId);
  const opportunityName = text(lead.opportunityName);
  const ownerId = text(lead.ownerId);
  return {
    leadId: text(lead.leadId) ?? '',
    convertedStatus: text(lead.convertedStatus) ?? '',
    doNotCreateOpportunity: lead.doNotCreateOpportunity === 'true',
    overwriteLeadSource: lead.overwriteLeadSource === 'true',
    ...(accountId === undefined ? {} : { accountId }),
    ...(contactId === undefined ? {} : { contactId }),
    ...(opportunityName === undefined ? {} : { opportunityName }),
    ...(ownerId === undefined ? {} : { ownerId }),
  };
}

/** An `Error` of a result. */
export const errorOutput = (error: SaveError): Output => ({
  ...(error.fields.length === 0 ? {} : { fields: error.fields }),
  message: error.message,
  statusCode: error.statusCode,
});
