import { expect } from 'chai';
import type { Connection } from '../../../src/connector/contract.ts';
import type { Snapshot } from '../../../src/domain/snapshot.ts';
import { makePolling, type Polling } from '../../../src/runtime/polling.ts';
import { after as at, openTestLedger, type TestLedger } from '../ledger/support.ts';

const watched = (object: string) => ({ system: 'hub', object, fields: [] });
const OBJECTS = [watched('contacts'), watched('machines')];

describe('polling', () => {
  let ledger: TestLedger;
  let now: number;
  let asked: string[];
  let polling: Polling;
  /** What every poll finds. */
  let found: Snapshot[];
  const due = async (seconds: number, objects = OBJECTS): Promise<readonly string[]> => {
    now = seconds;
    asked = [];
    await polling.pollDue(objects);
    return asked.sort();
  };
  before(async () => (ledger = await openTestLedger()));
  after(() => ledger.close());
  beforeEach(() => {
    now = 0;
    found = [];
    const changes: Connection['changes'] = ({ object }) => {
      asked.push(object);
      return Promise.resolve({ snapshots: found, cursor: 'c', more: false });
    };
    polling = makePolling({
      db: ledger.db,
      sink: { store: () => Promise.resolve() },
      clock: { now: () => at(now) },
      connectionOf: () => ({ changes }) as Connection,
      restOf: ({ object }) => (object === 'campaigns' ? 60_000 : 0),
      noteTrouble: () => undefined,
      stopped: new AbortController().signal,
    });
  });

  it('asks for each object every time while its system tells of nothing', async () => {
    expect(await due(0)).to.deep.equal(['contacts', 'machines']);
    expect(await due(10)).to.deep.equal(['contacts', 'machines']);
  });

  it('asks every 5 minutes for an object that the system tells of, and soon again for one it never told of', async () => {
    await due(0);
    polling.pushed({ system: 'hub', object: 'contacts', id: '1' });
    expect(await due(20)).to.deep.equal(['machines']);
    expect(await due(299)).to.deep.equal(['machines']);
    expect(await due(300)).to.deep.equal(['contacts']);
  });

  it('asks for an object it was never told of every minute while nothing is found, and each time when something is', async () => {
    polling.pushed({ system: 'hub', object: 'contacts', id: '1' });
    const asks = async (from: number, until: number): Promise<readonly number[]> => {
      const times: number[] = [];
      for (let second = from; second <= until; second += 10)
        if ((await due(second)).includes('machines')) times.push(second);
      return times;
    };
    expect(await asks(0, 240)).to.deep.equal([0, 20, 60, 120, 180, 240]);
    found.push({ kind: 'deleted', ref: { system: 'hub', object: 'machines', id: '7' } });
    expect(await asks(250, 330)).to.deep.equal([300, 310, 320, 330]);
  });

  it('asks once a minute for an object that seldom changes', async () => {
    const objects = [watched('contacts'), watched('campaigns')];
    expect(await due(0, objects)).to.deep.equal(['campaigns', 'contacts']);
    expect(await due(59, objects)).to.deep.equal(['contacts']);
    expect(await due(60, objects)).to.deep.equal(['campaigns', 'contacts']);
  });

  it('asks each time again when the system has told of nothing for 10 minutes', async () => {
    await due(0);
    polling.pushed({ system: 'hub', object: 'contacts', id: '1' });
    await due(300);
    expect(await due(599)).to.deep.equal(['machines']);
    polling.pushed({ system: 'hub', object: 'machines', id: '1' });
    expect(await due(600)).to.deep.equal(['contacts']);
    expect(await due(1200)).to.deep.equal(['contacts', 'machines']);
  });
});
