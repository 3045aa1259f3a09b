import { attribute } from '../../src/attribution/attribute.ts';
import type { Attribution } from '../../src/attribution/credit.ts';
import { MODELS } from '../../src/attribution/models/index.ts';
import { MODELS_BY_HAND, type Totals } from './by-hand.ts';
import { DECIMALS, pathsOf, type Row } from './rows.ts';

/** One model on the same paths twice. */
export interface Comparison {
  readonly model: string;
  /** Channel → what it is credited in all. */
  readonly ours: Totals;
  readonly byHand: Totals;
  /** The largest difference of a channel. */
  readonly difference: number;
  /** The same, as a part of what the channel is credited by hand. */
  readonly relative: number;
  /** Opportunities whose credits and residual are not their amount, to the last unit. */
  readonly inexact: number;
}

/** All models that there are by hand. */
export async function compare(rows: readonly Row[]): Promise<readonly Comparison[]> {
  const models = [...MODELS.values()].filter(({ name }) => name in MODELS_BY_HAND);
  const units = new Map(models.map(({ name }) => [name, new Map<string, bigint>()]));
  const inexact = new Map<string, number>();
  for await (const attribution of attribute(models, () => pathsOf(rows))) {
    const { model, credits } = attribution;
    if (!isExact(attribution)) inexact.set(model, (inexact.get(model) ?? 0) + 1);
    const sums = units.get(model);
    for (const { touch, units: credit } of credits) {
      const channel = touch.source.kind === 'named' ? touch.source.name : touch.source.kind;
      sums?.set(channel, (sums.get(channel) ?? 0n) + credit);
    }
  }
  return models.map(({ name }) => {
    const byHand = MODELS_BY_HAND[name]?.(rows) ?? new Map<string, number>();
    const ours = new Map(
      [...(units.get(name) ?? [])].map(([channel, sum]) => [channel, Number(sum) / 10 ** DECIMALS]),
    );
    const differences = [...byHand].map(([channel, value]) => ({
      absolute: Math.abs(value - (ours.get(channel) ?? 0)),
      value,
    }));
    return {
      model: name,
      ours,
      byHand,
      difference: Math.max(...differences.map(({ absolute }) => absolute)),
      relative: Math.max(
        ...differences.map(({ absolute, value }) => (absolute === 0 ? 0 : absolute / value)),
      ),
      inexact: inexact.get(name) ?? 0,
    };
  });
}

const isExact = ({ path, credits, residual }: Attribution): boolean =>
  credits.reduce((sum, { units }) => sum + units, residual?.units ?? 0n) === (path.amount?.units ?? 0n);
