import type { SimReply } from '../../../../src/connector/sim/server.ts';
import { makeId } from '../org/ids.ts';
import type { CompactField } from '../schema/expand.ts';
import { objectBody, type Call } from './call.ts';
import { failure } from './reply.ts';

interface Metadata {
  readonly type?: string;
  readonly label?: string;
  readonly length?: number;
  readonly precision?: number;
  readonly scale?: number;
  readonly externalId?: boolean;
  readonly unique?: boolean;
  readonly caseSensitive?: boolean;
  readonly required?: boolean;
  readonly valueSet?: {
    readonly restricted?: boolean;
    readonly valueSetDefinition?: {
      readonly value?: readonly { readonly valueName: string; readonly label?: string }[];
    };
  };
}

/** Metadata API field types and what describe calls them. */
const TYPES: Readonly<Record<string, string>> = {
  Text: 'string',
  TextArea: 'textarea',
  LongTextArea: 'textarea',
  Number: 'double',
  Currency: 'currency',
  Percent: 'percent',
  Checkbox: 'boolean',
  Date: 'date',
  DateTime: 'datetime',
  Email: 'email',
  Phone: 'phone',
  Url: 'url',
  Picklist: 'picklist',
  MultiselectPicklist: 'multipicklist',
};

/** `POST /tooling/sobjects/CustomField` with `{ FullName: 'Lead.My_Field__c', Metadata }`; every user sees the field. */
export function createCustomField(call: Call): SimReply {
  const body = objectBody(call);
  const fullName = body['FullName'];
  const metadata = (body['Metadata'] ?? {}) as Metadata;
  const [type = '', name = ''] = typeof fullName === 'string' ? fullName.split('.') : [];
  const object = call.org.describe(type);
  const describeType = TYPES[metadata.type ?? ''];
  if (!object || !/^[A-Za-z][A-Za-z0-9_]*__c$/.test(name)) {
    return failure('INVALID_INPUT', `FullName must be <object>.<name>__c, not ${String(fullName)}`, [
      'FullName',
    ]);
  }
  if (describeType === undefined) {
    return {
      status: 501,
      body: { gap: `custom fields of type ${String(metadata.type)} are not known to the simulator` },
    };
  }
  if (call.org.catalog.full(type)?.fields.some((field) => field.name.toLowerCase() === name.toLowerCase())) {
    return failure(
      'DUPLICATE_DEVELOPER_NAME',
      `There is already a field named ${name.replace(/__c$/, '')} on ${object.label}.`,
      ['DeveloperName'],
    );
  }
  call.org.addField(object.name, describeField(name, describeType, metadata));
  const id = makeId('00N', object.fields.length);
  return { status: 201, body: { id, success: true, errors: [], warnings: [], infos: [] } };
}

function describeField(name: string, type: string, metadata: Metadata): CompactField {
  const { label = name, length, precision, scale, externalId = false, unique = false } = metadata;
  const options = metadata.valueSet?.valueSetDefinition?.value ?? [];
  return {
    name,
    label,
    type,
    custom: true,
    ...(length === undefined ? {} : { length }),
    ...(precision === undefined ? {} : { precision }),
    ...(scale === undefined ? {} : { scale }),
    ...(metadata.type === 'LongTextArea' ? { filterable: false, sortable: false, groupable: false } : {}),
    externalId,
    unique,
    idLookup: externalId || unique,
    caseSensitive: metadata.caseSensitive ?? false,
    nillable: type !== 'boolean' && metadata.required !== true,
    restrictedPicklist: metadata.valueSet?.restricted ?? false,
    picklistValues: options.map((option) => ({
      value: option.valueName,
      label: option.label ?? option.valueName,
    })),
  };
}
