import type { SystemName } from '../../domain/record.ts';
import { isBlank, type Value } from '../../domain/value.ts';
import type { FieldMapping } from '../../mapping/mapping.ts';
import { mergeField, type Verdict } from '../../merge/merge.ts';
import { same } from '../../merge/same.ts';
import { planUpdate } from '../plan-write.ts';
import type { FieldContext } from './compare-context.ts';

/**
 * Sides that all say what was last agreed with them, and yet not the same. A sync sees no change there, so this is looked for
 * as if the records met for the first time. Null: they say the same; a null `verdict`: the mapping lets them differ.
 *
 * One value may be another system's way to say the same (a cut text, a value map that keeps less): sides agree when
 * either one, written to the other, would change nothing.
 */
export function differAgreed(
  field: string,
  { sides, judged, context }: FieldContext,
): { readonly verdict: Verdict | null } | null {
  const { own, readings, sidesByField } = judged;
  const row = own.mapping.fields.find((candidate) => candidate.name === field);
  const told = (sidesByField.get(field) ?? []).filter(({ system }) => context.readable(system));
  if (row === undefined || told.length < 2) return null;
  const valueIn = (system: SystemName): Value | undefined => {
    const reading = readings.get(system)?.get(field);
    return reading?.kind === 'value' ? reading.value : undefined;
  };
  /** Whether writing this value there would change nothing; what cannot be said there does not count against it. */
  const says = (system: SystemName, value: Value): boolean => {
    const side = sides.get(system);
    if (side === undefined) return true;
    const wanted: Verdict = { kind: 'flow', field, value, writes: [system], agreed: [], losers: [] };
    const { intent } = planUpdate(system, side, [wanted], sides, readings, own);
    const there = valueIn(system);
    const written = intent?.settles[field];
    return intent === null || (there !== undefined && written !== undefined && isSame(written, there));
  };
  const isSame = (one: Value, other: Value): boolean => same(row.type, one, other, row.region);
  const pairs = told.flatMap((one, at) => told.slice(at + 1).map((other) => [one, other] as const));
  const differing = pairs.filter(([{ system: one }, { system: other }]) => {
    const [mine, theirs] = [valueIn(one), valueIn(other)];
    if (mine === undefined || theirs === undefined) return false;
    // A box that nobody has ticked is blank in one system and false in another.
    if (row.type === 'boolean' && (mine === true) === (theirs === true)) return false;
    return !isSame(mine, theirs) && !says(other, mine) && !says(one, theirs);
  });
  if (differing.length === 0) return null;
  const isLet = !mustAgree(row) || told.some(({ system }) => isBlank(valueIn(system)));
  if (isLet) return { verdict: null };
  const verdict = mergeField(
    row,
    told.map((side) => ({ ...side, shadow: undefined })),
    own.writable,
  );
  return { verdict: verdict.writes.length === 0 ? null : verdict };
}

/** Whether a value that stands on one side is always to become the other's. */
const mustAgree = ({ direction, authority }: FieldMapping): boolean =>
  direction.kind === 'both' && authority.kind !== 'fill-blank' && authority.kind !== 'manual';
