import type { FieldMapping, History, Mapping } from '../mapping.ts';
import { describeField } from './describe-field.ts';
import { describeCreateAs } from './describe-create-as.ts';
import { describeErase } from './describe-erase.ts';
import { describeObjects } from './describe-objects.ts';
import { placesOf } from './places.ts';
import { COME_BACK, TWINS, whoWins } from './policies.ts';
import { sameList, spoken, titleOf, union, type Systems } from './words.ts';

type Describe = (before: Mapping, after: Mapping, systems: Systems) => readonly string[];

/** What may change of a mapping. A key of the model that is not here does not compile. */
const DESCRIBE: { readonly [Key in keyof Mapping]-?: Describe } = {
  entity: (before, after) =>
    before.entity === after.entity ? [] : [`The file is now about ${after.entity}, was ${before.entity}`],
  objects: describeObjects,
  createIn: (before, after, systems) => [
    ...[...after.createIn]
      .filter((system) => !before.createIn.has(system))
      .map((system) => `A record is now created in ${titleOf(systems, system)} where there is none`),
    ...[...before.createIn]
      .filter((system) => !after.createIn.has(system))
      .map((system) => `No record is created in ${titleOf(systems, system)} any more`),
  ],
  createAs: describeCreateAs,
  matchBy: (before, after) =>
    sameList(before.matchBy, after.matchBy)
      ? []
      : [`Records are now matched by ${matched(after)}, was ${matched(before)}`],
  onDelete: (before, after) =>
    before.onDelete === after.onDelete
      ? []
      : [`The twins of a deleted record ${TWINS[after.onDelete].now}, ${TWINS[before.onDelete].was} before`],
  erase: describeErase,
  comeBack: (before, after) =>
    before.comeBack === after.comeBack
      ? []
      : [`An erased person’s address that comes in again ${COME_BACK[after.comeBack]} now`],
  scope: (before, after, systems) =>
    union(before.scope.keys(), after.scope.keys()).flatMap((system) => {
      const [was, is] = [before.scope.get(system)?.text, after.scope.get(system)?.text];
      if (was === is) return [];
      return [
        is === undefined
          ? `Every record crosses to ${titleOf(systems, system)} now`
          : `Only records cross to ${titleOf(systems, system)} now for which ${is}${was === undefined ? '' : `, was ${was}`}`,
      ];
    }),
  history: ({ history: was }, { history: is }) =>
    was?.field === is?.field && was?.days === is?.days
      ? []
      : [`Only what is ${howOld(is)} is carried over now, was ${howOld(was)}`],
  fields: describeFields,
  /** Told by the columns' expressions. */
  computed: () => [],
};

/**
 * What changed from one mapping to the other, a sentence each, in plain words; empty when both mean the same.
 *
 * @param systems how the systems are spoken of
 */
export const describeMapping: Describe = (before, after, systems) =>
  Object.values(DESCRIBE).flatMap((describe) => describe(before, after, systems));

function describeFields(before: Mapping, after: Mapping, systems: Systems): readonly string[] {
  const was = byName(before);
  const is = byName(after);
  const line = (field: FieldMapping): string =>
    `${field.name} (${placesOf(field, systems)}), ${whoWins(field.authority, systems)}`;
  return [
    ...after.fields.flatMap((field) => {
      const old = was.get(field.name);
      if (old === undefined) return [`New field: ${line(field)}`];
      return describeField({ field: old, mapping: before }, { field, mapping: after }, systems).map(
        (change) => `${spoken(field.name)}: ${change}`,
      );
    }),
    ...before.fields
      .filter((field) => !is.has(field.name))
      .map((field) => `Field removed: ${field.name} (${placesOf(field, systems)})`),
  ];
}

const byName = (mapping: Mapping): ReadonlyMap<string, FieldMapping> =>
  new Map(mapping.fields.map((field) => [field.name, field]));

const matched = ({ matchBy }: Mapping): string => (matchBy.length === 0 ? 'nothing' : matchBy.join(', '));

const howOld = (history: History | null): string =>
  history === null ? 'of any age' : `younger than ${history.days} days by its ${spoken(history.field)}`;
