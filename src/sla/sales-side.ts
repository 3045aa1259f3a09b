import { RULES, type SystemName } from '../domain/record.ts';
import type { SalesSide } from '../ledger/hand-off-signs.ts';
import type { FieldMapping, Mapping } from '../mapping/mapping.ts';

/** The field of the record of the rules that says who gets a person. */
const OWNER = 'owner';

/**
 * Where sales works: the system that has the last word on who owns a person, else all that are told. What is given by the
 * rules there shows the hand-off; a write of anything else does not.
 */
export function salesSideOf(mapping: Mapping | undefined): SalesSide {
  const given = (mapping?.fields ?? []).filter(({ columns }) => columns.has(RULES));
  const owner = ownerField(mapping);
  const systems = owner === undefined ? [] : systemsOf(owner);
  const columns = given.flatMap((field) =>
    systems.flatMap((system) =>
      [...(field.columns.get(system)?.values() ?? [])].map((column) => column.field),
    ),
  );
  return { systems, columns: [...new Set(columns)] };
}

/** The field that takes who gets a person. */
export const ownerField = (mapping: Mapping | undefined): FieldMapping | undefined =>
  mapping?.fields.find(({ columns }) =>
    [...(columns.get(RULES)?.values() ?? [])].some(({ field }) => field === OWNER),
  );

const systemsOf = ({ authority, columns }: FieldMapping): readonly SystemName[] =>
  authority.kind === 'system' || authority.kind === 'system-unless-blank'
    ? [authority.system]
    : [...columns.keys()].filter((system) => system !== RULES);
