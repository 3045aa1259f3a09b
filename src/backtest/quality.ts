import { shareOf, type Interval } from '../rules/learn/interval.ts';

/** How well promotions found those who have it, e.g. who bought. */
export interface Quality {
  /** Of the promoted of whom it is known, the share that has it. */
  readonly precision: Share;
  /** Of all who have it, the share that was promoted. */
  readonly recall: Share;
}

export interface Share extends Interval {
  readonly part: number;
  readonly of: number;
}

/** The four counts that both shares follow from. */
export interface Hits {
  readonly promotedWith: number;
  readonly promotedWithout: number;
  readonly missedWith: number;
}

export const NO_HITS: Hits = { promotedWith: 0, promotedWithout: 0, missedWith: 0 };

/** `has` null: it is not known. */
export function countHit(hits: Hits, promoted: boolean, has: boolean | null): Hits {
  if (has === null || (!promoted && !has)) return hits;
  const name = !promoted ? 'missedWith' : has ? 'promotedWith' : 'promotedWithout';
  return { ...hits, [name]: hits[name] + 1 };
}

export const qualityOf = ({ promotedWith, promotedWithout, missedWith }: Hits): Quality => ({
  precision: share(promotedWith, promotedWith + promotedWithout),
  recall: share(promotedWith, promotedWith + missedWith),
});

const share = (part: number, of: number): Share => ({ part, of, ...shareOf(part, of) });
