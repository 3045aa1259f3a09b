import type { EntityId } from '../domain/entity.ts';
import type { Fields } from '../domain/value.ts';
import { isWithin, type History, type Window } from './history.ts';
import { becameOf, type BecameOf } from './outcome.ts';
import { promotionAt, recordedPromotions, type MadePromotion, type Promotion } from './promotion.ts';
import { replayPerson, type CandidateRules } from './replay-person.ts';

/**
 * Who promoted somebody in the window: both, the candidate alone (`gained`), the recorded rules alone (`lost`), neither; or
 * sales had the person before the window, and neither promoted them again.
 */
export const CLASSES = ['both', 'gained', 'lost', 'neither', 'before'] as const;
export type Class = (typeof CLASSES)[number];

/** The rules that are tried, and the stages that hand over. */
export interface Trial {
  readonly candidate: CandidateRules;
  readonly candidateAt: ReadonlySet<string>;
  readonly recordedAt: ReadonlySet<string>;
  readonly window: Window;
}

/** One person, by what happened and by the candidate. */
export interface Compared extends BecameOf {
  readonly entity: EntityId;
  /** The initials. */
  readonly name: string;
  readonly class: Class;
  readonly recorded: Side<Promotion>;
  readonly candidate: Side<MadePromotion>;
}

export interface Side<P extends Promotion> {
  /** In the window, in their order. */
  readonly promotions: readonly P[];
  /** The most points before sales first answered; null: nobody was scored. */
  readonly points: number | null;
  readonly decisions: number;
}

/** Null: nothing is known of the person in the window. */
export function comparePerson(history: History, trial: Trial): Compared | null {
  const { window } = trial;
  const became = becameOf(history, window);
  const all = recordedPromotions(history, trial.recordedAt);
  const before = all.filter(({ at }) => at < window.from);
  const candidate = replay(history, trial, before.at(-1)?.cycle ?? 0, became);
  const seen = history.seen.filter(({ at }) => isWithin(window, at));
  if (candidate.decisions === 0) return null;
  const recorded = {
    promotions: all.filter(({ at }) => isWithin(window, at)),
    points: mostOf(seen.flatMap(({ at, points }) => (isBeforeAnswer(became, at) ? [points] : []))),
    decisions: seen.length,
  };
  const [was, is] = [recorded.promotions.length > 0, candidate.promotions.length > 0];
  return {
    ...became,
    entity: history.entity,
    name: initialsOf(history.seen.at(-1)?.person ?? {}),
    class: was
      ? is
        ? 'both'
        : 'lost'
      : is
        ? 'gained'
        : isWithSales(history, before, window)
          ? 'before'
          : 'neither',
    recorded,
    candidate,
  };
}

function replay(
  history: History,
  { candidate, candidateAt, window }: Trial,
  lastCycle: number,
  became: BecameOf,
): Side<MadePromotion> {
  const promotions: MadePromotion[] = [];
  let points: number | null = null;
  let decisions = 0;
  for (const moment of replayPerson(candidate, history, window)) {
    decisions += 1;
    const { score } = moment.course.decision;
    if (score !== null && isBeforeAnswer(became, moment.input.now))
      points = Math.max(points ?? -Infinity, score.fit + score.engagement);
    const made = promotionAt(moment, candidateAt, promotions.at(-1)?.cycle ?? lastCycle);
    if (made !== null) promotions.push(made);
  }
  return { promotions, points, decisions };
}

/** What sales does with a person gives points, too: those tell nothing of who was worth it. */
const isBeforeAnswer = ({ answeredAt }: BecameOf, at: number): boolean =>
  answeredAt === null || at < answeredAt;

function mostOf(points: readonly (number | null)[]): number | null {
  const scored = points.filter((value) => value !== null);
  return scored.length === 0 ? null : Math.max(...scored);
}

/** Whether sales had the person when the window began: promoted in the round, and not given back since. */
function isWithSales({ seen, answers }: History, before: readonly Promotion[], { from }: Window): boolean {
  const last = before.at(-1);
  const standing = seen.findLast(({ at }) => at < from)?.standing;
  if (last === undefined || standing === undefined || standing.cycle !== last.cycle) return false;
  return (answers.findLast(({ at }) => at < from && at >= last.at)?.reason ?? null) === null;
}

/** `A… L…`: enough for whoever knows the person. */
function initialsOf({ firstName, lastName }: Fields): string {
  const initials = [firstName, lastName].flatMap((name) =>
    typeof name === 'string' && name !== '' ? [`${String.fromCodePoint(name.codePointAt(0) ?? 0)}…`] : [],
  );
  return initials.join(' ');
}
