import type { FailureRow } from '../failure-row.ts';

/** The API of campaigns has a list of its own of what may be asked for, and a shorter one of what may be written. */
export const CAMPAIGN_PROPERTY_FORBIDDEN: FailureRow = {
  code: 'CAMPAIGN_PROPERTY_FORBIDDEN',
  kind: 'config',
  when: ({ subCategory, message }) =>
    subCategory === 'CampaignApiError.PROPERTY_SET_CONTAINS_VALUES_FORBIDDEN_FOR_WRITE' ||
    message.includes('Forbidden properties'),
  meaning: 'The API of campaigns neither gives nor takes this property, whatever HubSpot shows on its pages.',
  fix: 'Take the property out of campaign.yaml, or make the direction of the row HubSpot → others.',
  actor: 'revops',
  source: 'https://developers.hubspot.com/docs/api-reference/latest/marketing/campaigns/guide',
};
