import type { SimReply } from '../../../../src/connector/sim/server.ts';
import { makeId } from '../org/ids.ts';
import { isCustomName, toCompactField, type FieldMetadata } from '../org/custom-metadata.ts';
import { objectBody, type Call } from './call.ts';
import { failure } from './reply.ts';

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
  const id = makeId('00N', object.fields.length);
  return { status: 201, body: { id, success: true, errors: [], warnings: [], infos: [] } };
}
