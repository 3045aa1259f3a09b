import type { Conflict } from '../domain/conflict.ts';
import type {
  AwaitedRecord,
  EntityPlan,
  Intent,
  Settlement,
  StillParked,
  SystemFailure,
} from '../domain/plan.ts';
import { RULES, type SystemName } from '../domain/record.ts';
import { sameFields, sameValue, type Fields, type Value } from '../domain/value.ts';
import type { ClaimedEntity } from '../ledger/claim-entities.ts';
import type { Reading } from '../mapping/canonical.ts';
import { isHistory } from '../mapping/history.ts';
import type { Mapping } from '../mapping/mapping.ts';
import type { Verdict } from '../merge/merge.ts';
import { apart } from './consent.ts';
import { overtaken, planConflicts } from './conflicts.ts';
import { deletedElsewhere, unreadableFailures } from './failures.ts';
import { leftBehind } from './left-behind.ts';
import { judgeFields } from './judge-fields.ts';
import { linkChanges } from './mend.ts';
import { matchSystems } from './match.ts';
import { correctedIn, withCorrections, type PlannedIntent } from './correct.ts';
import { nothingToDo } from './nothing-to-do.ts';
import type { PlanContext } from './plan-context.ts';
import { planCreate, planUpdate } from './plan-write.ts';
import { setAside } from './set-aside.ts';
import { unsaidFailures } from './unsaid.ts';
import { sidesOf, type EntityView, type SideRecord } from './view.ts';
import { asFarAsOpen, closedSystems, withheldFields, withhold } from './withhold.ts';

/**
 * Decides what should happen to one entity, from what its records hold now and what was last agreed. Pure.
 *
 * Links come first: while they change, no field is compared. Then the record each system lacks, then every field.
 */
export function planEntity(view: EntityView, context: PlanContext): EntityPlan {
  const { claimed } = view;
  const unreadable = unreadableFailures(view);
  const seen = [...view.snapshots.values()].flatMap((snapshot) =>
    snapshot.kind === 'present' ? [snapshot.record] : [],
  );
  const empty: EntityPlan = {
    ...nothingToDo(claimed),
    seen,
    failures: unreadable,
    probed: view.probed,
    corrected: correctedIn(view),
    next: unreadable.length > 0 ? 'later' : 'done',
  };
  const mends = linkChanges(view);
  if (mends.length > 0) return { ...empty, links: mends, next: 'again' };
  // A primary record that can not be read says nothing, so nothing is decided.
  if (unreadable.length > 0) return empty;

  const sides = sidesOf(view);
  if (isGone(claimed, sides)) {
    return {
      ...empty,
      closed: overtaken(claimed.openConflicts),
      healthy: [...context.mapping.objects.keys()],
    };
  }
  const matching = matchSystems(view, context.mapping, context.writable);
  if (matching.links.length > 0) return { ...empty, links: matching.links, next: 'again' };

  const forgotten = leftBehind(claimed, sides, context);
  if (forgotten.length > 0) return { ...empty, links: forgotten, next: 'again' };

  return { ...empty, ...planFields(view, sides, matching, context) };
}

/** Whether no record is left but what the rules say of the entity, which nobody else wants to know then. */
const isGone = ({ links }: ClaimedEntity, sides: ReadonlyMap<SystemName, SideRecord>): boolean =>
  sides.size === 0 ||
  ([...sides.keys()].every((system) => system === RULES) && links.some(({ ref }) => ref.system !== RULES));

interface Matched {
  readonly create: readonly SystemName[];
  readonly failures: readonly SystemFailure[];
  readonly waitsFor: readonly AwaitedRecord[];
  readonly undecided: boolean;
}

type FieldsPlan = Omit<EntityPlan, 'entity' | 'seen' | 'links' | 'probed' | 'corrected'>;

function planFields(
  view: EntityView,
  sides: ReadonlyMap<SystemName, SideRecord>,
  matching: Matched,
  context: PlanContext,
): FieldsPlan {
  const { claimed } = view;
  const { mapping } = context;
  const { own, readings, sidesByField, values, verdicts } = judgeFields(claimed, sides, context);
  const closed = closedSystems(mapping, values);
  const toCreate = isHistory(mapping, values, context.now)
    ? []
    : matching.create.filter((system) => !closed.has(system));
  const { conflicts, closed: ended } = planConflicts(
    own.mapping,
    verdicts,
    claimed.openConflicts,
    sidesByField,
    sides,
  );
  const waitsFor: AwaitedRecord[] = [...matching.waitsFor];

  const { consent, rest } = apart(own.mapping, verdicts);
  const updates: PlannedIntent[] = [];
  const aside: (StillParked & { readonly system: SystemName })[] = [];
  const landed = new Map<SystemName, Fields>();
  for (const [system, side] of sides) {
    const first = planUpdate(system, side, consent, sides, readings, own);
    if (first.intent !== null) updates.push({ intent: { ...first.intent, consent: true }, system });
    const parked = claimed.parked.filter((one) => one.system === system);
    const refused = setAside(
      parked,
      rest,
      own.mapping,
      side.link.ref,
      (verdicts) => planUpdate(system, side, verdicts, sides, readings, own).intent,
    );
    const update = planUpdate(system, side, refused.rest, sides, readings, own);
    landed.set(system, { ...first.alreadyThere, ...update.alreadyThere });
    if (closed.has(system)) continue;
    aside.push(...refused.parked.map((one) => ({ ...one, system })));
    waitsFor.push(...update.waitsFor);
    if (update.intent !== null) updates.push({ intent: update.intent, system });
  }
  const planned = [...withCorrections(updates, view, context.ids)];
  // While a record is still to be made, only its receipt says what is agreed of what it is to be given.
  const settled =
    toCreate.length > 0
      ? settlements(sides, verdicts.filter(isOfNone(own.mapping, toCreate)), readings, new Map())
      : settlements(sides, verdicts, readings, landed);
  for (const system of toCreate) {
    const create = planCreate(claimed.id, system, verdicts, sides, readings, values, own);
    waitsFor.push(...create.waitsFor);
    if (create.intent !== null) planned.push({ intent: create.intent, system });
  }

  // The same write that is parked already would only fail again: it waits for a person, or for another change.
  const whole = claimed.parked.filter((parked) =>
    planned.some(
      ({ intent, system }) => system === parked.system && sameFields(intent.write.fields, parked.fields),
    ),
  );
  const isParked = (item: PlannedIntent): boolean =>
    whole.some(
      (parked) => parked.system === item.system && sameFields(item.intent.write.fields, parked.fields),
    );
  const withheld = withheldFields(rest, closed, landed);
  const asOpen = (intent: Intent, system: SystemName): Intent =>
    withhold(intent, withheld, sides.get(system)?.link.shadow ?? null, context.writable);
  const intents = planned
    .filter((item) => !isParked(item))
    .map(({ intent, system }) => asOpen(intent, system));

  const isOfConsent = (conflict: Conflict): boolean => consent.some(({ field }) => field === conflict.field);
  const failures = [
    ...matching.failures,
    ...deletedElsewhere(claimed, mapping),
    ...unsaidFailures(own.mapping, sides, readings, values, toCreate),
  ];
  const troubled = new Set([...planned, ...aside, ...failures].map((item) => item.system));
  return {
    settled: settled.filter((settlement) => Object.keys(settlement.fields).length > 0),
    decided: true,
    intents,
    stillParked: [
      ...whole.map(({ id }) => ({ id, intent: null })),
      ...aside.map(({ id, intent, system }) => ({ id, intent: intent && asOpen(intent, system) })),
    ],
    conflicts: conflicts.flatMap((conflict) =>
      isOfConsent(conflict) ? [conflict] : asFarAsOpen(conflict, closed),
    ),
    closed: ended,
    failures,
    healthy: [...mapping.objects.keys()].filter((system) => !troubled.has(system)),
    waitsFor,
    next: matching.undecided ? 'later' : 'done',
  };
}

/** Tells the verdicts on fields that none of the records to be made has. */
const isOfNone =
  ({ fields }: Mapping, toCreate: readonly SystemName[]) =>
  (_verdict: Verdict, index: number): boolean =>
    !toCreate.some((system) => fields[index]?.columns.has(system) === true);

/** What is agreed without a write: where a verdict asks for none, or all it asks for is there already. */
function settlements(
  sides: ReadonlyMap<SystemName, SideRecord>,
  verdicts: readonly Verdict[],
  readings: ReadonlyMap<SystemName, ReadonlyMap<string, Reading>>,
  landed: ReadonlyMap<SystemName, Fields>,
): readonly Settlement[] {
  const hasLanded = (system: SystemName, field: string): boolean => field in (landed.get(system) ?? {});
  return [...sides].map(([system, { link }]) => {
    const fields: Record<string, Value> = { ...landed.get(system) };
    for (const verdict of verdicts) {
      const { field } = verdict;
      if (!verdict.agreed.includes(system) || !verdict.writes.every((target) => hasLanded(target, field)))
        continue;
      const reading = readings.get(system)?.get(field);
      if (reading?.kind !== 'value') continue;
      const shadow = link.shadow?.[field];
      if (shadow === undefined || !sameValue(shadow, reading.value)) fields[field] = reading.value;
    }
    return { ref: link.ref, fields };
  });
}
