/** Pairs of records that share a block, each once, as positions in the list; and what was left out. */
export interface CandidatePairs {
  readonly pairs: readonly (readonly [number, number])[];
  /** Blocks larger than allowed. Their records are still compared where they share another block. */
  readonly skipped: readonly { readonly key: string; readonly records: number }[];
}

/**
 * The pairs worth comparing among many records, from each record's {@link blockKeys}. The cost is that of the blocks,
 * not of all pairs, and no block costs more than `largestBlock`² / 2. What is skipped is told, largest first: silence
 * would look like "no twins".
 */
export function candidatePairs(keys: readonly (readonly string[])[], largestBlock: number): CandidatePairs {
  const blocks = new Map<string, number[]>();
  for (const [index, own] of keys.entries()) {
    for (const key of own) {
      const block = blocks.get(key);
      if (block === undefined) blocks.set(key, [index]);
      else block.push(index);
    }
  }
  const pairs: (readonly [number, number])[] = [];
  const skipped: { readonly key: string; readonly records: number }[] = [];
  const met = new Set<number>();
  for (const [key, block] of blocks) {
    if (block.length > largestBlock) {
      skipped.push({ key, records: block.length });
      continue;
    }
    for (const [position, one] of block.entries()) {
      for (let next = position + 1; next < block.length; next += 1) {
        const other = block[next] ?? one;
        const pair = one * keys.length + other;
        if (met.has(pair)) continue;
        met.add(pair);
        pairs.push([one, other]);
      }
    }
  }
  return { pairs, skipped: skipped.toSorted((a, b) => b.records - a.records) };
}
