import { expect } from 'chai';
import type { Connection } from '../../../src/connector/contract.ts';
import { makePolling, type Polling } from '../../../src/runtime/polling.ts';
import { after as at, openTestLedger, type TestLedger } from '../ledger/support.ts';

const watched = (object: string) => ({ system: 'hub', object, fields: [] });
const OBJECTS = [watched('contacts'), watched('machines')];

describe('polling', () => {
  let ledger: TestLedger;
  let now: number;
  let asked: string[];
  let polling: Polling;
  const due = async (seconds: number): Promise<readonly string[]> => {
    now = seconds;
    asked = [];
    await polling.pollDue(OBJECTS);
    return asked.sort();
  };
  before(async () => (ledger = await openTestLedger()));
  after(() => ledger.close());
  beforeEach(() => {
    now = 0;
    const changes: Connection['changes'] = ({ object }) => {
      asked.push(object);
      return Promise.resolve({ snapshots: [], cursor: 'c', more: false });
    };
    polling = makePolling({
      db: ledger.db,
      sink: { store: () => Promise.resolve() },
      clock: { now: () => at(now) },
      connectionOf: () => ({ changes }) as Connection,
      noteTrouble: () => undefined,
      stopped: new AbortController().signal,
    });
  });

  it('asks for each object every time while its system tells of nothing', async () => {
    expect(await due(0)).to.deep.equal(['contacts', 'machines']);
    expect(await due(10)).to.deep.equal(['contacts', 'machines']);
  });

  it('asks every 5 minutes for an object that the system tells of, and each time for one it never told of', async () => {
    await due(0);
    polling.pushed({ system: 'hub', object: 'contacts', id: '1' });
    expect(await due(10)).to.deep.equal(['machines']);
    expect(await due(299)).to.deep.equal(['machines']);
    expect(await due(300)).to.deep.equal(['contacts', 'machines']);
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
