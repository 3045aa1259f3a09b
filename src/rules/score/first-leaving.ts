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
  const ahead = aheadOf(course, start);
  let cuts = 0;
  const search = (from: number, to: number, first: Sums, second: Sums): number | null => {
    if (staysWithin(ahead, band, first, second)) return null;
    if (to - from <= 1) return isWithin(band, second.total) ? null : to;
    if (cuts > MOST_CUTS) return from + 1;
    cuts += 1;
    const cut = cutBetween(from, to, first.total, second.total, band, cuts);
    const middle = sumsAt(ahead, cut);
    return search(from, cut, first, middle) ?? search(cut, to, middle, second);
  };
  const found = search(start, last, sumsAt(ahead, start), sumsAt(ahead, last));
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

/** A group whose points change by time. */
interface Moving {
  readonly cap: number;
  readonly fixed: number;
  readonly lefts: readonly Left[];
}

/** A gift with what is left of it at the start of the search, and the place of its half-life. */
interface Left {
  readonly points: number;
  readonly halfLife: number;
  readonly endsAt: number;
}

/** What a course gives from some moment on. */
interface Ahead {
  /** In millionths of a point: what the groups give that do not change. */
  readonly still: number;
  readonly moving: readonly Moving[];
  readonly halfLives: readonly number[];
  readonly start: number;
}

/** The course as sums at later moments need it: one power for each half-life, in place of one for each gift. */
function aheadOf({ groups, fixed, gifts }: Course, start: number): Ahead {
  const halfLives: number[] = [];
  const lefts: Left[][] = groups.map(() => []);
  for (const { group, points, at, halfLife, endsAt } of gifts) {
    let place = halfLives.indexOf(halfLife);
    if (place === -1) place = halfLives.push(halfLife) - 1;
    lefts[group]?.push({ points: points * 2 ** ((at - start) / halfLife), halfLife: place, endsAt });
  }
  let still = 0;
  const moving: Moving[] = [];
  let place = 0;
  for (const { axis, cap } of groups) {
    const [ofGroup = [], points = 0] = [lefts[place], fixed[place]];
    place += 1;
    if (axis !== 'engagement') continue;
    if (ofGroup.length === 0) still += capped(points, cap);
    else moving.push({ cap, fixed: points, lefts: ofGroup });
  }
  return { still, moving, halfLives, start };
}

function sumsAt(ahead: Ahead, moment: number): Sums {
  const shares = ahead.halfLives.map((halfLife) => 2 ** ((ahead.start - moment) / halfLife));
  const gains: number[] = [];
  const losses: number[] = [];
  for (const { fixed, lefts } of ahead.moving) {
    let gain = Math.max(fixed, 0);
    let loss = Math.min(fixed, 0);
    for (const { points, halfLife, endsAt } of lefts) {
      if (moment >= endsAt) continue;
      const given = Math.round(points * (shares[halfLife] ?? 0));
      if (given > 0) gain += given;
      else loss += given;
    }
    gains.push(gain);
    losses.push(loss);
  }
  return { gains, losses, total: totalOf(ahead, gains, losses) };
}

/** The engagement of what the groups gain and lose. */
function totalOf({ still, moving }: Ahead, gains: Sums['gains'], losses: Sums['losses']): number {
  let total = still;
  let group = 0;
  for (const { cap } of moving) {
    total += capped((gains[group] ?? 0) + (losses[group] ?? 0), cap);
    group += 1;
  }
  return total;
}

const isWithin = ({ from, below }: Band, value: number): boolean => value >= from && value < below;

/** Whether the engagement surely stays within the band between two moments. */
const staysWithin = (ahead: Ahead, band: Band, first: Sums, second: Sums): boolean =>
  isWithin(band, second.total) &&
  totalOf(ahead, second.gains, first.losses) >= band.from &&
  totalOf(ahead, first.gains, second.losses) < band.below;

/** Powers that are put together differ from the score's own in the last digit: this settles it by the score itself. */
function settled(course: Course, band: Band, start: number, found: number): number {
  let moment = found;
  while (moment - 1 > start && !isWithin(band, engagementAt(course, moment - 1))) moment -= 1;
  return moment;
}
