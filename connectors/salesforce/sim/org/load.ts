import type { FieldValue, ObjectDescribe } from '../org.ts';
import { derive, unnamed } from './derive.ts';
import type { Kernel } from './kernel.ts';
import { datetime } from './time.ts';

/** What a field holds when nothing was given: null, but for checkboxes and picklists with a default. */
const templates = new WeakMap<ObjectDescribe, Readonly<Record<string, FieldValue>>>();

function templateOf(object: ObjectDescribe): Readonly<Record<string, FieldValue>> {
  const known = templates.get(object);
  if (known) return known;
  const template: Record<string, FieldValue> = {};
  for (const field of object.fields) {
    const option = field.picklistValues.find((each) => each.defaultValue);
    if (field.type === 'boolean') template[field.name] = false;
    else if (option && field.createable) template[field.name] = option.value;
  }
  templates.set(object, template);
  return template;
}

/**
 * Puts a record in place without rules, events or permissions: for made-up and seeded ones. `values` must be stored
 * forms by describe names; audit fields and owner may be among them and are filled in otherwise. Returns the id.
 */
export function loadRow(kernel: Kernel, type: string, values: Readonly<Record<string, FieldValue>>): string {
  const object = kernel.catalog.full(type);
  if (!object) throw new Error(`no object type ${type}`);
  const Id = typeof values['Id'] === 'string' ? values['Id'] : kernel.store.nextId(object.keyPrefix);
  const now = datetime(kernel.now());
  const full: Record<string, FieldValue> = {
    ...templateOf(object),
    CreatedDate: now,
    CreatedById: kernel.userId,
    LastModifiedDate: now,
    LastModifiedById: kernel.userId,
    SystemModstamp: now,
    ...(kernel.catalog.field(type, 'OwnerId') ? { OwnerId: kernel.userId } : {}),
    ...values,
    Id,
  };
  kernel.store.load({
    Id,
    type: object.name,
    values: Object.assign(full, derive(kernel, object.name, full, null), unnamed(object, full, Id)),
    IsDeleted: full['IsDeleted'] === true,
    MasterRecordId: typeof full['MasterRecordId'] === 'string' ? full['MasterRecordId'] : null,
  });
  return Id;
}
