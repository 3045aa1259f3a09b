import type { FieldValue, ObjectDescribe, Row, SaveOptions, SaveResult } from '../org.ts';
import { badReferences, checkFields, missingFields } from './check.ts';
import { derive, unnamed } from './derive.ts';
import { afterSave } from './effects.ts';
import { brokenRules, duplicates, takenKeys, typeRules } from './guard.ts';
import { to18 } from './ids.ts';
import { author, refusal, type Kernel } from './kernel.ts';
import { findRows, getRow } from './look-up.ts';

type Sent = Readonly<Record<string, unknown>>;
type Values = Readonly<Record<string, FieldValue>>;

export function insert(kernel: Kernel, type: string, sent: Sent, options: SaveOptions): SaveResult {
  const object = kernel.catalog.describe(type);
  if (!object) return unknownType(type);
  if (!object.createable) {
    return refusal('INVALID_TYPE_FOR_OPERATION', `entity type ${object.name} does not support create`);
  }
  const { values, errors } = checkFields(kernel, object, sent, 'createable');
  if (errors.length > 0) return { success: false, errors };
  const full = { ...defaults(kernel, object, options), ...values, ...assigned(kernel, object, options) };
  return save(kernel, object, values, full, null, options);
}

export function update(
  kernel: Kernel,
  type: string,
  id: string,
  sent: Sent,
  options: SaveOptions,
): SaveResult {
  const object = kernel.catalog.describe(type);
  if (!object) return unknownType(type);
  if (!object.updateable) {
    return refusal('INVALID_TYPE_FOR_OPERATION', `entity type ${object.name} does not support update`);
  }
  const found = findLiving(kernel, object, id);
  if ('success' in found) return found;
  const { values, errors } = checkFields(kernel, object, sent, 'updateable');
  if (errors.length > 0) return { success: false, errors };
  return save(kernel, object, values, { ...found.values, ...values }, found, options);
}

export function upsert(
  kernel: Kernel,
  type: string,
  field: string,
  value: string,
  sent: Sent,
  options: SaveOptions,
): SaveResult {
  const object = kernel.catalog.describe(type);
  if (!object) return unknownType(type);
  const key = kernel.catalog.field(object.name, field);
  if (!key || !(key.externalId || key.idLookup)) {
    return refusal('NOT_FOUND', `Provided external ID field does not exist or is not accessible: ${field}`);
  }
  if (key.type === 'id') {
    if (value !== '') return marked(update(kernel, type, value, sent, options), false);
    return marked(insert(kernel, type, sent, options), true);
  }
  if (value === '') return refusal('MISSING_ARGUMENT', `${key.name} not specified`, [key.name]);
  const matches = findRows(kernel, object.name, key.name, value);
  if (matches.length > 1) {
    return refusal(
      'DUPLICATE_EXTERNAL_ID',
      `${key.name}: more than one record found for external id field: [${matches.map((row) => row.Id).join(', ')}]`,
      [],
      matches.map((row) => row.Id),
    );
  }
  const [match] = matches;
  if (match) return marked(update(kernel, type, match.Id, sent, options), false);
  return marked(insert(kernel, type, { ...sent, [key.name]: value }, options), true);
}

const marked = (result: SaveResult, created: boolean): SaveResult =>
  result.success ? { ...result, created } : result;

const unknownType = (type: string): SaveResult =>
  refusal('INVALID_TYPE', `sObject type '${type}' is not supported.`);

/** The row to change, or why there is none. */
export function findLiving(
  kernel: Kernel,
  object: ObjectDescribe,
  id: string,
): Row | (SaveResult & { success: false }) {
  if (to18(id) === null) {
    return refusal('MALFORMED_ID', `${object.label} ID: id value of incorrect type: ${id}`, ['Id']);
  }
  const row = getRow(kernel, object.name, id);
  if (!row) return refusal('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
  return row.IsDeleted ? refusal('ENTITY_IS_DELETED', 'entity is deleted') : row;
}

function defaults(kernel: Kernel, object: ObjectDescribe, options: SaveOptions): Values {
  const given: Record<string, FieldValue> = {};
  for (const field of object.fields) {
    if (field.type === 'boolean') given[field.name] = field.defaultValue === true;
    const option = field.picklistValues.find((each) => each.defaultValue);
    if (option && field.createable) given[field.name] = option.value;
    if (field.name === 'OwnerId') given['OwnerId'] = options.userId ?? kernel.userId;
  }
  return given;
}

/** The lead assignment rule runs unless told not to, and beats the owner that was sent. */
function assigned(kernel: Kernel, object: ObjectDescribe, options: SaveOptions): Values {
  const owner = kernel.rules.assignLeadsTo;
  return object.name === 'Lead' && options.autoAssign !== false && owner !== null ? { OwnerId: owner } : {};
}

/** `sent` are the values given, `full` the record as it would become. */
function save(
  kernel: Kernel,
  object: ObjectDescribe,
  sent: Values,
  full: Values,
  before: Row | null,
  options: SaveOptions,
): SaveResult {
  const type = object.name;
  const id = before?.Id ?? '';
  const checks = [
    () => typeRules(kernel, type, full, before),
    () => missingFields(object, before ? sent : full, before === null),
    () => badReferences(kernel, object, sent),
    () => brokenRules(kernel, type, full),
    () => (before && !('Email' in sent) ? [] : duplicates(kernel, type, full, id, options)),
    () => takenKeys(kernel, object, sent, id),
  ];
  for (const check of checks) {
    const errors = check();
    if (errors.length > 0) return { success: false, errors };
  }
  return kernel.store.transaction(() => {
    const who = author(kernel, options);
    const Id = before?.Id ?? kernel.store.nextId(object.keyPrefix);
    const values = { ...full, ...derive(kernel, type, full, before), ...unnamed(object, full, Id), Id };
    const row = kernel.store.put({ Id, type, values }, before ? 'UPDATE' : 'CREATE', who);
    afterSave(kernel, row, before, who);
    return { id: Id, success: true };
  });
}
