import type { Listed } from './proof.ts';

/** As many are told as somebody can use; a shorter period shows the others. */
const MOST = 10_000;

/** Keeps the first ones, and counts the others: however many there are, they take no more room. */
export function makeListing<Entry>(most = MOST) {
  const entries: Entry[] = [];
  let more = 0;
  return {
    add(entry: Entry): void {
      if (entries.length < most) entries.push(entry);
      else more += 1;
    },
    listed: (): Listed<Entry> => ({ entries, more }),
  };
}
