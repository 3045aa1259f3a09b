import type { SimReply } from '../../../../src/connector/sim/server.ts';
import type { FieldDescribe } from '../org.ts';
import type { Call } from './call.ts';
import { notFound, ok } from './reply.ts';

/** `GET /ui-api/object-info/<type>/picklist-values/<record type>[/<field>]` */
export function picklistValues(call: Call, type: string, recordType: string, fieldName?: string): SimReply {
  const object = call.org.describe(type);
  if (!object) return notFound();
  const base = `/services/data/v${call.version}/ui-api/object-info/${object.name}/picklist-values/${recordType}`;
  if (fieldName !== undefined) {
    const field = call.org.catalog.field(object.name, fieldName);
    return field && field.picklistValues.length > 0 ? ok(values(field, base)) : notFound();
  }
  const picklists = object.fields.filter((field) => field.picklistValues.length > 0);
  return ok({
    picklistFieldValues: Object.fromEntries(picklists.map((field) => [field.name, values(field, base)])),
  });
}

function values(field: FieldDescribe, base: string): unknown {
  const shown = field.picklistValues
    .filter((option) => option.active)
    .map(({ label, value }) => ({ attributes: null, label, validFor: [], value }));
  const preset = field.picklistValues.find((option) => option.defaultValue)?.value;
  return {
    controllerValues: {},
    defaultValue: shown.find((option) => option.value === preset) ?? null,
    url: `${base}/${field.name}`,
    values: shown,
  };
}
