/** Plots as SVG, drawn by hand: a report is one file that needs nothing from elsewhere. */

/** What is drawn in one colour. `kind` is a class of the page's style, as `candidate`. */
export interface Series<T = number> {
  readonly name: string;
  readonly kind: string;
  /** One for each label. */
  readonly values: readonly T[];
}

export interface Frame {
  /** From 0, at the left end, to 1. */
  readonly x: (share: number) => number;
  readonly y: (value: number) => number;
  readonly width: number;
  /** The axes, and what was drawn over them. */
  readonly svg: (inner: string) => string;
}

const WIDTH = 720;
const HEIGHT = 250;
const LEFT = 52;
const RIGHT = 8;
const TOP = 12;
const BOTTOM = 30;
/** More labels than these would run into each other. */
const MOST_LABELS = 10;

export function frameOf(
  title: string,
  labels: readonly string[],
  most: number,
  tell: (value: number) => string = String,
): Frame {
  const ticks = ticksTo(most);
  const top = ticks.at(-1) ?? 1;
  const width = WIDTH - LEFT - RIGHT;
  const x = (share: number): number => LEFT + share * width;
  const y = (value: number): number => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top);
  const grid = ticks.map((tick) => level('grid', y(tick)) + text('value', LEFT - 6, y(tick) + 4, tell(tick)));
  const step = Math.ceil(labels.length / MOST_LABELS);
  const names = labels.flatMap((label, index) =>
    index % step === 0 ? text('label', x((index + 0.5) / labels.length), HEIGHT - 10, label) : [],
  );
  return {
    x,
    y,
    width,
    svg: (inner) =>
      `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escape(title)}">${grid.join('')}${inner}${names.join('')}</svg>`,
  };
}

/** A line across the plot. */
export const level = (kind: string, y: number): string =>
  `<line class="${kind}" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${fixed(y)}" y2="${fixed(y)}"/>`;

/** What is told of a thing when the pointer is on it. */
export const hint = (label: string | undefined, { name }: { readonly name: string }, told: string): string =>
  `<title>${escape(`${label ?? ''}, ${name}: ${told}`)}</title>`;

export const escape = (words: string): string =>
  words.replace(/[&<>"']/gu, (sign) => `&#${sign.codePointAt(0) ?? 0};`);

export const fixed = (value: number): string => value.toFixed(1);

const text = (kind: string, x: number, y: number, words: string): string =>
  `<text class="${kind}" x="${fixed(x)}" y="${fixed(y)}">${escape(words)}</text>`;

/** Round numbers from 0 to the first that is not below the largest value. */
function ticksTo(most: number): readonly number[] {
  if (most <= 0) return [0, 1];
  const power = 10 ** Math.floor(Math.log10(most / 4));
  const step = [1, 2, 5].map((factor) => factor * power).find((size) => size * 4 >= most) ?? 10 * power;
  return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, index) =>
    Number((index * step).toFixed(6)),
  );
}
