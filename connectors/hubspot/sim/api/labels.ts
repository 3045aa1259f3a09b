import type { SimReply } from '../../../../src/connector/sim/server.ts';
import type { AssociationType } from '../state/association-types.ts';
import { asText, optionalText, readBody } from './body.ts';
import { ok, typeOf, type Call, type Route } from './call.ts';

/** https://developers.hubspot.com/docs/api-reference/legacy/crm/associations/associations-schema/guide */
export const labelRoutes: readonly Route[] = [
  { method: 'GET', pattern: 'associations/:type/:to/labels', handle: list },
  { method: 'POST', pattern: 'associations/:type/:to/labels', handle: add },
];

const show = ({ category, id, label }: AssociationType): unknown => ({ category, typeId: id, label });

function list(call: Call): SimReply {
  return ok({ results: call.portal.associationTypes.between(typeOf(call), typeOf(call, 'to')).map(show) });
}

function add(call: Call): SimReply {
  const body = readBody(call.request);
  const label = asText(body.label, 'label');
  const inverse = optionalText(body.inverseLabel, 'inverseLabel') ?? label;
  return ok({
    results: call.portal.associationTypes.add(typeOf(call), typeOf(call, 'to'), label, inverse).map(show),
  });
}
