import { divide } from './divide.ts';
import type { AttributionSettings, Weigh } from './model.ts';
import type { Path, Touch } from './path.ts';

/** What a touch is given of its opportunity. */
export interface Credit {
  readonly touch: Touch;
  /** Above 0; all of an opportunity sum to 1. */
  readonly share: number;
  /** Of the amount, in its units; 0 without an amount. */
  readonly units: bigint;
}

/** What of an amount is put down to no touch: all of it, or nothing. */
export interface Residual {
  /** `no-touches`: there are none until the end. `nothing-learned`: no source on the path was ever on the way to a win. */
  readonly name: 'no-touches' | 'nothing-learned';
  readonly units: bigint;
}

/** The amount of one opportunity, given away by one model: the units of the credits and the residual sum to it exactly. */
export interface Attribution {
  readonly model: string;
  readonly path: Path;
  /** In the order of the touches; those that are given nothing are left out. */
  readonly credits: readonly Credit[];
  readonly residual: Residual | null;
}

/** Touches are those of {@link orderTouches}. */
export function creditPath(
  model: string,
  weigh: Weigh,
  path: Path,
  touches: readonly Touch[],
  settings: AttributionSettings,
): Attribution {
  const units = path.amount?.units ?? 0n;
  const without = (name: Residual['name']): Attribution => ({
    model,
    path,
    credits: [],
    residual: { name, units },
  });
  if (touches.length === 0) return without('no-touches');
  const weights = weigh(touches, path, settings);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return without('nothing-learned');
  const parts = divide(units, weights);
  const credits: Credit[] = [];
  touches.forEach((touch, index) => {
    const share = (weights[index] ?? 0) / total;
    if (share > 0) credits.push({ touch, share, units: parts[index] ?? 0n });
  });
  return { model, path, credits, residual: null };
}
