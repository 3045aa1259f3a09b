import { fixed, frameOf, hint, level, type Series } from './frame.ts';

/** A group of bars for each label, and a line across where `mark` is, if it is anywhere. */
export function bars(
  title: string,
  labels: readonly string[],
  series: readonly Series[],
  mark: number | null = null,
): string {
  const most = Math.max(mark ?? 0, ...series.flatMap(({ values }) => values));
  const { x, y, width, svg } = frameOf(title, labels, most);
  const each = (width / labels.length / series.length) * 0.8;
  const drawn = series.flatMap((one, place) =>
    one.values.map((value, index) => {
      const left = x((index + 0.1) / labels.length) + place * each;
      const told = hint(labels[index], one, String(Math.round(value * 100) / 100));
      return rect(one.kind, left, y(value), each - 1, y(0) - y(value), told);
    }),
  );
  return svg(drawn.join('') + (mark === null ? '' : level('mark', y(mark))));
}

/** A bar for each label, with the series on top of each other. */
export function stacks(title: string, labels: readonly string[], series: readonly Series[]): string {
  const upTo = (index: number, place: number): number =>
    series.slice(0, place).reduce((sum, { values }) => sum + (values[index] ?? 0), 0);
  const most = Math.max(0, ...labels.map((_, index) => upTo(index, series.length)));
  const { x, y, width, svg } = frameOf(title, labels, most);
  const each = Math.min(90, (width / labels.length) * 0.6);
  const drawn = series.flatMap((one, place) =>
    one.values.map((value, index) => {
      const left = x((index + 0.5) / labels.length) - each / 2;
      const [from, until] = [upTo(index, place), upTo(index, place + 1)];
      return rect(
        one.kind,
        left,
        y(until),
        each,
        y(from) - y(until),
        hint(labels[index], one, String(value)),
      );
    }),
  );
  return svg(drawn.join(''));
}

const rect = (kind: string, x: number, y: number, width: number, height: number, told: string): string =>
  `<rect class="${kind}" x="${fixed(x)}" y="${fixed(y)}" width="${fixed(width)}" height="${fixed(height)}">${told}</rect>`;
