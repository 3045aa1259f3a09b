import type { Systems } from '../../../../src/mapping/describe/words.ts';

export const SYSTEMS: Systems = new Map([
  ['hubspot', { title: 'HubSpot', writable: true }],
  ['salesforce', { title: 'Salesforce', writable: true }],
  ['lead-intake', { title: 'Forms and lists', writable: false }],
]);
