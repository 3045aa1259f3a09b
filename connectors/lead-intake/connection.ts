import type { Connection, ConnectorContext } from '../../src/connector/contract.ts';
import { intakeError } from './failures.ts';
import { describeSource } from './fields.ts';
import { createFormRates } from './form/rate.ts';
import { receiveForm } from './form/receive-form.ts';
import { importList } from './list/import-list.ts';
import { SYSTEM } from './person.ts';

/**
 * Forms and lists as a connection: people arrive, nothing is ever called. `environment` holds the forms' keys and
 * secrets, under the names that the sources' files give.
 */
export function openIntake(
  context: ConnectorContext,
  environment: Readonly<Record<string, string | undefined>>,
): Connection {
  const forms = { ...context, environment, rates: createFormRates() };
  const neverAsked = (call: string): Promise<never> =>
    Promise.reject(intakeError('never-asked', `${SYSTEM} was asked to ${call}`));
  return {
    identify: () =>
      Promise.resolve({ id: SYSTEM, name: 'Forms and lists', userId: null, timeZone: null, currency: null }),
    describe: (object) => Promise.resolve(describeSource(object)),
    owners: () => Promise.resolve([]),
    setup: () => Promise.resolve([]),
    read: () => neverAsked('read'),
    find: () => neverAsked('find'),
    changes: () => neverAsked('tell changes'),
    scan: () => neverAsked('scan'),
    write: () => neverAsked('write'),
    receive: (request) => receiveForm(request, forms),
    importList: (request) => importList(request, context),
    close: () => Promise.resolve(),
  };
}
