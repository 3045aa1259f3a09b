import { expect } from 'chai';
import { BURST, createTakeAll } from '../../../src/runtime/take-all.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { createIds } from '../../../src/platform/ids.ts';

const never = new AbortController().signal;
const open = () => createTakeAll({ worker: 'w', ids: createIds(systemClock) });

describe('taking all that is due', () => {
  it('takes batch after batch, each under a name of its own, until nothing is due', async () => {
    const names: string[] = [];
    const batches = [3, 2, 0];
    const ended = await open()(
      'live',
      (worker) => {
        names.push(worker);
        return Promise.resolve(batches.shift() ?? 0);
      },
      never,
    );
    expect(ended).to.equal(true);
    expect(new Set(names).size).to.equal(3);
  });

  it('lets runs overlap, but turns them away while one has a burst, and looks once more after it', async () => {
    const takeAll = open();
    const gate = Promise.withResolvers<undefined>();
    let asked = 0;
    const burst = takeAll(
      'live',
      async (_worker, onClaim) => {
        asked += 1;
        if (asked > 1) return 0;
        onClaim(BURST);
        await gate.promise;
        return BURST;
      },
      never,
    );
    const other = (place: string) => takeAll(place, () => Promise.resolve(0), never);
    expect(await other('live')).to.equal(false);
    expect(await other('bulk')).to.equal(true);
    gate.resolve(undefined);
    expect(await burst).to.equal(true);
    expect(asked).to.equal(3);
    expect(await other('live')).to.equal(true);
  });

  it('gives the burst up when a batch fails', async () => {
    const takeAll = open();
    const failed = await takeAll(
      'live',
      (_worker, onClaim) => {
        onClaim(BURST);
        return Promise.reject(new Error('no database'));
      },
      never,
    ).catch(String);
    expect(failed).to.equal('Error: no database');
    expect(await takeAll('live', () => Promise.resolve(0), never)).to.equal(true);
  });
});
