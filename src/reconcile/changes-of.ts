import type { Changes } from '../domain/change.ts';
import { RULES } from '../domain/record.ts';
import { isBlank, sameValue, type Fields, type Value } from '../domain/value.ts';
import type { Reading } from '../mapping/canonical.ts';
import { isConsent, type Mapping } from '../mapping/mapping.ts';

/**
 * What an update does that is dangerous in great numbers. A value that could not be read is not known to be lost, and one
 * that only the rules give is nobody's work: it comes back when they say it again.
 *
 * @param settles the canonical values after the write
 * @param before what the record says now
 */
export function changesOf(
  mapping: Mapping,
  settles: Fields,
  before: ReadonlyMap<string, Reading> | undefined,
): Changes {
  const own = new Set(
    mapping.fields.flatMap(({ name, direction }) =>
      direction.kind === 'from' && direction.system === RULES ? [name] : [],
    ),
  );
  const owners = new Set(mapping.fields.flatMap(({ name, type }) => (type === 'owner' ? [name] : [])));
  const consent = new Set(mapping.fields.filter(isConsent).map(({ name }) => name));
  const optOut: Record<string, Value> = {};
  const optIn: Record<string, Value> = {};
  const blank: Record<string, Value> = {};
  const owner: Record<string, Value> = {};
  for (const [name, after] of Object.entries(settles)) {
    const reading = before?.get(name);
    if (reading?.kind !== 'value') continue;
    if (consent.has(name)) (after === true ? optOut : optIn)[name] = reading.value;
    if (consent.has(name) || isBlank(reading.value)) continue;
    if (own.has(name)) continue;
    if (isBlank(after)) blank[name] = reading.value;
    else if (owners.has(name) && !sameValue(reading.value, after)) owner[name] = reading.value;
  }
  return {
    ...(isEmpty(blank) ? {} : { blank }),
    ...(isEmpty(owner) ? {} : { owner }),
    ...(isEmpty(optOut) ? {} : { 'opt-out': optOut }),
    ...(isEmpty(optIn) ? {} : { 'opt-in': optIn }),
  };
}

const isEmpty = (fields: Fields): boolean => Object.keys(fields).length === 0;
