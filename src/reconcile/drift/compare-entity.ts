import type { Difference } from '../../domain/drift.ts';
import type { LinkChange } from '../../domain/plan.ts';
import type { SystemName } from '../../domain/record.ts';
import type { Verdict } from '../../merge/merge.ts';
import { isConsent } from '../../mapping/mapping.ts';
import { unreadableFailures } from '../failures.ts';
import { judgeFields, type Judged } from '../judge-fields.ts';
import { linkChanges } from '../mend.ts';
import { planUpdate } from '../plan-write.ts';
import { sidesOf, type EntityView } from '../view.ts';
import { closedSystems } from '../withhold.ts';
import { causeOf } from './cause-of.ts';
import type { CompareContext, FieldContext } from './compare-context.ts';
import { differAgreed } from './differ-agreed.ts';

/** What a comparison of one entity's records with each other has come to. */
export type Comparison =
  | { readonly kind: 'unreadable' }
  | {
      readonly kind: 'compared';
      /** Records that are not there any more; then no field is compared. */
      readonly gone: readonly Difference[];
      readonly fields: readonly ComparedField[];
    };

export interface ComparedField {
  readonly field: string;
  /** The sides differ, and the mapping lets them. */
  readonly apart: boolean;
  /** None: they agree, or are apart as the mapping lets them. */
  readonly differences: readonly Difference[];
}

/** Compares an entity's records as a plan would, and says of each difference why it is there. Pure; decides nothing. */
export function compareEntity(view: EntityView, context: CompareContext): Comparison {
  const { claimed } = view;
  if (unreadableFailures(view).length > 0) return { kind: 'unreadable' };
  const mends = linkChanges(view);
  if (mends.length > 0) return { kind: 'compared', gone: mends.flatMap(goneIn(context)), fields: [] };
  const sides = sidesOf(view);
  const judged = judgeFields(claimed, sides, context);
  const closed = closedSystems(context.mapping, judged.values);
  const fields = judged.verdicts.flatMap((verdict): readonly ComparedField[] =>
    isComparable(verdict, judged) ? [compareField(verdict, { view, sides, judged, closed, context })] : [],
  );
  return { kind: 'compared', gone: [], fields };
}

const goneIn =
  ({ troubles }: CompareContext) =>
  (change: LinkChange): readonly Difference[] => {
    if (change.kind !== 'end' && change.kind !== 'move') return [];
    const ref = change.kind === 'end' ? change.ref : change.from;
    const cause = troubles.capturedAt(ref) === null ? ('not-captured' as const) : ('missed' as const);
    return [{ ref, field: null, cause, code: null, since: null, mendable: true, before: {}, after: {} }];
  };

/** Nothing is compared with itself. A computed field is, with what is computed. */
function isComparable({ kind, field, value }: Verdict, { own, readings }: Judged): boolean {
  if (kind === 'unreadable') return false;
  const told = [...readings.values()].filter((reading) => reading.get(field)?.kind === 'value').length;
  return own.mapping.computed.has(field) ? told > 0 && value !== undefined : told > 1;
}

function compareField(verdict: Verdict, of: FieldContext): ComparedField {
  const { field } = verdict;
  const { own } = of.judged;
  switch (verdict.kind) {
    case 'held':
      return { field, apart: true, differences: [] };
    case 'parked':
      // Nobody knows which side is right, so all of them are named.
      return { field, apart: false, differences: verdict.losers.flatMap(({ system }) => parked(system)) };
    case 'unchanged': {
      const found = own.mapping.computed.has(field) ? null : differAgreed(field, of);
      if (found === null) return { field, apart: false, differences: [] };
      return { field, apart: found.verdict === null, differences: written(found.verdict, true) };
    }
    default:
      return { field, apart: false, differences: written(verdict) };
  }

  function parked(system: SystemName): readonly Difference[] {
    const side = of.sides.get(system);
    if (side === undefined) return [];
    const why = { cause: 'conflict' as const, code: null, since: causeOf(verdict, side, of).since };
    return [{ ref: side.link.ref, field, ...why, mendable: false, before: {}, after: {} }];
  }

  function written(told: Verdict | null, isAgreed = false): readonly Difference[] {
    return (told?.writes ?? []).flatMap((system) => {
      const side = of.sides.get(system);
      if (told === null || side === undefined) return [];
      const { intent, alreadyThere, waitsFor } = planUpdate(
        system,
        side,
        [told],
        of.sides,
        of.judged.readings,
        own,
      );
      if (intent === null && field in alreadyThere) return [];
      const isClosed = of.closed.has(system) && !isConsentField(field);
      const said = causeOf(told, side, { ...of, isClosed, isAgreed, isWaiting: waitsFor.length > 0 });
      return [
        {
          ref: side.link.ref,
          field,
          ...said,
          mendable: intent !== null && !isClosed && said.cause !== 'refused' && said.cause !== 'held',
          before: intent?.replaces?.before ?? {},
          after: intent?.write.fields ?? {},
        },
      ];
    });
  }

  function isConsentField(name: string): boolean {
    return own.mapping.fields.some((candidate) => candidate.name === name && isConsent(candidate));
  }
}
