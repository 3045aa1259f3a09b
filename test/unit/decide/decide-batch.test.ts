import { expect } from 'chai';
import { decideBatch } from '../../../src/decide/decide-batch.ts';
import { decideRules } from '../../../src/runtime/decide-rules.ts';
import { loadMappings } from '../../../src/runtime/mappings.ts';
import { mappingsOfPeople } from '../../support/people-alone.ts';
import {
  createIntent,
  hubRef,
  ids,
  one,
  openTestLedger,
  rang,
  T0,
  type TestLedger,
} from '../ledger/support.ts';

describe('deciding about people where there are no rules', function () {
  this.timeout(60_000);
  let files: ReturnType<typeof mappingsOfPeople>;
  let ledger: TestLedger;
  before(async () => {
    files = mappingsOfPeople();
    ledger = await openTestLedger('some');
  });
  after(async () => {
    await ledger.close();
    files.remove();
  });

  it('says whose writes have waited for nothing, so that they leave at once', async () => {
    await ledger.capture([rang(hubRef('1'))]);
    const ada = one(await ledger.claim());
    await ledger.commit(ada, { intents: [createIntent(ada.id, { Email: 'ada@example.com' }, hubRef('1'))] });
    expect(await ledger.take('w2'), 'before').to.deep.equal([]);

    const outcome = await decideBatch('live', 0, {
      ...decideRules(await loadMappings(files.folder)),
      db: ledger.db,
      directory: () => Promise.reject(new Error('nobody is to be given to anybody')),
      trial: () => Promise.resolve(null),
      timelineOf: () => null,
      clock: { now: () => T0 },
      ids,
      worker: 'w1',
      partitions: 1,
      leaseMs: 30_000,
      batchSize: 100,
    });
    expect(outcome).to.deep.equal({
      decided: 1,
      due: [],
      deliver: [{ lane: 'live', partition: 0 }],
      notices: 0,
    });
    expect(await ledger.take('w2'), 'afterwards').to.have.length(1);
  });
});
