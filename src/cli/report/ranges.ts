import type { Interval } from '../../rules/learn/interval.ts';
import { tellInterval, tellShare } from '../../rules/learn/tell.ts';
import { fixed, frameOf, hint, type Series } from './frame.ts';

/** Shares, each with the range it lies in; null is not known. */
export function ranges(
  title: string,
  labels: readonly string[],
  series: readonly Series<Interval | null>[],
): string {
  const { x, y, svg } = frameOf(title, labels, 1, tellShare);
  const drawn = series.flatMap((one, place) =>
    one.values.map((range, index) => {
      if (range === null) return '';
      const at = fixed(x((index + (place + 1) / (series.length + 1)) / labels.length));
      const told = hint(labels[index], one, tellInterval(range, tellShare));
      return (
        `<line class="${one.kind} range" x1="${at}" x2="${at}" y1="${fixed(y(range.low))}" y2="${fixed(y(range.high))}"/>` +
        `<circle class="${one.kind}" cx="${at}" cy="${fixed(y(range.value))}" r="6">${told}</circle>`
      );
    }),
  );
  return svg(drawn.join(''));
}
