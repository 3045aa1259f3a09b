import { capped, engagementAt, type Course } from './engagement.ts';

/** Values from `from` up to, but without, `below`; millionths of a point. */
export interface Band {
  readonly from: number;
  readonly below: number;
}

/** The most cuts of a search; far more than any usual course takes. */
const MOST_CUTS = 4_000;

/**
 * The first millisecond after `start` and before `end` at which the engagement lies outside the band that it is in; null
 * when there is none.
 *
 * Gifts only shrink, so between two moments the positive ones give no more than at the first and no less than at the
 * second, and negative ones the other way round. Stretches of time in which the engagement can therefore not leave the
 * band are passed over whole, all others are cut in two. Should that not come to an end, a moment that is too early is
 * given.
 */
export function firstLeaving(course: Course, band: Band, start: number, end: number): number | null {
  const last = Math.min(end, lastChange(course, start) + 1);
  if (last <= start + 1) return null;
  const sumsAt = summing(course, start);
  let cuts = 0;
  const search = (from: number, to: number, first: Sums, second: Sums): number | null => {
    if (staysWithin(course, band, first, second)) return null;
    if (to - from <= 1 || cuts > MOST_CUTS) return to;
    cuts += 1;
    const cut = cutBetween(from, to, first.total, second.total, band, cuts);
    const middle = sumsAt(cut);
    return search(from, cut, first, middle) ?? search(cut, to, middle, second);
  };
  const found = search(start, last, sumsAt(start), sumsAt(last));
  return found === null || found >= end ? null : settled(course, band, start, found);
}

/**
 * Where a stretch is cut: a little before or behind, in turn, of where the engagement would leave the band if it fell as a
 * single half-life does. Now and then, and where that says nothing, in the middle.
 */
function cutBetween(
  from: number,
  to: number,
  first: number,
  second: number,
  band: Band,
  cuts: number,
): number {
  const edge = Math.max((second < band.from ? band.from : band.below) - 0.5, 0.5);
  const fallen = Math.log(Math.max(first, 1) / Math.max(second, 1));
  const share = Math.log(Math.max(first, 1) / edge) / fallen + (cuts % 2 === 0 ? -1 : 1) / 64;
  const guess = cuts % 8 !== 0 && share > 0 && share < 1 ? share : 0.5;
  return Math.min(to - 1, Math.max(from + 1, from + Math.round((to - from) * guess)));
}

/** From when on nothing changes any more. */
function lastChange({ gifts }: Course, start: number): number {
  let last = start;
  for (const { endsAt } of gifts) if (endsAt !== Infinity && endsAt > last) last = Math.ceil(endsAt);
  return last;
}

interface Sums {
  /** By group, the positive gifts. */
  readonly gains: readonly number[];
  /** By group, the negative ones. */
  readonly losses: readonly number[];
  /** The engagement. */
  readonly total: number;
}

/** Gifts of one half-life, with what is left of each at the start of the search. */
interface Decay {
  readonly halfLife: number;
  readonly gifts: readonly { readonly group: number; readonly left: number; readonly endsAt: number }[];
}

/** The sums at later moments. One power for each half-life, in place of one for each gift. */
function summing({ groups, fixed, gifts }: Course, start: number): (moment: number) => Sums {
  const decays: readonly Decay[] = [...Map.groupBy(gifts, (gift) => gift.halfLife)].map(
    ([halfLife, ofOne]) => ({
      halfLife,
      gifts: ofOne.map(({ group, points, at, endsAt }) => ({
        group,
        left: points * 2 ** ((at - start) / halfLife),
        endsAt,
      })),
    }),
  );
  const gain = fixed.map((points) => Math.max(points, 0));
  const loss = fixed.map((points) => Math.min(points, 0));
  return (moment) => {
    const gains = gain.slice();
    const losses = loss.slice();
    for (const decay of decays) {
      const share = 2 ** ((start - moment) / decay.halfLife);
      for (const { group, left, endsAt } of decay.gifts) {
        if (moment >= endsAt) continue;
        const given = Math.round(left * share);
        const sums = given > 0 ? gains : losses;
        sums[group] = (sums[group] ?? 0) + given;
      }
    }
    return { gains, losses, total: totalOf(groups, gains, losses) };
  };
}

/** The engagement of what the groups gain and lose. */
function totalOf(groups: Course['groups'], gains: readonly number[], losses: readonly number[]): number {
  let total = 0;
  let group = 0;
  for (const { axis, cap } of groups) {
    if (axis === 'engagement') total += capped((gains[group] ?? 0) + (losses[group] ?? 0), cap);
    group += 1;
  }
  return total;
}

/** Whether the engagement surely stays within the band between two moments. */
function staysWithin({ groups }: Course, { from, below }: Band, first: Sums, second: Sums): boolean {
  if (first.total < from || first.total >= below || second.total < from || second.total >= below)
    return false;
  return (
    totalOf(groups, second.gains, first.losses) >= from && totalOf(groups, first.gains, second.losses) < below
  );
}

/** Powers that are put together differ from the score's own in the last digit: this settles it by the score itself. */
function settled(course: Course, band: Band, start: number, found: number): number {
  const isOut = (moment: number): boolean => {
    const value = engagementAt(course, moment);
    return value < band.from || value >= band.below;
  };
  let moment = found;
  while (moment - 1 > start && isOut(moment - 1)) moment -= 1;
  return moment;
}
