import { expect } from 'chai';
import { sql } from 'kysely';
import type { Notice } from '../../../src/domain/notice.ts';
import { recoverLeases } from '../../../src/ledger/leases.ts';
import {
  addNotices,
  claimNotices,
  noticeFailures,
  retryNotices,
  settleNotice,
} from '../../../src/ledger/notices.ts';
import { resetLedger } from '../../../src/ledger/reset.ts';
import { forgetOld } from '../../../src/ledger/retention.ts';
import { after as seconds, openTestLedger, T0, type TestLedger } from './support.ts';

const ADA: Notice = {
  key: 'h-1',
  to: { kind: 'mail', address: 'alex@example.com' },
  subject: 'Ada Lovelace',
  body: 'Asked for a demo',
};
const FAILURE = {
  kind: 'transient',
  code: 'mail-450',
  message: '450',
  meaning: 'Not now.',
  fix: 'Nothing.',
  actor: 'nobody',
} as const;

describe('notices in the ledger', () => {
  let ledger: TestLedger;
  before(async () => {
    ledger = await openTestLedger();
  });
  beforeEach(() => resetLedger(ledger.db));
  after(() => ledger.close());

  const add = (...notices: readonly Notice[]) =>
    ledger.db.transaction().execute((tx) => addNotices(tx, notices, T0));
  const claim = (at = 0, worker = 'w1') =>
    claimNotices(ledger.db, { limit: 10, worker, now: seconds(at), leaseMs: 60_000 });
  const stored = async () =>
    (await sql<Record<string, unknown>>`select * from notice order by id`.execute(ledger.db)).rows;

  it('are stored once for each key, also twice in one go', async () => {
    await add(ADA, ADA);
    await add(ADA, { ...ADA, key: 'h-2', to: { kind: 'channel' } });
    expect((await claim()).map(({ key, to }) => ({ key, to }))).to.deep.equal([
      { key: 'h-1', to: ADA.to },
      { key: 'h-2', to: { kind: 'channel' } },
    ]);
  });

  it('are gone with the transaction that stored them', async () => {
    const broken = ledger.db.transaction().execute(async (tx) => {
      await addNotices(tx, [ADA], T0);
      throw new Error('broken');
    });
    expect(await broken.catch(() => 'rolled back')).to.equal('rolled back');
    expect(await claim()).to.deep.equal([]);
  });

  it('are in the hands of one worker until its time is over', async () => {
    await add(ADA);
    const [first] = await claim();
    expect(first).to.deep.equal({ ...ADA, id: first!.id, madeAt: T0, attempts: 1 });
    expect(await claim(59, 'w2')).to.deep.equal([]);
    const [second] = await claim(60, 'w2');
    expect(second!.attempts).to.equal(2);
    await settleNotice(ledger.db, 'w1', first!, { kind: 'failed', failure: FAILURE }, seconds(61));
    expect((await stored())[0], 'the first one came too late').to.include({ state: 'due', lease_by: 'w2' });
  });

  it('that were sent keep their key, and neither words nor address', async () => {
    await add(ADA);
    const [one] = await claim();
    await settleNotice(ledger.db, 'w1', one!, { kind: 'sent' }, seconds(1));
    const [row] = await stored();
    expect(row).to.include({ key: 'h-1', state: 'sent', subject: '', body: '', address: null });
    await add(ADA);
    expect(await claim(3600)).to.deep.equal([]);
  });

  it('are tried again at their time; what was put off was no try', async () => {
    await add(ADA);
    const [one] = await claim();
    await settleNotice(
      ledger.db,
      'w1',
      one!,
      { kind: 'retry', failure: FAILURE, dueAt: seconds(5) },
      seconds(1),
    );
    expect(await claim(4)).to.deep.equal([]);
    const [two] = await claim(5);
    expect(two!.attempts).to.equal(2);
    await settleNotice(ledger.db, 'w1', two!, { kind: 'put-off', dueAt: seconds(9) }, seconds(6));
    expect((await claim(9))[0]!.attempts).to.equal(2);
  });

  it('of a worker that died alone are due at once', async () => {
    await add(ADA);
    await claim();
    await recoverLeases(ledger.db, seconds(1), seconds(1));
    expect(await claim(1)).to.deep.equal([]);
    await recoverLeases(ledger.db, null, seconds(2));
    expect(await claim(2)).to.have.length(1);
  });

  it('that were given up are tried again when somebody asks, for as long as new ones, and those of one code alone', async () => {
    await add(ADA, { ...ADA, key: 'h-2' }, { ...ADA, key: 'h-3' });
    const [one, two, three] = await claim();
    const day = 86_400;
    const failedBy = (code: string) => ({ kind: 'failed', failure: { ...FAILURE, code } }) as const;
    await settleNotice(ledger.db, 'w1', one!, failedBy('mail-450'), seconds(day));
    await settleNotice(ledger.db, 'w1', two!, failedBy('mail-sign-in'), seconds(day));
    await settleNotice(ledger.db, 'w1', three!, { kind: 'sent' }, seconds(day));

    expect(await retryNotices(ledger.db, seconds(2 * day), 'mail-sign-in')).to.equal(1);
    expect(await claim(2 * day)).to.deep.equal([
      { ...ADA, key: 'h-2', id: two!.id, madeAt: seconds(2 * day), attempts: 1 },
    ]);
    expect(await noticeFailures(ledger.db)).to.have.length(1);
    expect(await retryNotices(ledger.db, seconds(3 * day), null)).to.equal(1);
    expect((await claim(3 * day, 'w2')).map(({ key }) => key))
      .to.include('h-1')
      .and.not.include('h-3');
    expect(await retryNotices(ledger.db, seconds(3 * day), null)).to.equal(0);
  });

  it('are forgotten a month after they were sent or given up, and not before', async () => {
    await add(ADA, { ...ADA, key: 'h-2' }, { ...ADA, key: 'h-3' });
    const [one, two] = await claim();
    await settleNotice(ledger.db, 'w1', one!, { kind: 'sent' }, seconds(1));
    await settleNotice(ledger.db, 'w1', two!, { kind: 'failed', failure: FAILURE }, seconds(86_400));
    await forgetOld(ledger.db, seconds(30 * 86_400 + 2));
    expect((await stored()).map(({ key }) => key)).to.deep.equal(['h-2', 'h-3']);
  });
});
