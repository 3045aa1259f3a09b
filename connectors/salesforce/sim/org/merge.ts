import type { Mergeable, Row, SaveOptions, SaveResult } from '../org.ts';
import { author, refusal, type Kernel } from './kernel.ts';
import { findRows, getRow } from './look-up.ts';
import { bury } from './remove.ts';

/** Children that move to the winner. */
const CHILDREN: Readonly<Record<Mergeable, readonly (readonly [type: string, field: string])[]>> = {
  Lead: [
    ['CampaignMember', 'LeadId'],
    ['Task', 'WhoId'],
    ['Event', 'WhoId'],
  ],
  Contact: [
    ['CampaignMember', 'ContactId'],
    ['OpportunityContactRole', 'ContactId'],
    ['Task', 'WhoId'],
    ['Event', 'WhoId'],
  ],
  Account: [
    ['Contact', 'AccountId'],
    ['Opportunity', 'AccountId'],
    ['Task', 'WhatId'],
    ['Event', 'WhatId'],
  ],
};

/** Merges one or two losers into the master: their children move, they go to the bin with its id as MasterRecordId. */
export function merge(
  kernel: Kernel,
  type: Mergeable,
  masterId: string,
  loserIds: readonly string[],
  options: SaveOptions,
): SaveResult {
  const master = getRow(kernel, type, masterId);
  const losers = loserIds.map((id) => getRow(kernel, type, id));
  if (!master || losers.includes(null)) {
    return refusal('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
  }
  const rows = losers.filter((row): row is Row => row !== null);
  if (master.IsDeleted || rows.some((row) => row.IsDeleted)) {
    return refusal('ENTITY_IS_DELETED', 'entity is deleted');
  }
  if (rows.length < 1 || rows.length > 2 || rows.some((row) => row.Id === master.Id)) {
    return refusal('INVALID_ARGUMENT_TYPE', 'one or two records other than the master can be merged');
  }
  return kernel.store.transaction(() => {
    const who = author(kernel, options);
    for (const loser of rows) {
      for (const [child, field] of CHILDREN[type]) {
        for (const row of findRows(kernel, child, field, loser.Id)) {
          const either = child === 'CampaignMember' ? { LeadOrContactId: master.Id } : {};
          kernel.store.put(
            { ...row, values: { ...row.values, [field]: master.Id, ...either } },
            'UPDATE',
            who,
          );
        }
      }
      bury(kernel, loser, who, master.Id);
    }
    kernel.store.put(master, 'UPDATE', who);
    return { id: master.Id, success: true };
  });
}
