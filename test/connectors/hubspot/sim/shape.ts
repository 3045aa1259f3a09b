/** Keys the recordings lack because their owners trimmed them, or that come only sometimes. */
const MAY_BE_MORE = new Set([
  'objectWriteTraceId',
  'url',
  'localizedErrorMessage',
  'portalId',
  'createdAt',
  'updatedAt',
]);

/**
 * Where the shape of an answer departs from a recorded one: another type, a missing key, a key too many.
 * Lists are compared by their first items; in `properties` and `context` only the recorded keys count.
 */
export function departures(recorded: unknown, given: unknown, path = '$'): readonly string[] {
  if (kindOf(recorded) !== kindOf(given)) {
    const isValue = path.includes('.properties.') && (recorded === null || given === null);
    return isValue ? [] : [`${path}: ${kindOf(given)} in place of ${kindOf(recorded)}`];
  }
  if (Array.isArray(recorded) && Array.isArray(given)) {
    if (recorded.length === 0) return [];
    if (given.length === 0) return [`${path}: empty`];
    return departures(recorded[0], given[0], `${path}[0]`);
  }
  if (!isObject(recorded) || !isObject(given)) return [];
  const missing = Object.keys(recorded).filter((key) => !(key in given));
  const open = /\.(properties|context)$/.test(path);
  const more = open ? [] : Object.keys(given).filter((key) => !(key in recorded) && !MAY_BE_MORE.has(key));
  const inner = Object.keys(recorded)
    .filter((key) => key in given)
    .flatMap((key) => departures(recorded[key], given[key], `${path}.${key}`));
  return [
    ...missing.map((key) => `${path}.${key}: missing`),
    ...more.map((key) => `${path}.${key}: extra`),
    ...inner,
  ];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const kindOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;
