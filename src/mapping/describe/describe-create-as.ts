import type { Mapping } from '../mapping.ts';
import { sameList, titleOf, union, type Systems } from './words.ts';

/** Which object is created for whom. The first condition that holds counts, so their order is told, too. */
export function describeCreateAs(before: Mapping, after: Mapping, systems: Systems): readonly string[] {
  return union(before.createAs.keys(), after.createAs.keys()).flatMap((system) => {
    const [was, is] = [before.createAs.get(system), after.createAs.get(system)];
    const title = titleOf(systems, system);
    const objects = union(was?.keys() ?? [], is?.keys() ?? []);
    const stayed = [is, was].map((conditions) =>
      [...(conditions?.keys() ?? [])].filter(
        (object) => was?.has(object) === true && is?.has(object) === true,
      ),
    );
    return [
      ...objects.flatMap((object) => {
        const [then, now] = [was?.get(object)?.text, is?.get(object)?.text];
        if (then === now) return [];
        if (now === undefined) return [`${title} ${object} is no longer created instead of the first object`];
        return [
          `${title} ${object} is now created when ${now}${then === undefined ? '' : `, was when ${then}`}`,
        ];
      }),
      ...(sameList(stayed[0] ?? [], stayed[1] ?? [])
        ? []
        : [`What is created in ${title} is now asked in the order ${(stayed[0] ?? []).join(', ')}`]),
    ];
  });
}
