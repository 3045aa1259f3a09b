import type { SimReply } from '../../../../src/connector/sim/server.ts';
import { makeId } from '../org/ids.ts';
import { isCustomName, toCompactField, toMetadata, type FieldMetadata } from '../org/custom-metadata.ts';
import { objectBody, type Call } from './call.ts';
import { failure, noContent, ok } from './reply.ts';

/** Their custom fields are fields of Activity, and stand on both. */
const ACTIVITIES: readonly string[] = ['Task', 'Event'];

/** `POST /tooling/sobjects/CustomField` with `{ FullName: 'Lead.My_Field__c', Metadata }`; every user sees the field. */
export function createCustomField(call: Call): SimReply {
  const body = objectBody(call);
  const fullName = body['FullName'];
  const metadata = (body['Metadata'] ?? {}) as FieldMetadata;
  const [type = '', name = ''] = typeof fullName === 'string' ? fullName.split('.') : [];
  const objects = type === 'Activity' ? ACTIVITIES : ACTIVITIES.includes(type) ? [] : [type];
  const [object] = objects.flatMap((each) => call.org.describe(each) ?? []);
  if (!object || !isCustomName(name)) {
    return failure('INVALID_INPUT', `FullName must be <object>.<name>__c, not ${String(fullName)}`, [
      'FullName',
    ]);
  }
  const field = toCompactField(name, metadata);
  const { referenceTo: target = '' } = metadata;
  if (field === null || (field.type === 'reference' && !call.org.describe(target))) {
    const kind = `${String(metadata.type)} ${target}`.trim();
    return { status: 501, body: { gap: `custom fields of type ${kind} are not known to the simulator` } };
  }
  if (
    call.org.catalog.full(object.name)?.fields.some((each) => each.name.toLowerCase() === name.toLowerCase())
  ) {
    return failure(
      'DUPLICATE_DEVELOPER_NAME',
      `There is already a field named ${name.replace(/__c$/, '')} on ${object.label}.`,
      ['DeveloperName'],
    );
  }
  for (const each of objects) call.org.addField(each, field);
  const id = idOf(object.name, name, call);
  return { status: 201, body: { id, success: true, errors: [], warnings: [], infos: [] } };
}

const FIND =
  /^SELECT Id,Metadata FROM CustomField WHERE DeveloperName = '(\w+)' AND EntityDefinition.QualifiedApiName = '(\w+)'$/;

/** `GET /tooling/query?q=`: the definition of one custom picklist. */
export function findCustomField(call: Call): SimReply {
  const [, name = '', type = ''] = FIND.exec(call.query.get('q') ?? '') ?? [];
  if (name === '')
    return { status: 501, body: { gap: 'the Tooling API finds one custom field by its name' } };
  const field = call.org.catalog.full(type)?.fields.find((each) => each.name === `${name}__c`);
  const found = field === undefined ? [] : [field];
  const records = found.map((each) => ({ Id: idOf(type, each.name, call), Metadata: toMetadata(each) }));
  return ok({ size: records.length, totalSize: records.length, done: true, records });
}

/** `PATCH /tooling/sobjects/CustomField/{id}` with the whole `{ Metadata }`. */
export function changeCustomField(call: Call, id: string): SimReply {
  const { catalog } = call.org;
  const [place] = catalog
    .types()
    .flatMap((type) =>
      (catalog.full(type)?.fields ?? []).flatMap(({ name }) =>
        idOf(type, name, call) === id ? [{ type, name }] : [],
      ),
    );
  if (place === undefined) return failure('NOT_FOUND', 'The requested resource does not exist');
  const field = toCompactField(place.name, objectBody(call)['Metadata'] ?? {});
  if (field === null) return failure('INVALID_INPUT', 'Metadata: the type of the field is missing');
  catalog.replaceField(place.type, field);
  return noContent();
}

/** Fields are only added, so that places stay. */
function idOf(type: string, name: string, { org: { catalog } }: Call): string {
  const index = catalog.full(type)?.fields.findIndex((each) => each.name === name) ?? 0;
  return makeId('00N', catalog.types().indexOf(type) * 10_000 + index);
}
