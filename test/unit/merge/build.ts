import type { Value } from '../../../src/domain/value.ts';
import type { Column, FieldMapping } from '../../../src/mapping/mapping.ts';
import { parseMapping } from '../../../src/mapping/parse.ts';
import { mergeField, type Verdict } from '../../../src/merge/merge.ts';
import type { Side } from '../../../src/merge/sides.ts';

/** A field in the three systems of a usual mapping, in this order; `change` varies what matters. */
export const field = (change: Partial<FieldMapping> = {}): FieldMapping => ({
  name: 'phone',
  type: 'text',
  entity: null,
  columns: new Map(
    ['hubspot', 'salesforce', 'lead-intake'].map((system) => [system, new Map([['*', column]])]),
  ),
  direction: { kind: 'both' },
  authority: { kind: 'latest' },
  nulls: 'clear',
  onCreate: null,
  variants: [],
  region: null,
  ...change,
});

const column: Column = {
  field: 'f',
  read: [],
  write: [],
  values: null,
  writeAs: new Map(),
  otherwise: null,
  targets: [],
  onCreate: null,
  value: null,
};

/** A row as RevOps writes it, e.g. `{ type: text, hubspot: x, salesforce: X, authority: salesforce }`. */
export function row(yaml: string): FieldMapping {
  const text = `entity: person\nsystems: { hubspot: { object: contacts }, salesforce: { object: Lead } }\nfields:\n  field: ${yaml}\n`;
  const parsed = parseMapping(text, 'row.yaml');
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.problems));
  const [only] = parsed.mapping.fields;
  if (only === undefined) throw new Error('no field');
  return only;
}

export const at = (hour: number): Date => new Date(Date.UTC(2026, 10, 21, hour));

/** A side that says `live` and last agreed on `shadow`; leave `shadow` out for a first meeting. */
export const side = (system: string, live: Value, shadow?: Value, modifiedAt: Date | null = null): Side => ({
  system,
  live: { kind: 'value', value: live },
  shadow,
  modifiedAt,
});

export const hubspot = (live: Value, shadow?: Value, modifiedAt: Date | null = null): Side =>
  side('hubspot', live, shadow, modifiedAt);
export const salesforce = (live: Value, shadow?: Value, modifiedAt: Date | null = null): Side =>
  side('salesforce', live, shadow, modifiedAt);
export const intake = (live: Value, shadow?: Value, modifiedAt: Date | null = null): Side =>
  side('lead-intake', live, shadow, modifiedAt);

/** Forms and lists only give. */
export const writable = (system: string): boolean => system !== 'lead-intake';

export const merge = (of: FieldMapping, ...sides: readonly Side[]): Verdict =>
  mergeField(of, sides, writable);

/** The sides once all writes of a verdict have landed and all shadows have moved. */
export const applied = (sides: readonly Side[], verdict: Verdict): readonly Side[] =>
  sides.map((one) => {
    if (verdict.writes.includes(one.system) && verdict.value !== undefined) {
      return { ...one, live: { kind: 'value', value: verdict.value }, shadow: verdict.value };
    }
    if (verdict.agreed.includes(one.system) && one.live?.kind === 'value')
      return { ...one, shadow: one.live.value };
    return one;
  });
