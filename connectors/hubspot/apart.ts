import type { CallOptions, Connection } from '../../src/connector/contract.ts';
import type { SetupObject, SetupStep } from '../../src/connector/setup.ts';
import { writeObject } from '../../src/domain/plan.ts';
import type { ObjectSchema } from '../../src/domain/schema.ts';
import type { Write, WriteResult } from '../../src/domain/write.ts';

/** What a connection can do with an object that HubSpot does not keep as it keeps contacts. */
export interface ObjectCalls extends Pick<Connection, 'read' | 'find' | 'changes' | 'scan' | 'write'> {
  describe(options: CallOptions): Promise<ObjectSchema>;
  setup(object: SetupObject, options: CallOptions): Promise<readonly SetupStep[]>;
  lastChanges: NonNullable<Connection['lastChanges']>;
}

/** By object. */
export type Apart = ReadonlyMap<string, ObjectCalls>;

/** Gives each write to who knows its object, and puts the answers in the order of the writes. */
export async function writeApart(
  writes: readonly Write[],
  apart: Apart,
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
