import type { SimReply } from '../../../../src/connector/sim/server.ts';
import type { Mergeable, Org, SaveOptions, SaveResult } from '../org.ts';
import { errorOutput } from './convert-lead.ts';
import { all, answer, children, fault, text, type Children, type Element, type Output } from './envelope.ts';
import { outOfOrder } from './sequence.ts';

const MERGEABLE: readonly Mergeable[] = ['Lead', 'Contact', 'Account'];

/** `merge`: the losers go into the master record; fields given with the master are written to it. */
export function merge(argument: Children, org: Org, options: SaveOptions): SimReply {
  // jsforce 3.10 names the element `mergeRequests`; the WSDL, and so Salesforce, knows only `request`.
  const stranger = Object.keys(argument).find((name) => name !== 'request');
  if (stranger !== undefined) {
    return fault(
      'soapenv:Client',
      `Element {urn:partner.soap.sforce.com}${stranger} invalid at this location`,
    );
  }
  const requests = all(argument.request).map(children);
  for (const request of requests) {
    const disorder = outOfOrder('MergeRequest', request);
    if (disorder !== null) return fault('soapenv:Client', disorder);
  }
  return answer(
    'merge',
    requests.map((request) => mergeOne(request, org, options)),
  );
}

function mergeOne(request: Children, org: Org, options: SaveOptions): Output {
  const { type, Id: id, fieldsToNull, ...fields } = children(request.masterRecord);
  const masterId = text(id) ?? '';
  const loserIds = all(request.recordToMergeIds).flatMap((loser) => text(loser) ?? []);
  const object = MERGEABLE.find((name) => name.toLowerCase() === text(type)?.toLowerCase());
  const result = object === undefined ? notMergeable(text(type) ?? '') : mergeAndSave(object);
  if (!result.success) return { errors: result.errors.map(errorOutput), id: masterId, success: false };
  return { id: result.id, mergedRecordIds: loserIds, success: true };

  function mergeAndSave(name: Mergeable): SaveResult {
    return org.transaction((rollback) => {
      const merged = org.merge(name, masterId, loserIds, options);
      const values = masterValues(fields, fieldsToNull);
      if (!merged.success || Object.keys(values).length === 0) return merged;
      const saved = org.update(name, masterId, values, options);
      if (!saved.success) rollback();
      return saved;
    });
  }
}

const masterValues = (
  fields: Children,
  fieldsToNull: Element | undefined,
): Record<string, string | null> => ({
  ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, text(value) ?? null])),
  ...Object.fromEntries(
    all(fieldsToNull).flatMap((name) => (typeof name === 'string' ? [[name, null]] : [])),
  ),
});

const notMergeable = (type: string): SaveResult => ({
  success: false,
  errors: [{ statusCode: 'INVALID_TYPE', message: `sObject type '${type}' cannot be merged`, fields: [] }],
});
