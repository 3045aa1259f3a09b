import { PREFIX } from './versions.ts';

const part = encodeURIComponent;
const objectRoot = (object: string): string => `${PREFIX.objects}/${part(object)}`;
const pair = (from: string, to: string): string => `${PREFIX.associations}/${part(from)}/${part(to)}`;

/** Every path this connector calls. */
export const paths = {
  list: (object: string) => objectRoot(object),
  one: (object: string, id: string) => `${objectRoot(object)}/${part(id)}`,
  batch: (object: string, verb: 'read' | 'upsert' | 'update') => `${objectRoot(object)}/batch/${verb}`,
  gdprDelete: (object: string) => `${objectRoot(object)}/gdpr-delete`,
  search: (object: string) => `${objectRoot(object)}/search`,
  associated: (from: string, to: string) => `${pair(from, to)}/batch/read`,
  associate: (from: string, to: string) => `${pair(from, to)}/batch/create`,
  associatePlainly: (from: string, to: string) => `${pair(from, to)}/batch/associate/default`,
  dissociate: (from: string, to: string) => `${pair(from, to)}/batch/archive`,
  unlabel: (from: string, to: string) => `${pair(from, to)}/batch/labels/archive`,
  properties: (object: string) => `${PREFIX.properties}/${part(object)}`,
  property: (object: string, name: string) => `${PREFIX.properties}/${part(object)}/${part(name)}`,
  propertyGroups: (object: string) => `${PREFIX.properties}/${part(object)}/groups`,
  schema: (object: string) => `${PREFIX.schemas}/${part(object)}`,
  pipelines: (object: string) => `${PREFIX.pipelines}/${part(object)}`,
  owners: () => PREFIX.owners,
  account: () => `${PREFIX.account}/details`,
  forms: () => PREFIX.forms,
  submissions: (form: string) => `${PREFIX.submissions}/${part(form)}`,
  events: () => PREFIX.events,
  eventTypes: () => `${PREFIX.events}/event-types`,
  mailEvents: () => PREFIX.mailEvents,
  lists: () => `${PREFIX.lists}/search`,
  members: (list: string) => `${PREFIX.lists}/${part(list)}/memberships/join-order`,
  marketingEvents: () => PREFIX.marketingEvents,
  participations: (event: string) => `${PREFIX.marketingEvents}/participations/${part(event)}/breakdown`,
  campaigns: () => PREFIX.campaigns,
  campaign: (id: string) => `${PREFIX.campaigns}/${part(id)}`,
  campaignBatch: (verb: 'read' | 'update') => `${PREFIX.campaigns}/batch/${verb}`,
  status: (email: string) => `${PREFIX.statuses}/${part(email)}`,
  statusBatch: () => `${PREFIX.statuses}/batch/write`,
  unsubscribeAll: (email: string) => `${PREFIX.statuses}/${part(email)}/unsubscribe-all`,
  unsubscribeAllBatch: () => `${PREFIX.statuses}/batch/unsubscribe-all`,
  token: () => `${PREFIX.oauth}/token`,
} as const;
