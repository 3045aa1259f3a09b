import { expect } from 'chai';
import fc from 'fast-check';
import { happen, history, type Operation } from './histories-operations.ts';
import { openSteppedWorld, type SteppedWorld } from './histories-world.ts';
import { disagreements, doubled, left, orphans, troubles, unconserved } from './histories-laws.ts';

/** Each run costs one or two seconds. */
const RUNS = Number(process.env['HISTORY_RUNS'] ?? 8);
/** The same histories every time, so that a change is judged by itself; another number looks at others. */
const SEED = Number(process.env['HISTORY_SEED'] ?? 11);
/** A repetition of a failed run, e.g. `HISTORY_SEED=5 HISTORY_PATH=17:1`. */
const PATH = process.env['HISTORY_PATH'];
const MOST_ROUNDS = 12;

describe('any history', function () {
  this.timeout(30_000 + RUNS * 60_000);
  let world: SteppedWorld;
  before(async () => {
    world = await openSteppedWorld();
  });
  after(() => world.close());

  it('ends with both systems agreeing, nobody doubled or lost, and nothing left to write', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (operations: readonly Operation[]) => {
        await world.reset();
        for (const operation of operations) await happen(operation, world);
        for (const { control } of [world.hub, world.force]) await control.clear('faults');
        await untilQuiet(world);

        const broken = {
          'failures that time should have mended': await troubles(world),
          'work left over': await left(world),
          'records doubled': await doubled(world),
          'records without a twin': await orphans(world),
          'fields that differ': await disagreements(world),
          'qualified people astray': await unconserved(world),
        };
        const kinds = Object.entries(broken).filter(([, cases]) => cases.length > 0);
        expect(kinds, JSON.stringify(kinds, null, 2)).to.deep.equal([]);
      }),
      {
        numRuns: RUNS,
        // Each step of making a failure smaller is a whole run.
        endOnFailure: process.env['HISTORY_SHRINK'] !== '1',
        seed: SEED,
        ...(PATH === undefined ? {} : { path: PATH }),
      },
    );
  });
});

/** Full syncs until one writes nothing. */
async function untilQuiet(world: SteppedWorld): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const before = await world.writes();
    await world.poll();
    await world.lookAtAll();
    await world.drain();
    if ((await world.writes()) === before && round > 0) return;
  }
  throw new Error(`still writing after ${MOST_ROUNDS} full syncs`);
}
