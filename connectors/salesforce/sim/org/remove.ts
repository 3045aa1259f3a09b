import type { Row, SaveOptions, SaveResult } from '../org.ts';
import { countMember } from './effects.ts';
import { author, refusal, type Kernel } from './kernel.ts';
import { findRows, getRow } from './look-up.ts';
import { findLiving } from './save.ts';
import type { Author } from './store.ts';

/** Records deleted with their parent. */
const CASCADE: Readonly<Record<string, readonly (readonly [type: string, field: string])[]>> = {
  Account: [
    ['Contact', 'AccountId'],
    ['Opportunity', 'AccountId'],
  ],
  Lead: [['CampaignMember', 'LeadId']],
  Contact: [
    ['CampaignMember', 'ContactId'],
    ['OpportunityContactRole', 'ContactId'],
  ],
  Opportunity: [['OpportunityContactRole', 'OpportunityId']],
  Campaign: [['CampaignMember', 'CampaignId']],
};

export function remove(kernel: Kernel, type: string, id: string, options: SaveOptions): SaveResult {
  const object = kernel.catalog.describe(type);
  if (!object) return refusal('INVALID_TYPE', `sObject type '${type}' is not supported.`);
  if (!object.deletable) {
    return refusal('INVALID_TYPE_FOR_OPERATION', `entity type ${object.name} does not support delete`);
  }
  const row = findLiving(kernel, object, id);
  if ('success' in row) return row;
  return kernel.store.transaction(() => {
    bury(kernel, row, author(kernel, options));
    return { id: row.Id, success: true };
  });
}

/** To the recycle bin, with its children. `masterId` names the winner when this is a merge. */
export function bury(kernel: Kernel, row: Row, who: Author, masterId: string | null = null): void {
  for (const [type, field] of CASCADE[row.type] ?? []) {
    for (const child of findRows(kernel, type, field, row.Id)) bury(kernel, child, who);
  }
  const values = masterId === null ? row.values : { ...row.values, MasterRecordId: masterId };
  const gone = kernel.store.put({ ...row, values, MasterRecordId: masterId }, 'DELETE', who);
  if (row.type === 'CampaignMember') countMember(kernel, gone, row);
}

export function undelete(kernel: Kernel, type: string, id: string, options: SaveOptions): SaveResult {
  const row = getRow(kernel, type, id);
  if (!row) return refusal('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
  if (!row.IsDeleted || row.MasterRecordId !== null) {
    return refusal('UNDELETE_FAILED', 'Entity is not in the recycle bin');
  }
  return kernel.store.transaction(() => {
    kernel.store.put({ Id: row.Id, type: row.type, values: row.values }, 'UNDELETE', author(kernel, options));
    return { id: row.Id, success: true };
  });
}
