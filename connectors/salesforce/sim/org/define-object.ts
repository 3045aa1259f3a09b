import { objectMetadata, toCompactField, toCompactObject } from './custom-metadata.ts';
import type { SimOrg } from './create.ts';

export type Defined =
  | { readonly kind: 'made'; readonly name: string }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'gap'; readonly gap: string };

/** Makes an object as an administrator does in Setup; nothing of it when any part is refused. Every user sees it. */
export function defineObject(org: SimOrg, body: unknown): Defined {
  const parsed = objectMetadata.safeParse(body);
  if (!parsed.success) return { kind: 'refused', reason: parsed.error.message };
  const { data: metadata } = parsed;
  const { fullName: name } = metadata;
  if (org.catalog.full(name)) return { kind: 'refused', reason: `there is an object ${name} already` };
  const custom = org.types().filter((type) => type.endsWith('__c')).length;
  const object = toCompactObject(metadata, `a${String(custom).padStart(2, '0')}`);
  const taken = new Set(object.fields.map((field) => field.name.toLowerCase()));
  const fields = [];
  for (const { fullName, ...each } of metadata.fields) {
    const field = toCompactField(fullName, each);
    if (field === null) return { kind: 'gap', gap: `custom fields of type ${each.type}` };
    const target = each.referenceTo;
    if (field.type === 'reference' && (target === undefined || (target !== name && !org.describe(target)))) {
      return { kind: 'refused', reason: `${fullName}: referenceTo names no object: ${String(target)}` };
    }
    if (taken.has(fullName.toLowerCase())) {
      return { kind: 'refused', reason: `there is a field ${fullName} already` };
    }
    taken.add(fullName.toLowerCase());
    fields.push(field);
  }
  org.catalog.addObject(object);
  for (const field of fields) org.addField(name, field);
  return { kind: 'made', name };
}
