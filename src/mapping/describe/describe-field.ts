import type { Direction, FieldMapping, Variant } from '../mapping.ts';
import { describeColumns, type Within } from './describe-columns.ts';
import { receiversOf } from './places.ts';
import { BLANKS, whereTo, whoWins, winnerWas } from './policies.ts';
import { listed, sameList, shown, titleOf, type Systems } from './words.ts';

type Describe = (before: Within, after: Within, systems: Systems) => readonly string[];

/** What may change of a row. A key of the model that is not here does not compile. */
const DESCRIBE: { readonly [Key in keyof FieldMapping]-?: Describe } = {
  /** Rows are compared by name: another name is another row. */
  name: () => [],
  type: ({ field: before }, { field: after }) =>
    before.type === after.type ? [] : [`is now of type ${after.type}, was ${before.type}`],
  entity: ({ field: before }, { field: after }) =>
    before.entity === after.entity
      ? []
      : [`now points at ${after.entity ?? 'nothing'}, was ${before.entity ?? 'nothing'}`],
  columns: describeColumns,
  direction: describeDirection,
  authority: ({ field: before }, { field: after }, systems) =>
    JSON.stringify(before.authority) === JSON.stringify(after.authority)
      ? []
      : [`${whoWins(after.authority, systems, 'now ')}, was ${winnerWas(before.authority, systems)}`],
  nulls: ({ field: before }, { field: after }) => (before.nulls === after.nulls ? [] : [BLANKS[after.nulls]]),
  onCreate: describeOnCreate,
  region: ({ field: before }, { field: after }) =>
    before.region === after.region
      ? []
      : [
          `numbers without a country prefix are now of ${after.region ?? 'no country'}, was ${before.region ?? 'no country'}`,
        ],
  variants: ({ field: before }, { field: after }, systems) => {
    const [was, is] = [before.variants, after.variants].map((variants) =>
      variants.map((variant) => describeVariant(variant, systems)),
    );
    if (was === undefined || is === undefined || sameList(was, is)) return [];
    return [
      `its variants are now ${is.length === 0 ? 'none' : is.join('; ')}, was ${was.length === 0 ? 'none' : was.join('; ')}`,
    ];
  },
};

const describeVariant = ({ when, authority, direction, nulls }: Variant, systems: Systems): string =>
  `when ${when.text}: ${whoWins(authority, systems)}, ${whereTo(direction, systems)}, ${nulls === 'clear' ? 'a blank clears' : 'a blank is kept out'}`;

/** What changed of a row, without its name. */
export const describeField: Describe = (before, after, systems) =>
  Object.values(DESCRIBE).flatMap((describe) => describe(before, after, systems));

/** Told by who is written; by its own name where that makes no difference. */
function describeDirection(
  { field: before }: Within,
  { field: after }: Within,
  systems: Systems,
): readonly string[] {
  if (sameDirection(before.direction, after.direction)) return [];
  const was = receiversOf(before, systems);
  const is = receiversOf(after, systems);
  const titles = (names: readonly string[]): string => listed(names.map((name) => titleOf(systems, name)));
  const begun = is.filter((system) => before.columns.has(system) && !was.includes(system));
  const ended = was.filter((system) => after.columns.has(system) && !is.includes(system));
  if (begun.length + ended.length === 0)
    return [`now flows ${whereTo(after.direction, systems)}, was ${whereTo(before.direction, systems)}`];
  return [
    ...(begun.length === 0 ? [] : [`is now sent to ${titles(begun)}, too`]),
    ...(ended.length === 0 ? [] : [`is no longer sent to ${titles(ended)}`]),
  ];
}

const sameDirection = (a: Direction, b: Direction): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Each column has its own copy of the row's value, and is told by it; the row's is left when all columns replace it. */
function describeOnCreate(before: Within, after: Within): readonly string[] {
  const value = ({ field }: Within): string => JSON.stringify(field.onCreate);
  const inColumns = (within: Within): string =>
    JSON.stringify(
      [...within.field.columns].map(([system, columns]) => [
        system,
        [...columns].map(([object, column]) => [object, column.onCreate]),
      ]),
    );
  if (value(before) === value(after) || inColumns(before) !== inColumns(after)) return [];
  return [`the row's value on create is now ${shown(after.field.onCreate)}, which each system replaces`];
}
