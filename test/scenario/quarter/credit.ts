import { moneyOf, shareOut } from './money.ts';
import type { Deed, Sale } from './records.ts';

/** Whatever is credited: a campaign, or a channel. */
export type By = 'campaign' | 'channel';

/** `touches` of reports.yaml. Whoever is in this market has given their name, so that nobody is anonymous. */
export function sourceOf({ kind, about, campaign }: Deed, by: By): string | null {
  const channel =
    kind === 'event' && about === 'ATTENDED'
      ? 'Event'
      : kind === 'form'
        ? /demo|sales/i.test(about)
          ? 'Demo or sales request'
          : 'Form'
        : kind === 'click'
          ? 'E-mail'
          : kind === 'page'
            ? 'Website'
            : null;
  return channel === null || by === 'channel' ? channel : (campaign ?? '(unknown)');
}

/** Whom an opportunity is put down to, in the smallest coins of its currency. */
export function creditsOf(
  sale: Sale,
  deeds: readonly Deed[],
  by: By,
  model: string,
): ReadonlyMap<string, bigint> {
  const touches = deeds.filter(
    (deed) => sourceOf(deed, by) !== null && (sale.ending === 'open' || deed.at <= sale.endsAt),
  );
  const units = moneyOf(sale)?.units ?? 0n;
  if (touches.length === 0) return new Map([['(no-touches)', units]]);
  const known = Math.min(
    ...deeds.filter(({ kind }) => kind !== 'page' && kind !== 'open').map(({ at }) => at),
  );
  const before = (moment: number): number => touches.findLastIndex(({ at }) => at <= moment);
  const weights = weightsOf(model, touches.length, [before(known), before(sale.openedAt)]);
  const parts = shareOut(units, weights);
  const sums = new Map<string, bigint>();
  touches.forEach((touch, index) => {
    const source = sourceOf(touch, by) ?? '';
    if ((weights[index] ?? 0) > 0) sums.set(source, (sums.get(source) ?? 0n) + (parts[index] ?? 0n));
  });
  return sums;
}

/** Whole numbers, of which only the proportions count. `milestones`: the touches that led to the lead and to the sale; −1: none. */
function weightsOf(model: string, count: number, milestones: readonly number[]): readonly number[] {
  const touches = Array.from({ length: count }, (_, index) => index);
  switch (model) {
    case 'first':
      return touches.map((index) => Number(index === 0));
    case 'last':
      return touches.map((index) => Number(index === count - 1));
    case 'linear':
      return touches.map(() => 1);
    case 'w-shaped': {
      const peaks = [0, ...milestones].filter((index) => index >= 0);
      const others = Math.max(1, count - new Set(peaks).size);
      return touches.map((index) => {
        const share = 30 * peaks.filter((peak) => peak === index).length;
        return share === 0 ? 10 : share * others;
      });
    }
    default:
      throw new Error(`${model} is not counted again`);
  }
}
