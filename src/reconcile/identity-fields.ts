import type { EntityKind } from '../domain/entity.ts';
import type { SystemRecord } from '../domain/record.ts';
import type { Fields, Value } from '../domain/value.ts';
import { blockKeys } from '../identity/block-keys.ts';
import { prepare } from '../identity/prepare.ts';
import { IDENTITY_KINDS, type EntityRules, type IdentityRules } from '../identity/rules.ts';
import type { RecordBlocks } from '../ledger/block-keys.ts';
import { toCanonical, type Resolver } from '../mapping/canonical.ts';
import { columnOf } from '../mapping/fields.ts';
import type { Mapping } from '../mapping/mapping.ts';

/**
 * What a record says of itself, under our own names. A filler that we write where a system demands a value
 * (`[not provided]`) is blank: thousands of strangers share it.
 */
export function identityFields(mapping: Mapping, record: SystemRecord, resolver: Resolver): Fields {
  const fields: Record<string, Value> = {};
  for (const [name, reading] of toCanonical(mapping, record, resolver)) {
    if (reading.kind !== 'value' || reading.value === null) continue;
    const field = mapping.fields.find((one) => one.name === name);
    const column = field === undefined ? null : columnOf(field, record.ref.system, record.ref.object);
    const stored = column === null ? undefined : record.fields[column.field];
    if (column?.onCreate === undefined || stored !== column.onCreate) fields[name] = reading.value;
  }
  return fields;
}

/** Several records of one entity as one: of each field the first that is filled. */
export const mergedFields = (all: readonly Fields[]): Fields =>
  Object.assign({}, ...all.toReversed()) as Fields;

/**
 * Whether some rule asks for more than equality of what the mapping matches by: only then is there anything that the
 * exact look-ups do not tell already.
 */
const goesBeyond = (rules: EntityRules, mapping: Mapping): boolean =>
  rules.rules.some(
    (rule) =>
      rule.kind === 'score' ||
      rule.when.length > 1 ||
      rule.when.some(({ comparison }) =>
        (rules.comparisons.get(comparison)?.fields ?? []).some((field) => !mapping.matchBy.includes(field)),
      ),
  );

/** The blocks a record is in. */
export const blocksOf = (
  rules: EntityRules,
  mapping: Mapping,
  record: SystemRecord,
  resolver: Resolver,
): RecordBlocks => ({
  ref: record.ref,
  blocks: blockKeys(rules, prepare(rules, identityFields(mapping, record, resolver))),
});

/** The rules of a kind; null where they tell no more than the exact look-ups. */
export function rulesFor(
  kind: EntityKind,
  mapping: Mapping,
  identity: IdentityRules | null,
): EntityRules | null {
  const known = IDENTITY_KINDS.find((one) => one === kind);
  const rules = known === undefined ? undefined : identity?.get(known);
  return rules !== undefined && goesBeyond(rules, mapping) ? rules : null;
}
