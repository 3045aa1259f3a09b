import type {
  ConvertRequest,
  ConvertResult,
  FieldValue,
  Row,
  SaveError,
  SaveOptions,
  SaveResult,
} from '../org.ts';
import { author, error, textOf, valueOf, type Kernel } from './kernel.ts';
import { findRows, getRow } from './look-up.ts';
import { insert } from './save.ts';
import { datetime } from './time.ts';

/** Lead field → contact field; the rest of a lead goes to the account. */
const TO_CONTACT: Readonly<Record<string, string>> = {
  FirstName: 'FirstName',
  LastName: 'LastName',
  Salutation: 'Salutation',
  Title: 'Title',
  Email: 'Email',
  Phone: 'Phone',
  MobilePhone: 'MobilePhone',
  Fax: 'Fax',
  LeadSource: 'LeadSource',
  Description: 'Description',
  Street: 'MailingStreet',
  City: 'MailingCity',
  State: 'MailingState',
  PostalCode: 'MailingPostalCode',
  Country: 'MailingCountry',
  HasOptedOutOfEmail: 'HasOptedOutOfEmail',
  HasOptedOutOfFax: 'HasOptedOutOfFax',
  DoNotCall: 'DoNotCall',
};
const TO_ACCOUNT: Readonly<Record<string, string>> = {
  Company: 'Name',
  Website: 'Website',
  Industry: 'Industry',
  AnnualRevenue: 'AnnualRevenue',
  NumberOfEmployees: 'NumberOfEmployees',
  Phone: 'Phone',
  Street: 'BillingStreet',
  City: 'BillingCity',
  State: 'BillingState',
  PostalCode: 'BillingPostalCode',
  Country: 'BillingCountry',
};

/**
 * Turns a lead into account, contact and, unless told not to, opportunity, in one transaction.
 * Vendor's rules: https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_convertlead.htm
 */
export function convertLead(kernel: Kernel, request: ConvertRequest, options: SaveOptions): ConvertResult {
  const failed = (...errors: readonly SaveError[]): ConvertResult => ({
    success: false,
    leadId: request.leadId,
    accountId: null,
    contactId: null,
    opportunityId: null,
    errors,
  });
  const lead = getRow(kernel, 'Lead', request.leadId);
  if (!lead) return failed(error('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id'));
  const refused = refuse(kernel, lead, request);
  if (refused) return failed(refused);
  return kernel.store.transaction((rollback) => {
    const stop = (result: SaveResult): ConvertResult => {
      rollback();
      return failed(...(result.success ? [] : result.errors));
    };
    const owner = request.ownerId ?? valueOf(lead, 'OwnerId');
    const account = target(
      kernel,
      'Account',
      request.accountId,
      lead,
      TO_ACCOUNT,
      request,
      { OwnerId: owner },
      options,
    );
    if (!account.success) return stop(account);
    const contact = target(
      kernel,
      'Contact',
      request.contactId,
      lead,
      TO_CONTACT,
      request,
      { OwnerId: owner, AccountId: account.id },
      options,
    );
    if (!contact.success) return stop(contact);
    const opportunity = request.doNotCreateOpportunity
      ? null
      : insert(
          kernel,
          'Opportunity',
          {
            Name: request.opportunityName ?? textOf(lead, 'Company'),
            AccountId: account.id,
            ContactId: contact.id,
            OwnerId: owner,
            LeadSource: valueOf(lead, 'LeadSource'),
            StageName: 'Prospecting',
            CloseDate: endOfQuarter(new Date(kernel.now())),
          },
          options,
        );
    if (opportunity && !opportunity.success) return stop(opportunity);
    const opportunityId = opportunity?.id ?? null;
    close(kernel, lead, request.convertedStatus, account.id, contact.id, opportunityId, options);
    return {
      success: true,
      leadId: lead.Id,
      accountId: account.id,
      contactId: contact.id,
      opportunityId,
      errors: [],
    };
  });
}

function refuse(kernel: Kernel, lead: Row, request: ConvertRequest): SaveError | null {
  if (lead.IsDeleted) return error('ENTITY_IS_DELETED', 'entity is deleted');
  if (lead.values['IsConverted'] === true) {
    return error('CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead');
  }
  const status = findRows(kernel, 'LeadStatus', 'ApiName', request.convertedStatus)[0];
  if (status?.values['IsConverted'] !== true) {
    return error('INVALID_STATUS', `invalid convertedStatus: ${request.convertedStatus}`, [
      'convertedStatus',
    ]);
  }
  if (request.contactId !== undefined) {
    const contact = getRow(kernel, 'Contact', request.contactId);
    if (request.accountId === undefined) {
      return error('REQUIRED_FIELD_MISSING', 'accountId is required when contactId is given', ['accountId']);
    }
    const account = getRow(kernel, 'Account', request.accountId);
    if (valueOf(contact, 'AccountId') !== (account?.Id ?? '')) {
      return error('INVALID_CROSS_REFERENCE_KEY', 'the contact does not belong to the account', [
        'contactId',
      ]);
    }
  }
  if (request.ownerId === undefined && textOf(lead, 'OwnerId')?.startsWith('00G')) {
    return error('INACTIVE_OWNER_OR_USER', 'a lead owned by a queue needs an owner', ['ownerId']);
  }
  return null;
}

/** Makes the target, or fills what is empty in the given one. */
function target(
  kernel: Kernel,
  type: 'Account' | 'Contact',
  id: string | undefined,
  lead: Row,
  map: Readonly<Record<string, string>>,
  request: ConvertRequest,
  fixed: Readonly<Record<string, unknown>>,
  options: SaveOptions,
): SaveResult {
  const fromLead = Object.fromEntries(
    Object.entries(map)
      .map(([from, to]) => [to, valueOf(lead, from)] as const)
      .filter(([to, value]) => value !== null && kernel.catalog.field(type, to) !== null),
  );
  if (id === undefined)
    return insert(kernel, type, { ...fromLead, ...fixed }, { ...options, allowDuplicates: true });
  const row = getRow(kernel, type, id);
  if (!row || row.IsDeleted) {
    return { success: false, errors: [error('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id')] };
  }
  const filled: Record<string, FieldValue> = {};
  for (const [field, value] of Object.entries(fromLead)) {
    const overwrite = field === 'LeadSource' && request.overwriteLeadSource;
    if (valueOf(row, field) === null || overwrite) filled[field] = value;
  }
  if (Object.keys(filled).length > 0) {
    kernel.store.put({ ...row, values: { ...row.values, ...filled } }, 'UPDATE', author(kernel, options));
  }
  return { success: true, id: row.Id };
}

function close(
  kernel: Kernel,
  lead: Row,
  status: string,
  accountId: string,
  contactId: string,
  opportunityId: string | null,
  options: SaveOptions,
): void {
  const who = author(kernel, options);
  const values = {
    ...lead.values,
    Status: status,
    IsConverted: true,
    ConvertedDate: datetime(kernel.now()).slice(0, 10),
    ConvertedAccountId: accountId,
    ConvertedContactId: contactId,
    ConvertedOpportunityId: opportunityId,
  };
  kernel.store.put({ ...lead, values }, 'UPDATE', who);
  for (const member of findRows(kernel, 'CampaignMember', 'LeadId', lead.Id)) {
    const isNow = { ContactId: contactId, LeadOrContactId: contactId, Type: 'Contact' };
    kernel.store.put({ ...member, values: { ...member.values, ...isNow } }, 'UPDATE', who);
  }
  for (const type of ['Task', 'Event']) {
    for (const activity of findRows(kernel, type, 'WhoId', lead.Id)) {
      kernel.store.put({ ...activity, values: { ...activity.values, WhoId: contactId } }, 'UPDATE', who);
    }
  }
}

function endOfQuarter(now: Date): string {
  const end = new Date(Date.UTC(now.getUTCFullYear(), Math.floor(now.getUTCMonth() / 3) * 3 + 3, 0));
  return end.toISOString().slice(0, 10);
}
