import { expect } from 'chai';
import { sql } from 'kysely';
import type { Failure } from '../../../src/domain/failure.ts';
import { addNotices, claimNotices, settleNotice } from '../../../src/ledger/notices.ts';
import { makeRetryDesk } from '../../../src/runtime/retry-desk.ts';
import { emptyLedger } from '../../support/ledger.ts';
import {
  after as seconds,
  createIntent,
  hubRef,
  openTestLedger,
  rang,
  type TestLedger,
} from '../ledger/support.ts';

const refusal = (code: string): Failure => ({
  kind: 'invalid-record',
  code,
  message: '',
  meaning: 'The value does not fit.',
  fix: 'Shorten it.',
  actor: 'sales',
});

describe('what a person has tried again', () => {
  let ledger: TestLedger;
  before(async () => (ledger = await openTestLedger()));
  beforeEach(() => emptyLedger(ledger.db));
  after(() => ledger.close());

  /** One person for each code, whose write was refused by it. */
  async function park(...codes: readonly string[]): Promise<void> {
    for (const [index, code] of codes.entries()) {
      const source = hubRef(String(index));
      await ledger.capture([rang(source)]);
      const [claimed] = await ledger.claim();
      const intent = createIntent(claimed?.id ?? '', { lastName: code }, source);
      await ledger.commit(claimed ?? expect.fail(), { intents: [intent] });
      const [taken] = await ledger.take();
      await ledger.settle(taken ?? expect.fail(), { kind: 'park', failure: refusal(code) });
    }
  }
  async function giveUp(code: string): Promise<void> {
    const notice = { key: code, to: { kind: 'channel' }, subject: 'A', body: '' } as const;
    await ledger.db.transaction().execute((tx) => addNotices(tx, [notice], seconds(0)));
    const asked = { limit: 1, worker: 'w1', now: seconds(0), leaseMs: 1_000 };
    const [claimed] = await claimNotices(ledger.db, asked);
    const settling = { kind: 'failed', failure: refusal(code) } as const;
    await settleNotice(ledger.db, 'w1', claimed ?? expect.fail(), settling, seconds(0));
  }
  const desk = () => makeRetryDesk(ledger.db, { now: () => seconds(9) }, 'kim');
  const looked = async (): Promise<number> => (await ledger.claim('w2', seconds(9), 100, 'bulk')).length;

  it('is every parked write and every notice that was given up, and nothing a second time', async () => {
    await park('TOO_LONG', 'BAD_VALUE');
    await giveUp('no-mail');
    expect(await desk().retry(null)).to.deep.equal({ entities: 2, notices: 1 });
    expect(await looked()).to.equal(2);
    expect(await desk().retry(null)).to.deep.equal({ entities: 0, notices: 0 });
  });

  it('is only what failed by the code that is named', async () => {
    await park('TOO_LONG', 'BAD_VALUE');
    await giveUp('no-mail');
    expect(await desk().retry('BAD_VALUE')).to.deep.equal({ entities: 1, notices: 0 });
    expect(await looked()).to.equal(1);
    expect(await desk().retry('no-mail')).to.deep.equal({ entities: 0, notices: 1 });
    expect(await desk().retry('other')).to.deep.equal({ entities: 0, notices: 0 });
    expect(await desk().retry(null)).to.deep.equal({ entities: 1, notices: 0 });
  });

  it('is noted with who asked for it', async () => {
    await desk().retry('no-mail');
    const { rows } = await sql`select who, what, detail from audit`.execute(ledger.db);
    expect(rows).to.deep.equal([
      { who: 'kim', what: 'retry', detail: { code: 'no-mail', entities: 0, notices: 0 } },
    ]);
  });
});
