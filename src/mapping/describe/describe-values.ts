import { shown, union, type ChangeAt } from './words.ts';

/** The system's value → our value, as in a column; null: values are taken as they are. */
type Values = ReadonlyMap<string, string> | null;

/** So many changed values are told one by one; of more, the rest is counted. */
const TOLD = 8;

/** What values mean now, and which is written where several mean the same. */
export function describeValues(before: Values, after: Values): readonly ChangeAt[] {
  const changes: ChangeAt[] = [];
  if (before === null && after !== null)
    changes.push((place) => `only the listed values of ${place} are understood now`);
  if (before !== null && after === null)
    changes.push((place) => `values of ${place} are taken as they are now, were listed`);
  const single = [...meanings(before, after), ...written(before, after)];
  const rest = single.length - TOLD;
  changes.push(...single.slice(0, TOLD));
  if (rest > 0) changes.push((place) => `${rest} more values of ${place} changed`);
  return changes;
}

function meanings(before: Values, after: Values): readonly ChangeAt[] {
  return union(after?.keys() ?? [], before?.keys() ?? []).flatMap((theirs): readonly ChangeAt[] => {
    const was = before?.get(theirs);
    const is = after?.get(theirs);
    if (was === is) return [];
    const value = shown(theirs);
    if (is === undefined) return [(place) => `${value} of ${place} no longer means ${shown(was ?? null)}`];
    if (was === undefined) return [(place) => `${value} of ${place} now means ${shown(is)}`];
    return [(place) => `${value} of ${place} now means ${shown(is)}, was ${shown(was)}`];
  });
}

/** Only of values that both can write: the others are told by their meaning. */
function written(before: Values, after: Values): readonly ChangeAt[] {
  const [was, is] = [firsts(before), firsts(after)];
  return [...is].flatMap(([ours, theirs]): readonly ChangeAt[] => {
    const other = was.get(ours);
    if (other === undefined || other === theirs) return [];
    return [(place) => `${shown(ours)} is now written to ${place} as ${shown(theirs)}, was ${shown(other)}`];
  });
}

/** Our value → the first of the system's that means it. */
function firsts(values: Values): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [theirs, ours] of values ?? []) if (!found.has(ours)) found.set(ours, theirs);
  return found;
}
