export type Filled = { readonly value: unknown } | { readonly missing: string };

/** Puts earlier answers in the place of `@{reference.path[0].field}`, in texts at any depth. */
export function fill(value: unknown, answers: ReadonlyMap<string, unknown>): Filled {
  const missing: string[] = [];
  const one = (text: string): string =>
    text.replace(/@\{([^}]+)\}/g, (whole, path: string) => {
      const found = at(path, answers);
      if (found === undefined) missing.push(path);
      return typeof found === 'string' || typeof found === 'number' ? String(found) : whole;
    });
  const deep = (item: unknown): unknown => {
    if (typeof item === 'string') return one(item);
    if (Array.isArray(item)) return item.map(deep);
    if (typeof item !== 'object' || item === null) return item;
    return Object.fromEntries(Object.entries(item).map(([name, each]) => [name, deep(each)]));
  };
  const filled = deep(value);
  const [first] = missing;
  return first === undefined ? { value: filled } : { missing: first };
}

/** Names are case-sensitive: `id` of a create, `Id` of a query's record. */
function at(path: string, answers: ReadonlyMap<string, unknown>): unknown {
  const [reference = '', ...names] = path.replace(/\[(\d+)\]/g, '.$1').split('.');
  let value = answers.get(reference);
  for (const name of names) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
}
