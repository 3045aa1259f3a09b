import type { ObjectSchema } from '../../domain/schema.ts';

/** What a live system looks like: its objects by name, and whether it can be written at all. */
export interface LiveSystem {
  readonly objects: ReadonlyMap<string, ObjectSchema>;
  readonly writable: boolean;
}

/** The objects behind `*` are described alike (they are sources of one form), so the first stands for all. */
export function schemasOf(live: LiveSystem, object: string): readonly ObjectSchema[] {
  if (object === '*') return [...live.objects.values()].slice(0, 1);
  const schema = live.objects.get(object);
  return schema === undefined ? [] : [schema];
}
