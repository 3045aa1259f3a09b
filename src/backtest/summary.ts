import type { EntityId } from '../domain/entity.ts';
import { COMPANY } from '../rules/facts.ts';
import { CLASSES, comparePerson, type Class, type Compared, type Trial } from './compare-person.ts';
import { isWithin, type History } from './history.ts';
import { daysOf, loadsOf, type DayLoad, type HandedTo, type OwnerLoad } from './load.ts';
import { hasBought, isTaken, OUTCOMES, type Outcome } from './outcome.ts';
import { countHit, NO_HITS, qualityOf, type Hits, type Quality } from './quality.ts';
import { routeAll, type Holder, type RouteRules, type ToRoute } from './route-all.ts';
import { tenthsOf, type Ranked, type Tenth } from './tenths.ts';

/** What the candidate would have done, beside what happened. Plain JSON. */
export interface Summary {
  readonly people: number;
  /** By class, how many people, and what became of them. */
  readonly classes: Readonly<Record<Class, ClassCount>>;
  /** Of those whom both promoted, whom the candidate promoted earlier, and later. */
  readonly shifted: { readonly earlier: number; readonly later: number };
  readonly wins: Wins;
  readonly recorded: SideSummary;
  readonly candidate: SideSummary;
  /** Null: the candidate does not say who gets people. */
  readonly load: readonly OwnerLoad[] | null;
  readonly examples: Readonly<Record<Class, readonly Example[]>>;
  /** Fields that the candidate asks for and nothing recorded holds: its conditions on them are never met. */
  readonly notRecorded: readonly string[];
}

export interface ClassCount {
  readonly people: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
}

/** Those who bought, without those whom sales had before; caught is promoted before they did. */
export interface Wins {
  readonly all: number;
  readonly caughtByBoth: number;
  /** By the candidate alone, and by the recorded rules alone. */
  readonly caught: number;
  readonly missed: number;
  readonly missedByBoth: number;
}

export interface SideSummary {
  readonly decisions: number;
  readonly promotions: number;
  readonly accepted: Quality;
  readonly won: Quality;
  readonly tenths: readonly Tenth[];
  /** Hand-offs of everybody together. */
  readonly days: readonly DayLoad[];
}

export interface Example {
  readonly entity: EntityId;
  /** The initials. */
  readonly name: string;
  readonly outcome: Outcome;
  /** When, and by which recipe or answer, the person was first promoted; null: not at all. */
  readonly recorded: ExamplePromotion | null;
  readonly candidate: ExamplePromotion | null;
  readonly points: number | null;
}

export interface ExamplePromotion {
  readonly at: string;
  readonly by: string | null;
}

const MOST_EXAMPLES = 5;

export interface Summing {
  add(history: History): void;
  end(): Summary;
}

interface SideSums {
  decisions: number;
  promotions: number;
  accepted: Hits;
  won: Hits;
  readonly ranked: Ranked[];
}

/** Sums up person by person: of each only what the figures need is kept. `routing` null: nobody is given to anybody. */
export function makeSummary(trial: Trial, routing: RouteRules | null): Summing {
  const { window, candidate } = trial;
  const { reads } = candidate.rules;
  const asked = [...reads.person, ...reads.company.map((name) => `${COMPANY}${name}`)];
  const sums = { recorded: noSums(), candidate: noSums() };
  const classes = byClass(() => ({ people: 0, outcomes: noOutcomes() }));
  const examples = byClass((): Example[] => []);
  const shifted = { earlier: 0, later: 0 };
  const wins = { all: 0, caughtByBoth: 0, caught: 0, missed: 0, missedByBoth: 0 };
  const handed: HandedTo[] = [];
  const toRoute: ToRoute[] = [];
  const holders = new Map<EntityId, Holder>();
  const names = new Set<string>();
  let people = 0;

  function add(history: History): void {
    const one = comparePerson(history, trial);
    if (one === null) return;
    people += 1;
    noteNames(names, history);
    const { people: count, outcomes } = classes[one.class];
    classes[one.class] = {
      people: count + 1,
      outcomes: { ...outcomes, [one.outcome]: outcomes[one.outcome] + 1 },
    };
    keepExample(examples[one.class], one);
    const shift = shiftOf(one);
    if (shift !== 0) shifted[shift < 0 ? 'earlier' : 'later'] += 1;
    handed.push(...history.handOffs.filter(({ at }) => isWithin(window, at)));
    toRoute.push(...one.candidate.promotions.map((promotion) => ({ entity: one.entity, promotion })));
    const holder = history.handOffs.findLast(({ at, isOwner }) => at < window.from && isOwner);
    if (holder !== undefined && one.candidate.promotions.length > 0)
      holders.set(one.entity, { owner: holder.to, at: new Date(holder.at) });
    if (one.class !== 'before') countWin(wins, one);
    addSide(sums.recorded, one, one.recorded);
    addSide(sums.candidate, one, one.candidate);
  }

  return {
    add,
    end() {
      const routed = routing === null ? [] : routeAll(routing, toRoute, holders);
      const calendarOf = (owner: string) => routing?.routing.people.get(owner)?.calendar ?? null;
      return {
        people,
        classes,
        shifted,
        wins,
        recorded: sideOf(sums.recorded, handed),
        candidate: sideOf(sums.candidate, routed),
        load: routing === null ? null : loadsOf(handed, routed, window, calendarOf),
        examples,
        notRecorded: asked.filter((name) => !names.has(name)),
      };
    },
  };
}

function noteNames(names: Set<string>, { seen }: History): void {
  for (const { person, company } of seen) {
    for (const name of Object.keys(person)) names.add(name);
    for (const name of Object.keys(company ?? {})) names.add(`${COMPANY}${name}`);
  }
}

const byClass = <T>(make: () => T): Record<Class, T> =>
  Object.fromEntries(CLASSES.map((name) => [name, make()])) as Record<Class, T>;

const noOutcomes = (): Record<Outcome, number> =>
  Object.fromEntries(OUTCOMES.map((name) => [name, 0])) as Record<Outcome, number>;

const noSums = (): SideSums => ({ decisions: 0, promotions: 0, accepted: NO_HITS, won: NO_HITS, ranked: [] });

/** Of people whom sales had before, nothing is to be learned about finding them. */
function addSide(
  sums: SideSums,
  one: Compared,
  { decisions, promotions, points }: Compared['recorded'],
): void {
  sums.decisions += decisions;
  sums.promotions += promotions.length;
  if (one.class === 'before') return;
  const isPromoted = promotions.length > 0;
  sums.accepted = countHit(sums.accepted, isPromoted, isTaken(one.outcome));
  sums.won = countHit(sums.won, isPromoted, hasBought(one.outcome));
  if (points !== null)
    sums.ranked.push({
      points,
      taken: isTaken(one.outcome) === true,
      bought: hasBought(one.outcome) === true,
    });
}

const sideOf = (
  { ranked, accepted, won, ...counts }: SideSums,
  handed: readonly HandedTo[],
): SideSummary => ({
  ...counts,
  accepted: qualityOf(accepted),
  won: qualityOf(won),
  tenths: tenthsOf(ranked),
  days: daysOf(handed),
});

function countWin(
  wins: { -readonly [Name in keyof Wins]: Wins[Name] },
  { wonAt, recorded, candidate }: Compared,
): void {
  if (wonAt === null) return;
  const caught = ({ promotions }: Compared['recorded']): boolean => promotions.some(({ at }) => at <= wonAt);
  const [was, is] = [caught(recorded), caught(candidate)];
  wins.all += 1;
  wins[was ? (is ? 'caughtByBoth' : 'missed') : is ? 'caught' : 'missedByBoth'] += 1;
}

/** Below 0: the candidate is earlier. */
function shiftOf({ recorded, candidate }: Compared): number {
  const [was, is] = [recorded.promotions[0], candidate.promotions[0]];
  return was === undefined || is === undefined ? 0 : is.at - was.at;
}

/** Those of whom most is known come first. */
function keepExample(examples: Example[], one: Compared): void {
  const rank = ({ outcome }: Pick<Example, 'outcome'>): number => OUTCOMES.indexOf(outcome);
  const last = examples.at(-1);
  if (examples.length === MOST_EXAMPLES && last !== undefined && rank(last) <= rank(one)) return;
  examples.push({
    entity: one.entity,
    name: one.name,
    outcome: one.outcome,
    recorded: exampleOf(one.recorded),
    candidate: exampleOf(one.candidate),
    points: one.candidate.points,
  });
  examples.sort((a, b) => rank(a) - rank(b));
  if (examples.length > MOST_EXAMPLES) examples.pop();
}

function exampleOf({ promotions: [first] }: Compared['recorded']): ExamplePromotion | null {
  return first === undefined ? null : { at: new Date(first.at).toISOString(), by: first.by };
}
