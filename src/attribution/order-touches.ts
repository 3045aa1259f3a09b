import type { Path, Touch } from './path.ts';

/**
 * The touches that can have led to the outcome, as they happened: those after the closing are left out, and one that was
 * told twice counts once. Those of one moment are in the order of their keys, so that the order of arrival never matters.
 */
export function orderTouches({ touches, ending }: Path): readonly Touch[] {
  const until = ending.kind === 'open' ? Infinity : ending.at;
  return touches
    .filter(({ at }) => at <= until)
    .sort(compareTouches)
    .filter(({ key }, index, sorted) => key !== sorted[index - 1]?.key);
}

function compareTouches(a: Touch, b: Touch): number {
  if (a.at !== b.at) return a.at - b.at;
  return a.key < b.key ? -1 : Number(a.key > b.key);
}

/** The index of the touch that a milestone is put down to: the last one until then. Null: none, or no such moment. */
export function touchBefore(touches: readonly Touch[], at: number | null): number | null {
  if (at === null) return null;
  const index = touches.findLastIndex((touch) => touch.at <= at);
  return index === -1 ? null : index;
}
