import type { LinkChange } from '../domain/plan.ts';
import type { SystemName } from '../domain/record.ts';
import { isBlank } from '../domain/value.ts';
import type { ClaimedEntity } from '../ledger/claim-entities.ts';
import { toCanonical, type Reading } from '../mapping/canonical.ts';
import type { PlanContext } from './plan-context.ts';
import type { SideRecord } from './view.ts';

/**
 * What a conversion did not carry over. The record it made stands under the shadow of the one it was made of, and what is
 * blank when that is first seen was cleared by nobody: the shadow forgets it, and the others' values go there.
 *
 * A checkbox has no blank: one that was not carried over is false, which a merge would take for somebody's word. So false is
 * what was agreed with that record, and nothing with those that say true: theirs is news, and goes there.
 */
export function leftBehind(
  { links }: ClaimedEntity,
  sides: ReadonlyMap<SystemName, SideRecord>,
  { mapping, resolver }: PlanContext,
): readonly LinkChange[] {
  const readingsOf = ({ record }: SideRecord): ReadonlyMap<string, Reading> =>
    toCanonical(mapping, record, resolver);
  return [...sides].flatMap(([system, side]): readonly LinkChange[] => {
    const { ref, shadow, lastSeen } = side.link;
    const isConverted = links.some((old) => old.ref.system === system && old.endedWhy === 'converted');
    if (!isConverted || shadow === null || lastSeen !== null) return [];
    const readings = [...readingsOf(side)];
    const fields = readings.flatMap(([name, reading]) =>
      reading.kind === 'value' && isBlank(reading.value) && !isBlank(shadow[name]) ? [name] : [],
    );
    const unticked = readings.flatMap(([name, reading]) =>
      reading.kind === 'value' && reading.value === false && shadow[name] === true ? [name] : [],
    );
    const ticked = [...sides.values()].map((other) => {
      const theirs = readingsOf(other);
      return { ref: other.link.ref, fields: unticked.filter((name) => saysTrue(theirs.get(name))) };
    });
    return [
      ...(fields.length === 0 ? [] : [{ kind: 'forget', ref, fields } as const]),
      ...[{ ref, fields: unticked, value: false }, ...ticked.map((one) => ({ ...one, value: null }))]
        .filter((one) => one.fields.length > 0)
        .map(({ ref: of, fields: names, value }): LinkChange => {
          const agreed = Object.fromEntries(names.map((name) => [name, value]));
          return { kind: 'agree', ref: of, fields: agreed };
        }),
    ];
  });
}

const saysTrue = (reading: Reading | undefined): boolean =>
  reading?.kind === 'value' && reading.value === true;
