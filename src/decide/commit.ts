import { PERSON, type EntityId } from '../domain/entity.ts';
import type { Event } from '../domain/event.ts';
import { partitionBy } from '../domain/partition-by.ts';
import { RULES } from '../domain/record.ts';
import type { Fields } from '../domain/value.ts';
import { captureEvents, type Due } from '../ledger/capture-events.ts';
import { inTransaction, type LedgerTx } from '../ledger/database.ts';
import { storeDecisions, type StoredDecision } from '../ledger/decisions.ts';
import { lockEntities } from '../ledger/entities.ts';
import { bearEntities, lastHandOffs, storeHandOffs, type StoredHandOff } from '../ledger/hand-offs.ts';
import { renewKnown, type Renewed } from '../ledger/known-records.ts';
import { addNotices } from '../ledger/notices.ts';
import { ringHandOffs } from '../ledger/open-hand-offs.ts';
import { sayAnew } from '../ledger/said-anew.ts';
import { logStages, writeStandings, type StageChange, type StoredStanding } from '../ledger/standings.ts';
import { noteStopped } from '../ledger/stopped.ts';
import { stillToDecide, type DecidedAbout, type ToDecide } from '../ledger/to-decide.ts';
import { columnOf } from '../mapping/fields.ts';
import type { Mapping } from '../mapping/mapping.ts';
import type { Directory } from '../rules/directory.ts';
import { ANSWERS } from '../rules/handoff/record-fields.ts';
import type { DecideContext } from './context.ts';
import { restsOn, type Asked } from './gather.ts';
import { handOverAll, wasHandedOver } from './hand-over-all.ts';
import { entryOf, type HandedOver } from './hand-over.ts';
import { eventOf } from './event-of.ts';
import { noticesOfAnswers } from './notices-of-answers.ts';
import type { Course } from './steps.ts';
import { stoppedOf } from './stopped-of.ts';
import { tellsMore } from './tell.ts';

/** What was decided about one person. */
export interface Decided {
  readonly claimed: ToDecide;
  readonly about: Asked;
  readonly course: Course;
  readonly told: Fields;
  /** Whether there is something to keep: to be told, or to listen to. */
  readonly isNews: boolean;
}

export interface Committed {
  /** Where decisions are to be carried into the systems now. */
  readonly due: readonly Due[];
  /** How many notices are to be sent now. */
  readonly notices: number;
}

export interface CommittedDecisions extends Committed {
  /** Whose decisions are to be ended, and when each is due again. */
  readonly over: readonly DecidedAbout[];
}

interface Kept extends Decided {
  readonly handed: HandedOver | null;
}

/**
 * Keeps what was decided, all of it or nothing: where people stand, how they came there, the receipts, the hand-offs, and
 * what the systems are to be told. Whoever was taken away meanwhile is left as they were. All are still leased afterwards.
 */
export function commitDecisions(
  claimed: readonly ToDecide[],
  decided: readonly Decided[],
  directory: Directory | null,
  context: DecideContext,
  now: Date,
): Promise<CommittedDecisions> {
  return inTransaction(context.db, async (tx) => {
    const ids = claimed.map(({ entity }) => entity);
    await lockEntities(tx, ids);
    const mine = await stillToDecide(tx, ids, context.worker);
    const held = decided.filter((item) => mine.has(item.claimed.entity));
    const news = await withHandOffs(
      tx,
      held.filter(({ isNews }) => isNews),
      directory,
      context,
    );
    await writeStandings(tx, news.map(standingOf), now);
    await logStages(tx, news.flatMap(changesOf));
    await storeDecisions(tx, news.flatMap(decisionsOf));
    await ringHandOffs(tx, [...mine], now);
    await storeHandOffs(tx, news.flatMap(handOffOf));
    const handed = news.filter((item) => item.handed !== null).map(({ claimed: { entity } }) => entity);
    await sayAnew(tx, handed, answersIn(context.mappings.get(PERSON)));
    await noteStopped(tx, held.map(stoppedIn(context)), now);
    const notices = [
      ...news.flatMap(({ handed }) => handed?.made.notices ?? []),
      ...(await noticesOfAnswers(tx, held, context)),
    ];
    await addNotices(tx, notices, now);
    await bearEntities(tx, news.flatMap(entitiesOf(context)), { ...context, now });
    const [told, untold] = partitionBy(news, isTold(context));
    const due = await captureEvents(tx, told.flatMap(eventsOf), { ...context, now });
    await renewKnown(tx, untold.map(recordOf));
    const next = new Map(held.map(({ claimed: { entity }, course }) => [entity, course.next]));
    // A hand-off takes back answers that were given before it: at once they are seen not to hold.
    for (const entity of handed) next.set(entity, now.getTime());
    const over = claimed.map((item) => ({ ...item, next: dateOf(next.get(item.entity) ?? null) }));
    return { due, notices: notices.length, over };
  });
}

/** The fields in which sales answers a hand-off, by their names in the mapping. */
const answersIn = (mapping: Mapping | undefined): readonly string[] =>
  (mapping?.fields ?? []).flatMap((field) => {
    const said = columnOf(field, RULES, PERSON)?.field;
    return said !== undefined && ANSWERS.includes(said) ? [field.name] : [];
  });

async function withHandOffs(
  tx: LedgerTx,
  news: readonly Decided[],
  directory: Directory | null,
  { handOver: rules, ids, timelineOf }: DecideContext,
): Promise<readonly Kept[]> {
  const unchanged = news.map((item): Kept => ({ ...item, handed: null }));
  if (rules === null || directory === null) return unchanged;
  const entering = news.flatMap((item) => {
    const entry = entryOf(item.course, rules.handOff);
    return entry === null ? [] : [{ ...item, entry, entity: item.claimed.entity }];
  });
  if (entering.length === 0) return unchanged;
  const last = await lastHandOffs(
    tx,
    entering.map(({ entity }) => entity),
  );
  const people = entering
    .filter(({ entity, course }) => !wasHandedOver(last.get(entity), course.standing.cycle))
    .map(({ entity, about, entry }) => ({
      entity,
      about,
      entry,
      previous: last.get(entity) ?? null,
      link: timelineOf(entity),
    }));
  const handedOver = await handOverAll(tx, people, rules, directory, ids);
  return unchanged.map((item) => {
    const handed = handedOver.get(item.claimed.entity);
    return handed === undefined ? item : { ...item, handed, told: { ...item.told, ...handed.made.person } };
  });
}

const stoppedIn =
  ({ rules: { qualification }, handOver }: DecideContext) =>
  ({ claimed: { entity }, course }: Decided) => ({
    entity,
    stopped: handOver === null ? null : stoppedOf(course, qualification, handOver.handOff.at),
  });

const dateOf = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));

const standingOf = ({ claimed, about, course: { standing }, told }: Kept): StoredStanding => ({
  entity: claimed.entity,
  stage: standing.stage,
  cycle: standing.cycle,
  since: new Date(standing.since),
  returnAt: dateOf(standing.returnAt),
  answeredAt: dateOf(standing.answeredAt),
  heard: standing.heard,
  told,
  restsOn: restsOn(about),
});

function changesOf({ claimed: { entity }, about, course }: Kept): readonly StageChange[] {
  const at = new Date(about.input.now);
  const { stage, cycle } = about.input.standing;
  const moves = course.steps.flatMap(({ kind: by, moved }): readonly StageChange[] => {
    if (moved === null) return [];
    const { from, to, name } = moved;
    return [{ entity, at, from: from.stage, to: to.stage, cycle: to.cycle, by, name }];
  });
  if (about.standing !== null || stage === '') return moves;
  return [{ entity, at, from: null, to: stage, cycle, by: 'start', name: null }, ...moves];
}

const decisionsOf = ({ claimed: { entity }, about, course }: Kept): readonly StoredDecision[] =>
  course.steps.map(({ receipt, moved }) => ({
    entity,
    decidedAt: new Date(about.input.now),
    rulesVersion: receipt.rules,
    moved: moved !== null,
    receipt,
  }));

function handOffOf({ claimed, about, course, handed }: Kept): readonly StoredHandOff[] {
  if (handed === null) return [];
  const { id, made, routed } = handed;
  const { state: _, ...why } = routed;
  const decidedAt = new Date(about.input.now);
  return [
    {
      id,
      entity: claimed.entity,
      cycle: course.standing.cycle,
      kind: made.kind,
      owner: routed.to.kind === 'owner' ? routed.to.email : null,
      queue: routed.to.kind === 'queue' ? routed.to.name : null,
      routed: why,
      made: { ...made, records: handed.records },
      priority: course.decision.score?.priority ?? null,
      sourceAt: about.touches.find(({ at }) => at <= decidedAt)?.at ?? null,
      receivedAt: claimed.receivedAt ?? decidedAt,
      decidedAt,
    },
  ];
}

const entitiesOf =
  ({ kindOf }: DecideContext) =>
  ({ handed }: Kept): readonly { readonly id: EntityId; readonly kind: string }[] =>
    (handed?.records ?? []).flatMap(({ id, object }) => {
      const kind = kindOf(RULES, object);
      return kind === null ? [] : [{ id, kind }];
    });

const isTold =
  ({ mappings }: DecideContext) =>
  ({ handed, told, about: { standing } }: Kept): boolean =>
    handed !== null || standing === null || tellsMore(mappings.get(PERSON), PERSON, told, standing.told);

const recordOf = ({ claimed: { entity }, told, about }: Kept): Renewed => ({
  ref: { system: RULES, object: PERSON, id: entity },
  fields: told,
  modifiedAt: new Date(about.input.now),
});

/** The record of the person in the system `rules` as it is now, and those that a hand-off has made. */
function eventsOf({ claimed: { entity, lane }, about, told, handed }: Kept): readonly Event[] {
  const at = new Date(about.input.now);
  if (handed === null) return [eventOf(PERSON, entity, told, lane, at)];
  return [
    eventOf(PERSON, entity, told, 'hot', at),
    ...handed.records.map(({ id, object, fields }) => eventOf(object, id, fields, 'hot', at)),
  ];
}
