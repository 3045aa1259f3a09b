import type { Anonymising, Mapping } from '../mapping.ts';
import { titleOf, union, type Systems } from './words.ts';

/** What erasing does with a person's records. */
export function describeErase(before: Mapping, after: Mapping, systems: Systems): readonly string[] {
  return union(before.erase.keys(), after.erase.keys()).flatMap((system) => {
    const was = before.erase.get(system);
    const is = after.erase.get(system);
    return union(was?.keys() ?? [], is?.keys() ?? []).flatMap((object) => {
      const [then, now] = [said(was?.get(object)), said(is?.get(object))];
      return then === now
        ? []
        : [`Erasing a person now ${now} in ${titleOf(systems, system)} ${object}, was: ${then}`];
    });
  });
}

const said = (anonymising: Anonymising | undefined): string =>
  anonymising === undefined
    ? 'deletes the record'
    : `writes ${Object.entries(anonymising)
        .map(([field, value]) => `${field} = ${value === null ? '(blank)' : JSON.stringify(value)}`)
        .join(', ')}`;
