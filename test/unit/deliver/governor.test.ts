import { expect } from 'chai';
import { makeGovernor } from '../../../src/deliver/governor.ts';
import { FailureError } from '../../../src/domain/failure.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { openTestLedger, type TestLedger } from '../ledger/support.ts';

const CALLS = { name: 'call', capacity: 2, perMs: 60_000 };

describe('the governor', () => {
  let ledger: TestLedger;
  let stopping: AbortController;
  beforeEach(async () => {
    ledger = await openTestLedger();
    stopping = new AbortController();
  });
  afterEach(() => ledger.close());

  const open = () => makeGovernor('hub', [CALLS], ledger.db, systemClock, stopping.signal);
  const failed = (run: Promise<unknown>): Promise<unknown> =>
    run.then(
      () => 'granted',
      (error: unknown) => error,
    );

  it('shares one budget between all its workers', async () => {
    const [one, other] = [open(), open()];
    await one.take('call', 'hot');
    await other.take('call', 'hot');
    const gone = new AbortController();
    const third = failed(one.take('call', 'hot', gone.signal));
    gone.abort(new Error('the caller has gone'));
    expect(String(await third)).to.include('the caller has gone');
  });

  it('gives the drift audit a share of its own, and nothing of what is kept for others', async () => {
    const calls = { name: 'call', capacity: 100, perMs: 60_000 };
    const auditing = makeGovernor('crm', [calls], ledger.db, systemClock, stopping.signal, 0.1);
    for (let call = 0; call < 10; call += 1) await auditing.take('call', 'audit');
    stopping.abort();
    expect(await failed(auditing.take('call', 'audit'))).to.be.instanceOf(FailureError);
    expect(await failed(auditing.take('call', 'bulk'))).to.equal('granted');
    for (let call = 0; call < 49; call += 1) await auditing.take('call', 'live');
    const other = makeGovernor('crm', [calls], ledger.db, systemClock, stopping.signal, 0.5);
    expect(await failed(other.take('call', 'audit'))).to.be.instanceOf(FailureError);
    expect(await failed(other.take('call', 'live'))).to.equal('granted');
  });

  it('makes no call wait once Leadloop is stopping, and grants what needs no wait', async () => {
    const governor = open();
    stopping.abort();
    expect(await failed(governor.take('call', 'hot'))).to.equal('granted');
    expect(await failed(governor.take('call', 'hot'))).to.equal('granted');
    const refused = await failed(governor.take('call', 'hot'));
    expect(refused).to.be.instanceOf(FailureError);
    expect((refused as FailureError).failure).to.include({ kind: 'transient', code: 'STOPPING' });
  });
});
