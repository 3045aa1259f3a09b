import type { ObjectSchema } from '../../domain/schema.ts';

/** What a live system looks like: its objects by name, and whether it can be written at all. */
export interface LiveSystem {
  readonly objects: ReadonlyMap<string, ObjectSchema>;
  readonly writable: boolean;
  /** How fields that `leadloop setup` makes are called; null: it makes none there. */
  readonly ownFields: { readonly prefix: string; readonly suffix: string } | null;
}

/** Whether a field is made by `leadloop setup` when it is missing. */
export const isMadeBySetup = ({ ownFields }: LiveSystem, name: string): boolean =>
  ownFields !== null && name.startsWith(ownFields.prefix) && name.endsWith(ownFields.suffix);

/** The objects behind `*` are described alike (they are sources of one form), so the first stands for all. */
export function schemasOf(live: LiveSystem, object: string): readonly ObjectSchema[] {
  if (object === '*') return [...live.objects.values()].slice(0, 1);
  const schema = live.objects.get(object);
  return schema === undefined ? [] : [schema];
}
