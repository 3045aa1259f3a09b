import type { CallOptions } from '../../src/connector/contract.ts';
import { writeObject } from '../../src/domain/plan.ts';
import type { Write, WriteResult } from '../../src/domain/write.ts';
import type { ObjectCalls } from './campaigns/index.ts';

/** Gives each write to who knows its object, and puts the answers in the order of the writes. */
export async function writeApart(
  writes: readonly Write[],
  apart: ReadonlyMap<string, ObjectCalls>,
  options: CallOptions,
  writeOthers: (writes: readonly Write[]) => Promise<readonly WriteResult[]>,
): Promise<readonly WriteResult[]> {
  const results = new Map<Write, WriteResult>();
  for (const [calls, some] of Map.groupBy(writes, (write) => apart.get(writeObject(write)))) {
    const answers = calls === undefined ? await writeOthers(some) : await calls.write(some, options);
    some.forEach((write, index) => {
      const answer = answers[index];
      if (answer !== undefined) results.set(write, answer);
    });
  }
  return writes.map((write) => {
    const result = results.get(write);
    if (result === undefined) throw new Error('a write was left without a result');
    return result;
  });
}
