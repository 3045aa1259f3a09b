import { auc, type Scored } from './auc.ts';
import { shareOf, type Interval } from './interval.ts';

/** A row with what was foretold of it. */
export interface Foretold extends Scored {
  readonly id: string;
  /** The chance of a win, as foretold. */
  readonly chance: number;
}

export interface Tenth {
  readonly rows: number;
  readonly wins: number;
  /** The share that was won. */
  readonly share: number;
  /** The share that was foretold. */
  readonly foretold: number;
  /** How many times the share of all. */
  readonly lift: number;
}

export interface Quality {
  readonly rows: number;
  readonly wins: number;
  /** Null when all rows have the same outcome. */
  readonly auc: Interval | null;
  /** The share that was won of the tenth with the highest scores. */
  readonly topTenth: Interval;
  /** Highest scores first. */
  readonly tenths: readonly Tenth[];
  /**
   * How far foretold and actual shares of the tenths are apart, on average over the rows (expected calibration error:
   * M. P. Naeini, G. F. Cooper, M. Hauskrecht, AAAI 2015).
   */
  readonly calibrationError: number;
}

/**
 * How well scores told what came of rows that they were not made from. Rows of one score are put in the order of a
 * toss by their id.
 */
export function measure(foretold: readonly Foretold[], tossed: (id: string) => number): Quality {
  const order = new Map(foretold.map(({ id }) => [id, tossed(id)]));
  const ranked = foretold.toSorted(
    (a, b) => b.score - a.score || (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0),
  );
  const rows = ranked.length;
  const wins = winsOf(ranked);
  const cut = (tenth: number): number => Math.ceil((rows * tenth) / 10);
  const tenths = Array.from({ length: 10 }, (_, tenth) => ranked.slice(cut(tenth), cut(tenth + 1)))
    .filter((part) => part.length > 0)
    .map((part): Tenth => {
      const share = winsOf(part) / part.length;
      const chances = part.reduce((sum, { chance }) => sum + chance, 0);
      return {
        rows: part.length,
        wins: winsOf(part),
        share,
        foretold: chances / part.length,
        lift: wins === 0 ? 0 : share / (wins / rows),
      };
    });
  const [top] = tenths;
  return {
    rows,
    wins,
    auc: auc(foretold),
    topTenth: shareOf(top?.wins ?? 0, top?.rows ?? 0),
    tenths,
    calibrationError: tenths.reduce(
      (sum, part) => sum + (part.rows / rows) * Math.abs(part.share - part.foretold),
      0,
    ),
  };
}

const winsOf = (rows: readonly Scored[]): number => rows.filter(({ won }) => won).length;
