import type { Connection } from '../../src/connector/contract.ts';
import { rulesError } from './failures.ts';
import { describeRecord, SYSTEM, TITLE } from './fields.ts';
import { whatRulesSay } from './says.ts';

/** The rules as a connection: decisions come in as events, and nothing is ever called. */
export function openRules(configDir: string): Connection {
  const neverAsked = (call: string): Promise<never> =>
    Promise.reject(rulesError('never-asked', `${SYSTEM} was asked to ${call}`));
  return {
    identify: () =>
      Promise.resolve({ id: SYSTEM, name: TITLE, userId: null, timeZone: null, currency: null }),
    async describe(object) {
      const schema = describeRecord(object, await whatRulesSay(configDir));
      if (schema === null) throw rulesError('no-such-record', `${SYSTEM} has no record "${object}"`);
      return schema;
    },
    owners: () => Promise.resolve([]),
    setup: () => Promise.resolve([]),
    read: () => neverAsked('read'),
    find: () => neverAsked('find'),
    changes: () => neverAsked('tell changes'),
    scan: () => neverAsked('scan'),
    write: () => neverAsked('write'),
    close: () => Promise.resolve(),
  };
}
