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
    if (to - from <= 1) return isWithin(band, second.total) ? null : to;
    if (cuts > MOST_CUTS) return from + 1;
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
  readonly gains: Float64Array;
  /** By group, the negative ones. */
  readonly losses: Float64Array;
  /** The engagement. */
  readonly total: number;
}

/** A gift with what is left of it at the start of the search, and the place of its half-life. */
interface Left {
  readonly points: number;
  readonly halfLife: number;
  readonly endsAt: number;
}

/** The sums at later moments. One power for each half-life, in place of one for each gift. */
function summing({ groups, fixed, gifts }: Course, start: number): (moment: number) => Sums {
  const halfLives = [...new Set(gifts.map(({ halfLife }) => halfLife))];
  const shares = new Float64Array(halfLives.length);
  const lefts: readonly Left[][] = groups.map(() => []);
  for (const { group, points, at, halfLife, endsAt } of gifts)
    lefts[group]?.push({
      points: points * 2 ** ((at - start) / halfLife),
      halfLife: halfLives.indexOf(halfLife),
      endsAt,
    });
  return (moment) => {
    let place = 0;
    for (const halfLife of halfLives) shares[place++] = 2 ** ((start - moment) / halfLife);
    const gains = new Float64Array(groups.length);
    const losses = new Float64Array(groups.length);
    let group = 0;
    for (const ofGroup of lefts) {
      let gain = Math.max(fixed[group] ?? 0, 0);
      let loss = Math.min(fixed[group] ?? 0, 0);
      for (const { points, halfLife, endsAt } of ofGroup) {
        if (moment >= endsAt) continue;
        const given = Math.round(points * (shares[halfLife] ?? 0));
        if (given > 0) gain += given;
        else loss += given;
      }
      gains[group] = gain;
      losses[group] = loss;
      group += 1;
    }
    return { gains, losses, total: totalOf(groups, gains, losses) };
  };
}

/** The engagement of what the groups gain and lose. */
function totalOf(groups: Course['groups'], gains: Float64Array, losses: Float64Array): number {
  let total = 0;
  let group = 0;
  for (const { axis, cap } of groups) {
    if (axis === 'engagement') total += capped((gains[group] ?? 0) + (losses[group] ?? 0), cap);
    group += 1;
  }
  return total;
}

const isWithin = ({ from, below }: Band, value: number): boolean => value >= from && value < below;

/** Whether the engagement surely stays within the band between two moments. */
const staysWithin = ({ groups }: Course, band: Band, first: Sums, second: Sums): boolean =>
  isWithin(band, second.total) &&
  totalOf(groups, second.gains, first.losses) >= band.from &&
  totalOf(groups, first.gains, second.losses) < band.below;

/** Powers that are put together differ from the score's own in the last digit: this settles it by the score itself. */
function settled(course: Course, band: Band, start: number, found: number): number {
  let moment = found;
  while (moment - 1 > start && !isWithin(band, engagementAt(course, moment - 1))) moment -= 1;
  return moment;
}
