import type { Column } from '../mapping.ts';
import type { Transform } from '../transform.ts';
import { describeValues } from './describe-values.ts';
import { shown, union, type ChangeAt } from './words.ts';

type Describe = (before: Column, after: Column) => readonly ChangeAt[];

/** What may change of a column. A key of the model that is not here does not compile. */
const DESCRIBE: { readonly [Key in keyof Column]-?: Describe } = {
  field: (before, after) =>
    before.field === after.field
      ? []
      : [(place) => `its field in ${place} is now ${after.field}, was ${before.field}`],

  read: (before, after) => {
    const [was, is] = [stepsOf(before.read), stepsOf(after.read)];
    return was === is ? [] : [(place) => `is now read from ${place} with ${is}, was ${was}`];
  },

  write: (before, after) => {
    const [was, is] = [stepsOf(before.write), stepsOf(after.write)];
    return was === is ? [] : [(place) => `is now written to ${place} with ${is}, was ${was}`];
  },

  values: (before, after) => describeValues(before.values, after.values),

  writeAs: (before, after) =>
    union(after.writeAs.keys(), before.writeAs.keys()).flatMap((ours): readonly ChangeAt[] => {
      const [was, is] = [before.writeAs.get(ours), after.writeAs.get(ours)];
      if (was === is) return [];
      const value = shown(ours);
      return [
        (place) =>
          `${value} is now written to ${place} as ${is === undefined ? 'its own value' : shown(is)}${was === undefined ? '' : `, was ${shown(was)}`}`,
      ];
    }),

  otherwise: (before, after) =>
    before.otherwise === after.otherwise
      ? []
      : [
          (place) =>
            `values of ${place} that are not listed ${meaning(after.otherwise)} now, ${meaning(before.otherwise, 'was')} before`,
        ],

  targets: (before, after) => {
    const [was, is] = [targetsOf(before), targetsOf(after)];
    return was === is ? [] : [(place) => `its ids in ${place} now belong to ${is}, was ${was}`];
  },

  onCreate: (before, after) =>
    JSON.stringify(before.onCreate) === JSON.stringify(after.onCreate)
      ? []
      : [
          (place) =>
            `on create in ${place} it is now ${shown(after.onCreate)}, was ${shown(before.onCreate)}`,
        ],

  value: (before, after) => {
    const [was, is] = [before.value?.text ?? null, after.value?.text ?? null];
    if (was === is) return [];
    if (is === null) return [(place) => `is no longer computed for ${place}`];
    return [(place) => `in ${place} it is now computed by ${is}${was === null ? '' : `, was ${was}`}`];
  },
};

export const describeColumn: Describe = (before, after) =>
  Object.values(DESCRIBE).flatMap((describe) => describe(before, after));

const targetsOf = ({ targets }: Column): string => (targets.length === 0 ? 'nothing' : targets.join(' or '));

/** Steps by name and argument. Those of the value map are told by its values. */
function stepsOf(steps: readonly Transform[]): string {
  const named = steps
    .filter((step) => step.name !== 'values')
    .map(({ name, argument }) => (argument === undefined ? name : `${name} ${JSON.stringify(argument)}`));
  return named.length === 0 ? 'nothing done to it' : named.join(', then ');
}

function meaning(otherwise: string | null, when: 'is' | 'was' = 'is'): string {
  if (otherwise === null) return when === 'is' ? 'are unreadable' : 'were unreadable';
  return `${when === 'is' ? 'mean' : 'meant'} ${shown(otherwise)}`;
}
