interface Numbered {
  readonly num: number;
}

/** The first position in a list sorted by `num` whose item is at or above `num`. */
export function lowerBound(items: readonly Numbered[], num: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((items[middle]?.num ?? Infinity) < num) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Puts an item in its place; one with the same number is replaced. */
export function putSorted<T extends Numbered>(items: T[], item: T): void {
  const last = items.at(-1);
  if (last === undefined || last.num < item.num) {
    items.push(item);
    return;
  }
  const at = lowerBound(items, item.num);
  items.splice(at, items[at]?.num === item.num ? 1 : 0, item);
}

export function removeSorted(items: Numbered[], num: number): void {
  const at = lowerBound(items, num);
  if (items[at]?.num === num) items.splice(at, 1);
}
