import type { FieldValue } from '../org.ts';
import { derive } from './derive.ts';
import type { Kernel } from './kernel.ts';
import { datetime } from './time.ts';

/**
 * Puts a record in place without rules, events or permissions: for made-up and seeded ones. `values` must be stored
 * forms by describe names; audit fields and owner may be among them and are filled in otherwise. Returns the id.
 */
export function loadRow(kernel: Kernel, type: string, values: Readonly<Record<string, FieldValue>>): string {
  const object = kernel.catalog.full(type);
  const Id = typeof values['Id'] === 'string' ? values['Id'] : kernel.store.nextId(object?.keyPrefix ?? '');
  const now = datetime(Date.now());
  const full: Record<string, FieldValue> = {};
  for (const field of object?.fields ?? []) {
    if (field.type === 'boolean') full[field.name] = false;
    if (field.name === 'OwnerId' || field.name === 'CreatedById' || field.name === 'LastModifiedById') {
      full[field.name] = kernel.userId;
    }
    if (['CreatedDate', 'LastModifiedDate', 'SystemModstamp'].includes(field.name)) full[field.name] = now;
    const option = field.picklistValues.find((each) => each.defaultValue);
    if (option && field.createable) full[field.name] = option.value;
  }
  Object.assign(full, values, { Id });
  kernel.store.load({
    Id,
    type: object?.name ?? type,
    values: { ...full, ...derive(kernel, object?.name ?? type, full, null) },
    IsDeleted: full['IsDeleted'] === true,
    MasterRecordId: typeof full['MasterRecordId'] === 'string' ? full['MasterRecordId'] : null,
  });
  return Id;
}
