import type { SystemName } from '../../domain/record.ts';
import type { Mapping } from '../mapping.ts';
import { counted, sameList, titleOf, union, type Systems } from './words.ts';

/** Which objects take part. The first of a system is the one that is created, so their order is told, too. */
export function describeObjects(before: Mapping, after: Mapping, systems: Systems): readonly string[] {
  return union(before.objects.keys(), after.objects.keys()).flatMap((system) => {
    const was = before.objects.get(system) ?? [];
    const is = after.objects.get(system) ?? [];
    const name = (object: string): string =>
      `${titleOf(systems, system)} ${object === '*' ? '(any object)' : object}`;
    const stayedThen = was.filter((object) => is.includes(object));
    const stayedNow = is.filter((object) => was.includes(object));
    return [
      ...is
        .filter((object) => !was.includes(object))
        .map((object) => `${name(object)} now takes part, with ${fieldsIn(after, system, object)}`),
      ...was.filter((object) => !is.includes(object)).map((object) => `${name(object)} no longer takes part`),
      ...(was[0] !== undefined && is[0] !== undefined && was[0] !== is[0]
        ? [`${name(is[0])} now comes first, was ${was[0]}`]
        : sameList(stayedThen, stayedNow)
          ? []
          : [`The objects of ${titleOf(systems, system)} are now in the order ${is.join(', ')}`]),
    ];
  });
}

function fieldsIn(mapping: Mapping, system: SystemName, object: string): string {
  const having = mapping.fields.filter((field) => field.columns.get(system)?.has(object) === true);
  return counted(having.length, 'field');
}
