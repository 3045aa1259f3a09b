import type { FieldValue, Row } from '../org.ts';
import { valueOf, type Kernel } from './kernel.ts';
import { anyRow, findRows } from './look-up.ts';
import type { Author } from './store.ts';

/** What saving one record does to others, in the same transaction. */
export function afterSave(kernel: Kernel, row: Row, before: Row | null, who: Author): void {
  switch (row.type) {
    case 'Opportunity':
      keepHistory(kernel, row, before, who);
      if (!before) addContactRole(kernel, row, who);
      break;
    case 'OpportunityContactRole':
      if (row.values['IsPrimary'] === true) keepOnePrimary(kernel, row, who);
      break;
    case 'Campaign':
      if (!before) addStatuses(kernel, row, who);
      break;
    case 'CampaignMember':
      countMember(kernel, row, before);
      break;
    default:
      break;
  }
}

function create(kernel: Kernel, type: string, values: Row['values'], who: Author): Row {
  const Id = kernel.store.nextId(kernel.catalog.full(type)?.keyPrefix ?? '');
  return kernel.store.put({ Id, type, values: { ...values, Id } }, 'CREATE', who);
}

/** One row of OpportunityHistory for each change of stage, amount, probability or close date. */
function keepHistory(kernel: Kernel, row: Row, before: Row | null, who: Author): void {
  const watched = ['StageName', 'Amount', 'Probability', 'CloseDate'];
  if (before && watched.every((field) => valueOf(before, field) === valueOf(row, field))) return;
  const kept = [...watched, 'ExpectedRevenue', 'ForecastCategory'];
  const values = Object.fromEntries(kept.map((field) => [field, valueOf(row, field)]));
  create(kernel, 'OpportunityHistory', { ...values, OpportunityId: row.Id }, who);
}

/** `ContactId` given on create becomes the primary contact role. */
function addContactRole(kernel: Kernel, row: Row, who: Author): void {
  const contactId = valueOf(row, 'ContactId');
  if (contactId === null) return;
  create(
    kernel,
    'OpportunityContactRole',
    { OpportunityId: row.Id, ContactId: contactId, IsPrimary: true },
    who,
  );
}

function keepOnePrimary(kernel: Kernel, row: Row, who: Author): void {
  for (const other of findRows(kernel, row.type, 'OpportunityId', String(row.values['OpportunityId']))) {
    if (other.Id === row.Id || other.values['IsPrimary'] !== true) continue;
    kernel.store.put({ ...other, values: { ...other.values, IsPrimary: false } }, 'UPDATE', who);
  }
}

function addStatuses(kernel: Kernel, row: Row, who: Author): void {
  create(
    kernel,
    'CampaignMemberStatus',
    { CampaignId: row.Id, Label: 'Sent', SortOrder: 1, IsDefault: true, HasResponded: false },
    who,
  );
  create(
    kernel,
    'CampaignMemberStatus',
    { CampaignId: row.Id, Label: 'Responded', SortOrder: 2, IsDefault: false, HasResponded: true },
    who,
  );
}

/** Keeps the campaign's counters; they are roll-ups and move no SystemModstamp and no event. */
export function countMember(kernel: Kernel, row: Row, before: Row | null): void {
  const campaign = anyRow(kernel, String(row.values['CampaignId'] ?? ''));
  if (!campaign) return;
  const was = before && !before.IsDeleted ? 1 : 0;
  const is = row.IsDeleted ? 0 : 1;
  const responded = (each: Row | null, counts: number): number =>
    counts === 1 && each?.values['HasResponded'] === true ? 1 : 0;
  const person = row.values['Type'] === 'Contact' ? 'NumberOfContacts' : 'NumberOfLeads';
  const add = (field: string, by: number): FieldValue => Number(campaign.values[field] ?? 0) + by;
  kernel.store.load({
    ...campaign,
    values: {
      ...campaign.values,
      [person]: add(person, is - was),
      NumberOfResponses: add('NumberOfResponses', responded(row, is) - responded(before, was)),
    },
  });
}
