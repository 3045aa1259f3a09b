import { courseOf, type Course, type CourseRules } from '../decide/steps.ts';
import type { DecisionInput, Standing, TouchpointTotal } from '../rules/input.ts';
import { firstStanding } from '../rules/qualify/standing.ts';
import type { QualificationRules, Reads } from '../rules/rules.ts';
import type { History, KnownTouch, Seen, Window } from './history.ts';

/** What the candidate decided about a person at one moment, and on what. */
export interface Moment {
  readonly input: DecisionInput;
  readonly course: Course;
}

export interface CandidateRules extends CourseRules {
  readonly qualification: QualificationRules;
}

/** Who does more within the longest window is a machine. */
const MOST_TOUCHES = 2_000;

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

type Known = Omit<DecisionInput, 'standing' | 'now'>;

/** What is known of the person at a moment; moments are asked for in their order. */
function makeKnown({ seen, touches }: History, reads: Reads): (now: number) => Known {
  const activities = new Set(reads.activities);
  const counted = touches.filter(({ kind }) => activities.has(kind));
  const came: KnownTouch[] = [];
  let looked = 0;
  let last: Seen | undefined = seen[0];
  let latest = 0;
  return (now) => {
    for (; (seen[latest]?.at ?? Infinity) <= now; latest += 1) last = seen[latest];
    for (; (counted[looked]?.knownAt ?? Infinity) <= now; looked += 1) {
      const touch = counted[looked];
      if (touch !== undefined) came.push(touch);
    }
    const recent = came.filter(({ at }) => at >= now - reads.longestWindowMs);
    return {
      person: last?.person ?? {},
      company: last?.company ?? null,
      opportunities: last?.opportunities ?? [],
      touchpoints: recent.slice(-MOST_TOUCHES).map(({ kind, at, about }) => ({ kind, at, about })),
      totals: reads.totals ? totalsOf(came.filter(({ at }) => at <= now)) : [],
    };
  };
}

function totalsOf(touches: readonly KnownTouch[]): readonly TouchpointTotal[] {
  const groups = Map.groupBy(touches, ({ kind, about }) => JSON.stringify([kind, about]));
  return [...groups.values()].flatMap(([first, ...more]) =>
    first === undefined ? [] : [{ kind: first.kind, about: first.about, count: more.length + 1 }],
  );
}
