import type { LinkChange } from '../domain/plan.ts';
import type { SystemName } from '../domain/record.ts';
import { isBlank } from '../domain/value.ts';
import type { ClaimedEntity } from '../ledger/claim-entities.ts';
import { toCanonical } from '../mapping/canonical.ts';
import type { PlanContext } from './plan-context.ts';
import type { SideRecord } from './view.ts';

/**
 * What a conversion did not carry over. The record it made stands under the shadow of the one it was made of, and what is
 * blank when that is first seen was cleared by nobody: the shadow forgets it, and the others' values go there.
 */
export function leftBehind(
  { links }: ClaimedEntity,
  sides: ReadonlyMap<SystemName, SideRecord>,
  { mapping, resolver }: PlanContext,
): readonly LinkChange[] {
  return [...sides].flatMap(([system, { link, record }]): readonly LinkChange[] => {
    const { ref, shadow, lastSeen } = link;
    const isConverted = links.some((old) => old.ref.system === system && old.endedWhy === 'converted');
    if (!isConverted || shadow === null || lastSeen !== null) return [];
    const fields = [...toCanonical(mapping, record, resolver)].flatMap(([name, reading]) =>
      reading.kind === 'value' && isBlank(reading.value) && !isBlank(shadow[name]) ? [name] : [],
    );
    return fields.length === 0 ? [] : [{ kind: 'forget', ref, fields }];
  });
}
