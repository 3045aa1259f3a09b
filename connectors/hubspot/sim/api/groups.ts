import type { SimReply } from '../../../../src/connector/sim/server.ts';
import type { PropertyGroup } from '../state/catalogue.ts';
import { catalogueOf } from '../state/portal.ts';
import { asText, readBody } from './body.ts';
import { created, noContent, ok, typeOf, type Call, type Route } from './call.ts';
import { notFound, Refusal } from '../refusal.ts';

/** Property groups. https://developers.hubspot.com/docs/api-reference/latest/crm/properties/guide */
export const groupRoutes: readonly Route[] = [
  { method: 'GET', pattern: 'properties/:type/groups', handle: list },
  { method: 'POST', pattern: 'properties/:type/groups', handle: create },
  { method: 'GET', pattern: 'properties/:type/groups/:name', handle: (call) => ok(find(call)) },
  { method: 'PATCH', pattern: 'properties/:type/groups/:name', handle: update },
  { method: 'DELETE', pattern: 'properties/:type/groups/:name', handle: archive },
];

const groupsOf = (call: Call): Map<string, PropertyGroup> => catalogueOf(call.portal, typeOf(call)).groups;

function find(call: Call): PropertyGroup {
  const group = groupsOf(call).get(call.params.name ?? '');
  if (group === undefined) throw notFound();
  return group;
}

function list(call: Call): SimReply {
  return ok({ results: [...groupsOf(call).values()] });
}

function create(call: Call): SimReply {
  const body = readBody(call.request);
  const groups = groupsOf(call);
  const name = asText(body.name, 'name');
  if (groups.has(name)) {
    throw new Refusal(409, `A property group named '${name}' already exists.`, {
      category: 'OBJECT_ALREADY_EXISTS',
    });
  }
  const group = { name, label: asText(body.label, 'label'), displayOrder: groups.size, archived: false };
  groups.set(name, group);
  return created(group);
}

function update(call: Call): SimReply {
  const group = { ...find(call), label: asText(readBody(call.request).label, 'label') };
  groupsOf(call).set(group.name, group);
  return ok(group);
}

function archive(call: Call): SimReply {
  groupsOf(call).delete(find(call).name);
  return noContent;
}
