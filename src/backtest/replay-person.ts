import { courseOf, type Course, type CourseRules } from '../decide/steps.ts';
import type { DecisionInput, Standing } from '../rules/input.ts';
import { firstStanding } from '../rules/qualify/standing.ts';
import type { QualificationRules } from '../rules/rules.ts';
import type { History, Window } from './history.ts';
import { makeKnown } from './known.ts';

/** What the candidate decided about a person at one moment, and on what. */
export interface Moment {
  readonly input: DecisionInput;
  readonly course: Course;
}

export interface CandidateRules extends CourseRules {
  readonly qualification: QualificationRules;
}

/**
 * Goes through a person's history again by other rules, as if these had come into force when the window begins: at each
 * moment at which something became known, and whenever time alone changes something. Nothing is visible before it was known.
 * Where the person stands follows from what the candidate itself decided before.
 */
export function* replayPerson(
  candidate: CandidateRules,
  history: History,
  { from, until }: Window,
): Generator<Moment> {
  const [first] = history.seen;
  if (first === undefined) return;
  const begin = Math.max(from, first.at);
  const known = makeKnown(history, candidate.rules.reads);
  const news = momentsAfter(history, begin);
  let standing = standingBefore(history, from) ?? firstStanding(candidate.qualification, begin);
  let place = 0;
  for (let now: number | null = begin; now !== null && now < until;) {
    const input: DecisionInput = { ...known(now), standing, now };
    const course = courseOf(candidate, input);
    yield { input, course };
    standing = course.standing;
    while ((news[place] ?? Infinity) <= now) place += 1;
    now = earlierOf(news[place], course.next === null ? undefined : Math.max(course.next, now + 1));
  }
}

function earlierOf(a: number | undefined, b: number | undefined): number | null {
  if (a === undefined || b === undefined) return a ?? b ?? null;
  return Math.min(a, b);
}

function momentsAfter({ seen, touches }: History, begin: number): readonly number[] {
  const all = [...seen.map(({ at }) => at), ...touches.map(({ knownAt }) => knownAt)];
  return [...new Set(all.filter((at) => at > begin))].sort((a, b) => a - b);
}

/** Where the person stood when the window began; null: they were not known then. */
const standingBefore = ({ seen }: History, from: number): Standing | null =>
  seen.findLast(({ at }) => at < from)?.standing ?? null;
