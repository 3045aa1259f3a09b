import type { SystemName } from '../domain/record.ts';
import type { KnownRecord } from '../ledger/known-records.ts';
import { toCanonical, type Reading, type Resolver } from '../mapping/canonical.ts';
import type { Mapping } from '../mapping/mapping.ts';
import type { FieldValues } from '../mapping/scope.ts';
import type { Side } from '../merge/sides.ts';
import { valuesOf } from './field-values.ts';
import { mergeByVariants } from './merge-entity.ts';

/**
 * What the fields of an entity are, by what is known of its records; computed fields are left out. Owners are not looked up,
 * nor references that `entityOf` does not know: what was last agreed on them stands.
 */
export function valuesAsSeen(
  mapping: Mapping,
  records: readonly KnownRecord[],
  entityOf: Resolver['entityOf'] = () => null,
): FieldValues {
  const resolve: Resolver = { owner: () => null, ownerId: () => null, entityOf, refOf: () => null };
  const sides = new Map<string, Side[]>(mapping.fields.map((field) => [field.name, []]));
  for (const { ref, lastSeen, agreed, modifiedAt } of records) {
    const record = { ref, fields: lastSeen, externalKey: null, modifiedAt };
    for (const [name, reading] of toCanonical(mapping, record, resolve)) {
      if (mapping.computed.has(name)) continue;
      const shadow = agreed?.[name];
      const live: Reading =
        reading.kind === 'unreadable' && shadow !== undefined ? { kind: 'value', value: shadow } : reading;
      sides.get(name)?.push({ system: ref.system, live, shadow, modifiedAt });
    }
  }
  const writable = (system: SystemName): boolean => mapping.createIn.has(system);
  return valuesOf(mergeByVariants(mapping, sides, writable, new Map()).verdicts);
}
