import { expect } from 'chai';
import { guard, type GuardContext } from '../../../src/deliver/breaker/guard.ts';
import type { Changes } from '../../../src/domain/change.ts';
import { allowAsked } from '../../../src/ledger/allowances.ts';
import { audit } from '../../../src/ledger/audit.ts';
import { discardBreaker, releaseBreaker } from '../../../src/ledger/breaker-decisions.ts';
import { breakerReports } from '../../../src/ledger/breaker-report.ts';
import { trippedBreakers } from '../../../src/ledger/breakers.ts';
import { loadsOf, pastOf } from '../../../src/ledger/change-counts.ts';
import { claimEntities } from '../../../src/ledger/claim-entities.ts';
import type { ClaimedIntent } from '../../../src/ledger/claim-intents.ts';
import { dueWork, recoverLeases } from '../../../src/ledger/leases.ts';
import { forgetOld } from '../../../src/ledger/retention.ts';
import { silentLog } from '../../support/log.ts';
import { emptyLedger } from '../../support/ledger.ts';
import {
  after as seconds,
  createIntent,
  crmRef,
  hubRef,
  one,
  openTestLedger,
  rang,
  T0,
  updateIntent,
  type TestLedger,
} from './support.ts';

const DAY_S = 86_400;
const STREAM = { system: 'crm', lane: 'live', kind: 'blank' } as const;
const BY_EVE = { who: 'eve', now: T0 };
const TITLE: Changes = { blank: { title: 'Analyst' } };

describe('the mass-change breaker in the ledger', () => {
  let ledger: TestLedger;
  let told: string[];
  before(async () => {
    ledger = await openTestLedger();
  });
  beforeEach(() => {
    told = [];
    return emptyLedger(ledger.db);
  });
  after(() => ledger.close());

  const context = (over: Partial<GuardContext> = {}): GuardContext => ({
    db: ledger.db,
    clock: { now: () => seconds(2) },
    worker: 'w1',
    breaker: { floor: 2, share: 0 },
    mappingVersion: 'v7',
    log: { ...silentLog, error: (message) => told.push(message) },
    ...over,
  });
  /** The ones of a batch that may be sent, by the record they write. */
  const sent = async (batch: readonly ClaimedIntent[], over: Partial<GuardContext> = {}) =>
    (await guard(batch, 'live', context(over))).map(({ write }) =>
      write.kind === 'update' ? write.ref.id : write.key,
    );

  /** A person that both systems know, whose title was cleared in hub; `more` fields changed beside it. */
  async function clearTitle(id: string, now = T0, changes = TITLE, more: Record<string, string> = {}) {
    await ledger.capture([rang(hubRef(id))], now);
    const entity = one(await ledger.claim('w1', now));
    const fields = { title: null, ...more };
    await ledger.commit(
      entity,
      { intents: [updateIntent(crmRef(`L${id}`), fields, hubRef(id), changes)] },
      'w1',
      now,
    );
    return entity.id;
  }
  const states = async (): Promise<readonly string[]> =>
    (await ledger.db.selectFrom('intent').select('state').orderBy('id').execute()).map((row) => row.state);
  const shadowOf = async (id: string): Promise<unknown> =>
    (await ledger.db.selectFrom('shadow').select('fields').where('record_id', '=', id).executeTakeFirst())
      ?.fields;

  it('sends 2 of 2, and holds all 3 of 3 as if they had not been taken', async () => {
    await clearTitle('1');
    await clearTitle('2');
    const two = await ledger.take();
    expect(await sent(two)).to.deep.equal(['L1', 'L2']);
    expect(await trippedBreakers(ledger.db)).to.deep.equal([]);

    await clearTitle('3');
    expect(await sent([...two, ...(await ledger.take())])).to.deep.equal([]);
    expect(await states()).to.deep.equal(['held', 'held', 'held']);
    const { attempts, lease_by } = await ledger.db
      .selectFrom('intent')
      .select(['attempts', 'lease_by'])
      .executeTakeFirstOrThrow();
    expect({ attempts, lease_by }).to.deep.equal({ attempts: 0, lease_by: null });
    expect(await ledger.db.selectFrom('attempt').selectAll().execute()).to.deep.equal([]);
    expect(one(await trippedBreakers(ledger.db))).to.deep.include({
      ...STREAM,
      waiting: 3,
      usual: null,
      most: 2,
      since: seconds(2),
      mappingVersion: 'v7',
    });
  });

  it('holds nothing but that kind of change', async () => {
    for (const id of ['1', '2', '3']) await clearTitle(id);
    await clearTitle('4', T0, {});
    await clearTitle('5', T0, { owner: { owner: 'sam@example.com' } });
    expect(await sent(await ledger.take())).to.deep.equal(['L4', 'L5']);
  });

  it('tells once what it has stopped and how to go on, however many workers meet it', async () => {
    for (const id of ['1', '2', '3']) await clearTitle(id);
    const [first, ...others] = await ledger.take();
    await Promise.all([sent([first!]), sent(others)]);
    await clearTitle('4');
    expect(await sent(await ledger.take())).to.deep.equal([]);
    expect(told).to.have.length(1);
    const { id } = one(await trippedBreakers(ledger.db));
    expect(told[0])
      .to.include('crm: 3 records would have values blanked')
      .and.include('at most 2')
      .and.include(`leadloop breaker release ${id}`);
  });

  it('counts what the other worker is about to send', async () => {
    for (const id of ['1', '2', '3']) await clearTitle(id);
    const [first, ...others] = await ledger.take();
    expect(await sent(others)).to.deep.equal([]);
    expect(await sent([first!])).to.deep.equal([]);
  });

  it('leaves no bell to ring for what is held, and a start gives nothing of it back', async () => {
    for (const id of ['1', '2', '3']) await clearTitle(id);
    await sent(await ledger.take());
    expect(await recoverLeases(ledger.db, null, T0)).to.equal(0);
    expect((await dueWork(ledger.db, T0)).filter((work) => work.stage === 'deliver')).to.deep.equal([]);
    expect(await ledger.take()).to.deep.equal([]);
    await clearTitle('4');
    expect(await sent(await ledger.take('w2'), { worker: 'w2' })).to.deep.equal([]);
  });

  it('lets a crowd wait half a second while its lane has more to look at', async () => {
    for (const id of ['1', '2', '3']) await clearTitle(id);
    await ledger.capture([rang(hubRef('4'))]);
    const clock = { now: () => T0 };
    expect(await sent(await ledger.take(), { clock, breaker: { floor: 20, share: 0 } })).to.deep.equal([]);
    expect(await states()).to.deep.equal(['due', 'due', 'due']);
    expect(await ledger.take('w1', seconds(0.4))).to.have.length(0);
    expect(await ledger.take('w1', seconds(0.5))).to.have.length(3);
  });

  it('counts what was delivered, once, and by the day', async () => {
    await clearTitle('1');
    const intent = one(await ledger.take());
    await ledger.settle(intent, { kind: 'done', receipt: { ref: crmRef('L1'), created: false } });
    await clearTitle('2', seconds(60));
    const load = async (now: Date) => one(await loadsOf(ledger.db, 'live', ['crm'], now));
    expect(await load(seconds(60))).to.deep.equal({
      ...STREAM,
      waiting: 1,
      recent: 1,
      tripped: null,
      more: false,
    });
    expect(await load(seconds(DAY_S))).to.include({ recent: 0 });
    expect((await pastOf(ledger.db, STREAM, T0)).days).to.deep.equal([]);
    expect((await pastOf(ledger.db, STREAM, seconds(DAY_S))).days).to.deep.equal([1]);
    await forgetOld(ledger.db, seconds(29 * DAY_S));
    expect(await ledger.db.selectFrom('change_count').selectAll().execute()).to.deep.equal([]);
  });

  it('does not limit creates until a full sync has ended, nor those that a list brings', async () => {
    const create = async (id: string): Promise<void> => {
      await ledger.capture([rang(hubRef(id))]);
      const entity = one(await ledger.claim());
      await ledger.commit(entity, { intents: [createIntent(entity.id, { title: id }, hubRef(id))] });
    };
    for (const id of ['1', '2', '3']) await create(id);
    const batch = await ledger.take();
    expect(await sent(batch)).to.have.length(3);
    await audit(ledger.db, T0, 'eve', 'sync', { full: true });
    await allowAsked(ledger.db, 'create', 1, T0);
    expect(await sent(batch)).to.have.length(3);
    await create('4');
    expect(await sent([...batch, ...(await ledger.take())])).to.have.length(0);
  });

  describe('when 3 are held', () => {
    let id: number;
    let entity: string;
    beforeEach(async () => {
      entity = await clearTitle('1', T0, TITLE, { city: 'London' });
      for (const other of ['2', '3']) await clearTitle(other);
      await sent(await ledger.take());
      ({ id } = one(await trippedBreakers(ledger.db)));
    });

    it('shows the fields and what would become of them', async () => {
      const [report] = await breakerReports(ledger.db);
      expect(report?.fields).to.deep.equal([{ field: 'title', changes: 3 }]);
      expect(report?.sample[0]).to.deep.equal({
        entity,
        object: 'Lead',
        record: crmRef('L1'),
        changes: [{ field: 'title', from: 'Analyst', to: null }],
      });
    });

    it('keeps one held that is decided anew because of an event of another lane', async () => {
      await ledger.capture([rang(hubRef('1'), { lane: 'hot' })]);
      const [claimed] = await claimEntities(ledger.db, {
        lane: 'hot',
        partition: 0,
        limit: 1,
        worker: 'w1',
        now: T0,
        leaseMs: 1_000,
      });
      await ledger.commit(claimed!, {
        intents: [updateIntent(crmRef('L1'), { title: null }, hubRef('1'), TITLE)],
      });
      expect(await sent(await ledger.take())).to.deep.equal([]);
      expect(await states()).to.deep.equal(['held', 'held', 'held']);
    });

    it('is released: all are decided anew in their lane, as many pass again, and who did it is on record', async () => {
      expect(await releaseBreaker(ledger.db, id, BY_EVE)).to.deep.equal({ kind: 'released', changes: 3 });
      expect(await states()).to.deep.equal([]);
      expect(await trippedBreakers(ledger.db)).to.deep.equal([]);
      expect(await pastOf(ledger.db, STREAM, T0)).to.include({ released: 3, asked: 0 });
      const elsewhere = { ...STREAM, lane: 'outcome' } as const;
      expect(await pastOf(ledger.db, elsewhere, T0)).to.include({ released: 0, asked: 3 });
      expect(await pastOf(ledger.db, elsewhere, seconds(86_401))).to.include({ released: 0, asked: 0 });
      const { who, what, detail } = await ledger.db.selectFrom('audit').selectAll().executeTakeFirstOrThrow();
      expect({ who, what, detail }).to.deep.equal({
        who: 'eve',
        what: 'breaker release',
        detail: { breaker: id, ...STREAM, changes: 3 },
      });
      expect(await releaseBreaker(ledger.db, id, BY_EVE)).to.deep.equal({
        kind: 'ended',
        how: 'released',
        by: 'eve',
      });
    });

    it('is discarded: both sides agree to differ in that field, and what else changed is decided anew', async () => {
      expect(await discardBreaker(ledger.db, id, BY_EVE)).to.deep.equal({ kind: 'discarded', changes: 3 });
      expect(await states()).to.deep.equal([]);
      expect(await shadowOf('L1')).to.deep.equal({ title: 'Analyst' });
      expect(await shadowOf('1')).to.deep.equal({ title: null });
      expect(await ledger.db.selectFrom('inbox').select('entity_id').execute()).to.deep.equal([
        { entity_id: entity },
      ]);
      expect(await discardBreaker(ledger.db, id, BY_EVE)).to.include({ kind: 'ended', how: 'discarded' });
      expect(await releaseBreaker(ledger.db, id, BY_EVE)).to.include({ kind: 'ended', how: 'discarded' });
    });

    it('is discarded while somebody decides about one of them: what he has decided is void', async () => {
      await ledger.capture([rang(hubRef('2'))]);
      const claimed = (await ledger.claim('w2')).find(({ links }) => links[0]?.ref.id === '2');
      await discardBreaker(ledger.db, id, BY_EVE);
      await ledger.commit(
        claimed!,
        { intents: [updateIntent(crmRef('L2'), { title: null }, hubRef('2'), TITLE)] },
        'w2',
      );
      expect(await states()).to.deep.equal([]);
    });

    it('knows no breaker of another number', async () => {
      expect(await releaseBreaker(ledger.db, id + 1, BY_EVE)).to.deep.equal({ kind: 'unknown' });
      expect(await discardBreaker(ledger.db, id + 1, BY_EVE)).to.deep.equal({ kind: 'unknown' });
    });
  });

  it('makes no record whose creation was discarded, until it is released after all', async () => {
    await audit(ledger.db, T0, 'eve', 'sync', { full: true });
    const entities: string[] = [];
    for (const id of ['1', '2', '3']) {
      await ledger.capture([rang(hubRef(id))]);
      const entity = one(await ledger.claim());
      entities.push(entity.id);
      await ledger.commit(entity, { intents: [createIntent(entity.id, { title: id }, hubRef(id))] });
    }
    await sent(await ledger.take());
    const { id, waiting } = one(await trippedBreakers(ledger.db));
    expect(waiting).to.equal(3);
    expect((await breakerReports(ledger.db))[0]?.sample[0]?.changes).to.deep.equal([
      { field: 'title', from: null, to: '1' },
    ]);
    await discardBreaker(ledger.db, id, BY_EVE);
    await ledger.capture([rang(hubRef('1'))]);
    expect(one(await ledger.claim()).unwanted).to.deep.equal(['crm']);

    expect(await releaseBreaker(ledger.db, id, BY_EVE)).to.deep.equal({ kind: 'released', changes: 3 });
    const again = await ledger.claim('w1', seconds(60));
    expect(again.map((claimed) => [claimed.id, claimed.unwanted])).to.have.deep.members(
      entities.map((entity) => [entity, []]),
    );
  });
});
