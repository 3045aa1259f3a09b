import type { FieldDescribe, FieldValue, ObjectDescribe, SaveError } from '../org.ts';
import { error, type Kernel } from './kernel.ts';
import { anyRow, findRows } from './look-up.ts';
import { coerce } from './value.ts';

export interface Checked {
  readonly values: Readonly<Record<string, FieldValue>>;
  readonly errors: readonly SaveError[];
}

/** Takes what was sent field by field: known? writable? of the right form? Lookups by external id become ids. */
export function checkFields(
  kernel: Kernel,
  object: ObjectDescribe,
  sent: Readonly<Record<string, unknown>>,
  operation: 'createable' | 'updateable',
): Checked {
  const values: Record<string, FieldValue> = {};
  const errors: SaveError[] = [];
  const refused: string[] = [];
  for (const [key, value] of Object.entries(sent)) {
    if (key === 'attributes' || key.toLowerCase() === 'id') continue;
    const parent = parentField(object, key, value);
    const field = parent ?? kernel.catalog.field(object.name, key);
    if (!field) {
      errors.push(error('INVALID_FIELD', `No such column '${key}' on sobject of type ${object.name}`));
    } else if (!field[operation]) {
      refused.push(field.name);
    } else if (parent) {
      const found = resolveParent(kernel, object, parent, value as Readonly<Record<string, unknown>>);
      if (typeof found === 'string') values[parent.name] = found;
      else errors.push(found);
    } else {
      const coerced = coerce(field, value);
      if ('error' in coerced) errors.push(coerced.error);
      else values[field.name] = coerced.value;
    }
  }
  if (refused.length > 0) {
    errors.push(
      error(
        'INVALID_FIELD_FOR_INSERT_UPDATE',
        `Unable to create/update fields: ${refused.join(', ')}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`,
        refused,
      ),
    );
  }
  return { values, errors };
}

const parentField = (object: ObjectDescribe, key: string, value: unknown): FieldDescribe | undefined =>
  typeof value === 'object' && value !== null
    ? object.fields.find((field) => field.relationshipName?.toLowerCase() === key.toLowerCase())
    : undefined;

/** `"Account": { "Key__c": "123" }` → the account's id. */
function resolveParent(
  kernel: Kernel,
  object: ObjectDescribe,
  field: FieldDescribe,
  parent: Readonly<Record<string, unknown>>,
): string | SaveError {
  const entries = Object.entries(parent).filter(([name]) => name !== 'attributes');
  const [name = '', value] = entries[0] ?? [];
  const types = field.referenceTo.filter((type) => {
    const key = kernel.catalog.field(type, name);
    return key !== null && (key.externalId || key.idLookup);
  });
  if (entries.length !== 1 || types.length === 0) {
    return error(
      'INVALID_FIELD',
      `The relationship ${String(field.relationshipName)} must name one external ID field`,
      [field.name],
    );
  }
  const found = types.flatMap((type) => findRows(kernel, type, name, String(value)));
  const [first] = found;
  if (found.length === 1 && first) return first.Id;
  return first
    ? error('INVALID_FIELD', `More than one record found for external id field: ${name}`, [field.name])
    : error(
        'INVALID_FIELD',
        `Foreign key external ID: ${String(value)} not found for field ${name} in entity ${types[0] ?? object.name}`,
      );
}

/** Required on create: createable, not nillable, without a default. */
export function missingFields(
  object: ObjectDescribe,
  values: Readonly<Record<string, FieldValue>>,
  isNew: boolean,
): readonly SaveError[] {
  const missing = object.fields
    .filter((field) => field.createable && !field.nillable && field.type !== 'boolean')
    .filter((field) => (isNew ? !field.defaultedOnCreate : field.name in values))
    .filter((field) => (values[field.name] ?? null) === null)
    .map((field) => field.name);
  return missing.length === 0
    ? []
    : [error('REQUIRED_FIELD_MISSING', `Required fields are missing: [${missing.join(', ')}]`, missing)];
}

/**
 * Lookups must point at a living record of an allowed type; an owner must be active, and a queue be for the object. Contacts,
 * accounts and opportunities are not owned by queues at all: an owner of theirs is a User.
 */
export function badReferences(
  kernel: Kernel,
  object: ObjectDescribe,
  values: Readonly<Record<string, FieldValue>>,
): readonly SaveError[] {
  const errors: SaveError[] = [];
  for (const field of object.fields) {
    const id = values[field.name];
    if (field.type !== 'reference' || typeof id !== 'string' || field.referenceTo.length === 0) continue;
    const target = kernel.catalog.byPrefix(id)?.name;
    if (target === undefined || !field.referenceTo.includes(target)) {
      errors.push(
        error('FIELD_INTEGRITY_EXCEPTION', `${field.label}: id value of incorrect type: ${id}`, [field.name]),
      );
      continue;
    }
    const row = anyRow(kernel, id);
    if (!row) {
      errors.push(error('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', [field.name]));
    } else if (field.name === 'OwnerId' && row.type === 'User' && row.values['IsActive'] === false) {
      errors.push(
        error(
          'INACTIVE_OWNER_OR_USER',
          `operation performed with inactive user [${id.slice(0, 15)}] as owner of ${object.label.toLowerCase()}`,
        ),
      );
    } else if (field.name === 'OwnerId' && row.type === 'Group' && !isForObject(kernel, id, object)) {
      errors.push(error('INVALID_OPERATION', 'Queue not associated with this SObject type', [field.name]));
    }
  }
  return errors;
}

const isForObject = (kernel: Kernel, queue: string, object: ObjectDescribe): boolean =>
  findRows(kernel, 'QueueSobject', 'QueueId', queue).some(
    ({ values }) => values['SobjectType'] === object.name,
  );
