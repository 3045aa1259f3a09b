import { PREFIX } from './versions.ts';

const part = encodeURIComponent;
const objectRoot = (object: string): string => `${PREFIX.objects}/${part(object)}`;
const pair = (from: string, to: string): string => `${PREFIX.associations}/${part(from)}/${part(to)}`;

/** Every path this connector calls. */
export const paths = {
  list: (object: string) => objectRoot(object),
  one: (object: string, id: string) => `${objectRoot(object)}/${part(id)}`,
  batch: (object: string, verb: 'read' | 'upsert' | 'update') => `${objectRoot(object)}/batch/${verb}`,
  search: (object: string) => `${objectRoot(object)}/search`,
  associate: (from: string, to: string) => `${pair(from, to)}/batch/create`,
  unlabel: (from: string, to: string) => `${pair(from, to)}/batch/labels/archive`,
  properties: (object: string) => `${PREFIX.properties}/${part(object)}`,
  propertyGroups: (object: string) => `${PREFIX.properties}/${part(object)}/groups`,
  owners: () => PREFIX.owners,
  account: () => `${PREFIX.account}/details`,
  token: () => `${PREFIX.oauth}/token`,
} as const;
