import { failed, ok, type Transform, type Transformed } from './transform.ts';

/**
 * Option values of a system ⇄ ours. Several of the system's may be one of ours; of those the first is written. So what
 * was written always reads back as what was meant, and a finer value that means the same is left as it is. Where ours are
 * the finer ones, `writeAs` says what is written for those that the system does not tell apart.
 */
export const readValues = (values: ReadonlyMap<string, string>, otherwise: string | null): Transform => ({
  name: 'values',
  apply: eachItem((item) => values.get(item) ?? otherwise),
});

export function writeValues(
  values: ReadonlyMap<string, string>,
  writeAs: ReadonlyMap<string, string>,
): Transform {
  const theirs = new Map<string, string>(writeAs);
  for (const [value, ours] of values) if (!theirs.has(ours)) theirs.set(ours, value);
  return { name: 'values', apply: eachItem((item) => theirs.get(item) ?? null) };
}

function eachItem(change: (item: string) => string | null): Transform['apply'] {
  return (value): Transformed => {
    if (typeof value === 'string') {
      const changed = change(value);
      return changed === null ? missing : ok(changed);
    }
    if (typeof value !== 'object' || value === null) return ok(value);
    const items = value.map(change);
    const known = items.filter((item) => item !== null);
    return known.length === items.length ? ok([...new Set(known)].sort()) : missing;
  };
}

const missing = failed('has a value that the mapping does not list');
