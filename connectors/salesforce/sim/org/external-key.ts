import type { CompactField } from '../schema/expand.ts';

/** Leadloop's own unique external key, as `leadloop setup` creates it. */
export const externalKey: CompactField = {
  name: 'Leadloop_Id__c',
  label: 'Leadloop Id',
  type: 'string',
  length: 36,
  custom: true,
  externalId: true,
  unique: true,
  idLookup: true,
  searchPrefilterable: true,
};
