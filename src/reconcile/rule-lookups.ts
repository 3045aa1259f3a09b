import type { ClaimedEntity } from '../ledger/claim-entities.ts';
import { refKey, type SystemName } from '../domain/record.ts';
import { prepare } from '../identity/prepare.ts';
import type { EntityRules } from '../identity/rules.ts';
import { identitySearches } from '../identity/search-keys.ts';
import type { Resolver } from '../mapping/canonical.ts';
import type { Mapping } from '../mapping/mapping.ts';
import type { SearchKey, Snapshots } from './gather.ts';
import { identityFields, mergedFields } from './identity-fields.ts';

/** What a hit of such a look-up is found by: it is a candidate to be judged, not a match. */
export const BY_RULES = 'rules';

/**
 * The look-ups that the rules of identity want of a system, to be asked together with the others. What the mapping
 * matches by is looked up already. Only values are asked for that every system stores alike: those of which one is part
 * of another (the domain in a web address) would need a dozen spellings each, and the ledger knows these records.
 */
export function ruleLookups(
  claimed: ClaimedEntity,
  system: SystemName,
  object: string,
  mapping: Mapping,
  rules: EntityRules,
  snapshots: Snapshots,
  resolver: Resolver,
): readonly SearchKey[] {
  const records = claimed.links.flatMap((link) => {
    const snapshot = snapshots.get(refKey(link.ref));
    return link.endedWhy === null && snapshot?.kind === 'present' ? [snapshot.record] : [];
  });
  const fields = mergedFields(records.map((record) => identityFields(mapping, record, resolver)));
  return identitySearches(rules, fields).flatMap(({ comparison, field, value }): readonly SearchKey[] => {
    const column = mapping.fields
      .find((one) => one.name === field)
      ?.columns.get(system)
      ?.get(object);
    const isWhole = rules.comparisons.get(comparison)?.comparator.lookup === 'whole';
    if (column === undefined || !isWhole || mapping.matchBy.includes(field)) return [];
    return [
      {
        entity: claimed.id,
        by: BY_RULES,
        field: column.field,
        values: [value],
        fits: (record) => {
          const theirs = prepare(rules, identityFields(mapping, record, resolver)).get(comparison) ?? [];
          return theirs.some((form) => form.text === value);
        },
      },
    ];
  });
}
