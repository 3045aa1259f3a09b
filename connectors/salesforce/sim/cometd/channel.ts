import type { Org } from '../org.ts';

/** Which entities a channel carries; null for a channel that does not exist. `*` is all selected ones. */
export function channelEntity(channel: string, org: Org): string | null {
  const name = /^\/data\/(\w+)ChangeEvents?$/.exec(channel)?.[1];
  if (channel === '/data/ChangeEvents') return '*';
  if (name === undefined || !channel.endsWith('ChangeEvent')) return null;
  // The channel of My__c is /data/My__ChangeEvent.
  return org.describe(name.endsWith('__') ? `${name}c` : name)?.name ?? null;
}
