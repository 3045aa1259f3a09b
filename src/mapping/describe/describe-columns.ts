import type { SystemName } from '../../domain/record.ts';
import type { Column, FieldMapping, Mapping } from '../mapping.ts';
import { describeColumn } from './describe-column.ts';
import { namesIn } from './places.ts';
import { listed, sameList, titleOf, union, type Systems, type ChangeAt } from './words.ts';

/** One version of a field, with the mapping around it. */
export interface Within {
  readonly field: FieldMapping;
  readonly mapping: Mapping;
}

/** Where a field is, and how it looks there. A change that is the same in several places is told once. */
export function describeColumns(before: Within, after: Within, systems: Systems): readonly string[] {
  const all = union(before.field.columns.keys(), after.field.columns.keys());
  return [
    ...all.flatMap((system) => comings(before, after, system, systems)),
    ...order(before, after, systems),
    ...changes(before, after, systems),
  ];
}

const columnsIn = ({ field }: Within, system: SystemName): ReadonlyMap<string, Column> =>
  field.columns.get(system) ?? new Map<string, Column>();

/** An object that enters or leaves with the whole mapping is told there, not once more by each of its fields. */
const onlyHere = (here: Within, there: Within, system: SystemName): readonly string[] =>
  [...columnsIn(here, system).keys()].filter((object) => {
    const moved = has(here.mapping, system, object) && !has(there.mapping, system, object);
    return !columnsIn(there, system).has(object) && !moved;
  });

const has = (mapping: Mapping, system: SystemName, object: string): boolean =>
  mapping.objects.get(system)?.includes(object) === true;

/** In which systems and objects the field is, and no longer is. */
function comings(before: Within, after: Within, system: SystemName, systems: Systems): readonly string[] {
  const title = titleOf(systems, system);
  const came = onlyHere(after, before, system);
  const went = onlyHere(before, after, system);
  /** The system alone, when the field is in none of its objects on the other side. */
  const name = (objects: readonly string[], here: Within, there: Within): string =>
    columnsIn(there, system).size === 0 && columnsIn(here, system).size === objects.length
      ? title
      : listed(objects.map((object) => `${title} ${object}`));
  const names =
    columnsIn(after, system).size === came.length
      ? namesIn(after.field, system)
      : came.map((object) => columnsIn(after, system).get(object)?.field ?? '');
  return [
    ...(came.length === 0 ? [] : [`is now in ${name(came, after, before)}, too (${names.join(', ')})`]),
    ...(went.length === 0 ? [] : [`is no longer in ${name(went, before, after)}`]),
  ];
}

/** Of several who are right alike, the first is: so their order is told. */
function order(before: Within, after: Within, systems: Systems): readonly string[] {
  const was = [...before.field.columns.keys()].filter((system) => after.field.columns.has(system));
  const is = [...after.field.columns.keys()].filter((system) => before.field.columns.has(system));
  if (sameList(was, is)) return [];
  return [`its systems are now in the order ${is.map((system) => titleOf(systems, system)).join(', ')}`];
}

interface Told {
  readonly change: ChangeAt;
  readonly at: { readonly system: SystemName; readonly object: string }[];
}

function changes(before: Within, after: Within, systems: Systems): readonly string[] {
  const told = new Map<string, Told>();
  let shared = 0;
  for (const [system, columns] of after.field.columns) {
    for (const [object, column] of columns) {
      const old = columnsIn(before, system).get(object);
      if (old === undefined) continue;
      shared += 1;
      for (const change of describeColumn(old, column)) {
        const key = change('');
        if (!told.has(key)) told.set(key, { change, at: [] });
        told.get(key)?.at.push({ system, object });
      }
    }
  }
  return [...told.values()].map(({ change, at }) => {
    const several = new Set(at.map(({ system }) => system)).size > 1;
    return change(several && at.length === shared ? 'every system' : placesTold(at, after, systems));
  });
}

/** A system's title alone when it holds for all its objects. */
function placesTold(at: Told['at'], after: Within, systems: Systems): string {
  const bySystem = Map.groupBy(at, ({ system }) => system);
  return listed(
    [...bySystem].flatMap(([system, places]) => {
      const title = titleOf(systems, system);
      return places.length === columnsIn(after, system).size
        ? [title]
        : places.map(({ object }) => `${title} ${object}`);
    }),
  );
}
