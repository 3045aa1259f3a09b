import { fixed, frameOf, hint, type Series } from './frame.ts';

/** A line for each series, from label to label. */
export function lines(title: string, labels: readonly string[], series: readonly Series[]): string {
  const { x, y, svg } = frameOf(title, labels, Math.max(0, ...series.flatMap(({ values }) => values)));
  const drawn = series.map((one) => {
    const places = one.values.map((value, index) => ({
      cx: fixed(x((index + 0.5) / labels.length)),
      cy: fixed(y(value)),
      told: hint(labels[index], one, String(value)),
    }));
    const points = places.map(({ cx, cy }) => `${cx},${cy}`).join(' ');
    const dots = places.map(
      ({ cx, cy, told }) => `<circle class="${one.kind}" cx="${cx}" cy="${cy}" r="2.5">${told}</circle>`,
    );
    return `<polyline class="${one.kind}" points="${points}"/>${dots.join('')}`;
  });
  return svg(drawn.join(''));
}
