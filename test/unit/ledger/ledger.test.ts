import { expect } from 'chai';
import type { Failure } from '../../../src/domain/failure.ts';
import { giveBackLeases, nextDue, recoverLeases } from '../../../src/ledger/leases.ts';
import { takeBudget, pauseBudget } from '../../../src/ledger/budget.ts';
import { commitPlans } from '../../../src/ledger/commit-plans.ts';
import { OtherAccountError, pinAccount } from '../../../src/ledger/connections.ts';
import { inTransaction } from '../../../src/ledger/database.ts';
import { sql } from 'kysely';
import { migrate, NewerLedgerError } from '../../../src/ledger/migrate.ts';
import { emptyLedger } from '../../support/ledger.ts';
import {
  after as seconds,
  createIntent,
  crmRef,
  emptyPlan,
  hubRef,
  one,
  openTestLedger,
  present,
  rang,
  T0,
  updateIntent,
  type TestLedger,
} from './support.ts';

const refusal = (over: Partial<Failure> = {}): Failure => ({
  kind: 'invalid-record',
  code: 'TOO_LONG',
  message: 'LastName is too long',
  meaning: 'The value does not fit.',
  fix: 'Shorten it.',
  actor: 'sales',
  ...over,
});

describe('the ledger', () => {
  let ledger: TestLedger;
  before(async () => {
    ledger = await openTestLedger();
  });
  beforeEach(() => emptyLedger(ledger.db));
  after(() => ledger.close());

  const shadowOf = async (id: string): Promise<unknown> =>
    (await ledger.db.selectFrom('shadow').select('fields').where('record_id', '=', id).executeTakeFirst())
      ?.fields;
  const linksOf = async (entity: string) =>
    ledger.db
      .selectFrom('link')
      .select(['record_id', 'is_primary', 'ended_why'])
      .where('entity_id', '=', entity)
      .orderBy('record_id')
      .execute();
  const inboxCount = async (): Promise<number> =>
    (await ledger.db.selectFrom('inbox').selectAll().execute()).length;

  describe('inbox', () => {
    it('keeps one row for a record, however many events ring', async () => {
      await ledger.capture([rang(hubRef('1')), rang(hubRef('1'))]);
      await ledger.capture([rang(hubRef('1')), rang(hubRef('2'))]);
      expect(await inboxCount()).to.equal(2);
      const claimed = await ledger.claim();
      expect(claimed.map((entity) => entity.inbox.length)).to.deep.equal([1, 1]);
    });

    it('forgets an older snapshot when a later event says the record changed, and keeps it at a mere look', async () => {
      const seen = present(hubRef('1'), { email: 'a@example.com' });
      await ledger.capture([rang(hubRef('1'), { snapshot: seen })]);
      await ledger.capture([rang(hubRef('1'), { origin: 'look' })]);
      expect(one(one(await ledger.claim()).inbox).snapshot).to.deep.equal(seen);
      await ledger.capture([rang(hubRef('1'))]);
      expect(one(one(await ledger.claim('w1', seconds(60))).inbox).snapshot).to.equal(null);
    });

    it('stays a look whatever rings with it: the echo of a write would answer it without a decision', async () => {
      const look = rang(hubRef('1'), { origin: 'look' });
      const echo = rang(hubRef('1'), {
        origin: 'poll',
        snapshot: present(hubRef('1'), { email: 'a@example.com' }),
      });
      for (const events of [
        [look, echo],
        [echo, look],
      ]) {
        for (const batches of [[events], events.map((event) => [event])]) {
          for (const batch of batches) await ledger.capture(batch);
          const claimed = one(await ledger.claim());
          const { origin, snapshot } = one(claimed.inbox);
          expect(origin).to.equal('look');
          expect(snapshot).to.deep.equal(echo.snapshot);
          await ledger.commit(claimed, {});
        }
      }
    });

    it('moves a record to the more urgent lane and never back', async () => {
      await ledger.capture([rang(hubRef('1'), { lane: 'bulk' })]);
      await ledger.capture([rang(hubRef('1'), { lane: 'hot' })]);
      await ledger.capture([rang(hubRef('1'), { lane: 'live' })]);
      expect(one(await ledger.db.selectFrom('inbox').select('lane').execute()).lane).to.equal('hot');
    });

    it('does not believe a snapshot that was asked for before our last write to the record arrived', async () => {
      await ledger.capture([rang(crmRef('L1'))]);
      const entity = one(await ledger.claim());
      await ledger.commit(entity, { intents: [updateIntent(crmRef('L1'), { city: 'new' }, crmRef('L1'))] });
      const intent = one(await ledger.take('w1', seconds(1)));
      await ledger.settle(
        intent,
        { kind: 'done', receipt: { ref: crmRef('L1'), created: false } },
        'w1',
        seconds(2),
      );

      const snapshotOf = async (readAt: Date) => {
        const seen = present(crmRef('L1'), { city: 'old' });
        await ledger.capture([rang(crmRef('L1'), { origin: 'poll', snapshot: seen, readAt })], seconds(3));
        const claimed = one(await ledger.claim('w1', seconds(3)));
        await ledger.commit(claimed, {}, 'w1', seconds(3));
        return one(claimed.inbox).snapshot?.kind ?? null;
      };
      expect(await snapshotOf(seconds(1))).to.equal(null);
      expect(await snapshotOf(seconds(3))).to.equal('present');
    });

    it('keeps a row that rang again while it was worked on', async () => {
      await ledger.capture([rang(hubRef('1'))]);
      const claimed = one(await ledger.claim());
      await ledger.capture([rang(hubRef('1'))]);
      await ledger.commit(claimed, {});
      expect(await inboxCount()).to.equal(1);
      await ledger.commit(one(await ledger.claim()), {});
      expect(await inboxCount()).to.equal(0);
    });

    it('gives an entity to one worker at a time until its lease ends', async () => {
      await ledger.capture([rang(hubRef('1'))]);
      expect(await ledger.claim('w1')).to.have.length(1);
      expect(await ledger.claim('w2')).to.have.length(0);
      expect(await ledger.claim('w2', seconds(31))).to.have.length(1);
    });

    it('takes nothing over from a worker whose lease was lost', async () => {
      await ledger.capture([rang(hubRef('1'))]);
      const claimed = one(await ledger.claim('w1'));
      await ledger.claim('w2', seconds(31));
      await ledger.commit(
        claimed,
        { settled: [{ ref: hubRef('1'), fields: { email: 'x' } }] },
        'w1',
        seconds(32),
      );
      expect(await shadowOf('1')).to.equal(undefined);
      expect(await inboxCount()).to.equal(1);
    });

    it('gives back what a worker that stops has not finished, and nothing of others', async () => {
      await ledger.capture([rang(hubRef('1')), rang(hubRef('2'))]);
      const mine = one(await ledger.claim('w1/a', T0, 1));
      await ledger.claim('w10/a', T0, 1);
      await giveBackLeases(ledger.db, 'w1');
      expect((await ledger.claim('w2')).map(({ id }) => id)).to.deep.equal([mine.id]);
      const fields = { email: 'late' };
      await ledger.commit(
        mine,
        {
          settled: [
            { ref: hubRef('1'), fields },
            { ref: hubRef('2'), fields },
          ],
        },
        'w1/a',
      );
      expect(await shadowOf('1')).to.equal(undefined);
      expect(await shadowOf('2')).to.equal(undefined);
    });

    it('takes over from bulk work an entity of which there is news, and bulk work takes over nothing', async () => {
      await ledger.capture([rang(hubRef('1'), { lane: 'bulk' })]);
      const slow = one(await ledger.claim('bulk', T0, 100, 'bulk'));
      await ledger.capture([rang(hubRef('1'), { lane: 'live' })]);
      const fast = one(await ledger.claim('live'));
      await ledger.capture([rang(crmRef('L1'), { lane: 'bulk', externalKey: fast.id })]);
      expect(await ledger.claim('bulk', T0, 100, 'bulk')).to.have.length(0);
      expect(await ledger.claim('other'), 'from each other nobody takes').to.have.length(0);
      const saw = (email: string) => ({ settled: [{ ref: hubRef('1'), fields: { email } }] });
      await ledger.commit(slow, saw('old'), 'bulk');
      expect(await shadowOf('1')).to.equal(undefined);
      await ledger.commit(fast, saw('new'), 'live');
      expect(await shadowOf('1')).to.deep.equal({ email: 'new' });
    });
  });

  describe('outbox', () => {
    it('moves both shadows with the receipt of a create and not before, and links the new record', async () => {
      await ledger.capture([rang(hubRef('1'))]);
      const entity = one(await ledger.claim());
      await ledger.commit(entity, {
        intents: [createIntent(entity.id, { email: 'a@example.com' }, hubRef('1'))],
      });
      expect(await shadowOf('1')).to.equal(undefined);
      const intent = one(await ledger.take());
      expect(intent.write).to.deep.include({ kind: 'create', key: entity.id });
      expect(await shadowOf('1')).to.equal(undefined);
      await ledger.settle(intent, { kind: 'done', receipt: { ref: crmRef('L1'), created: true } });
      expect(await shadowOf('1')).to.deep.equal({ email: 'a@example.com' });
      expect(await shadowOf('L1')).to.deep.equal({ email: 'a@example.com' });
      expect((await linksOf(entity.id)).map((link) => link.record_id)).to.deep.equal(['1', 'L1']);
    });

    it('looks at an entity again, at once, when a record has arrived that is to be read', async () => {
      await ledger.capture([rang(hubRef('1'))]);
      const entity = one(await ledger.claim());
      const intent = createIntent(entity.id, { a: '1' }, hubRef('1'));
      await ledger.commit(entity, { intents: [{ ...intent, lookAfter: true }] });
      expect(await ledger.claim()).to.deep.equal([]);
      const due = await ledger.settle(one(await ledger.take()), {
        kind: 'done',
        receipt: { ref: crmRef('L1'), created: true },
      });
      expect(due).to.deep.equal([{ lane: 'live', partition: 0 }]);
      expect(one(await ledger.claim()).id).to.equal(entity.id);
    });

    it('settles a source only when every system the value goes to has it', async () => {
      await ledger.capture([rang(hubRef('1'))]);
      const entity = one(await ledger.claim());
      const toCrm = updateIntent(crmRef('L1'), { phone: '1' }, hubRef('1'));
      const toErp = updateIntent({ system: 'erp', object: 'Party', id: 'P1' }, { phone: '1' }, hubRef('1'));
      await ledger.commit(entity, { intents: [toCrm, toErp] });
      const [first, second] = await ledger.take();
      await ledger.settle(first!, { kind: 'done', receipt: { ref: crmRef('L1'), created: false } });
      expect(await shadowOf('1')).to.deep.equal({});
      await ledger.settle(second!, {
        kind: 'done',
        receipt: { ref: { system: 'erp', object: 'Party', id: 'P1' }, created: false },
      });
      expect(await shadowOf('1')).to.deep.equal({ phone: '1' });
    });

    it('gives nobody an entity to decide about while its write is under way', async () => {
      await ledger.capture([rang(hubRef('1'))]);
      const entity = one(await ledger.claim());
      await ledger.commit(entity, { intents: [createIntent(entity.id, { a: '1' }, hubRef('1'))] });
      const intent = one(await ledger.take());
      await ledger.capture([rang(hubRef('1'))]);
      expect(await ledger.claim()).to.have.length(0);
      await ledger.settle(intent, { kind: 'done', receipt: { ref: crmRef('L1'), created: true } });
      expect(await ledger.claim('w1', T0)).to.have.length(0);
      expect(await ledger.claim('w1', seconds(1))).to.have.length(1);
    });

    it('delivers nothing of an entity that is being decided about', async () => {
      await ledger.capture([rang(hubRef('1'))]);
      const entity = one(await ledger.claim());
      await ledger.commit(entity, { intents: [createIntent(entity.id, { a: '1' }, hubRef('1'))] });
      await ledger.capture([rang(hubRef('1'))]);
      const again = one(await ledger.claim());
      expect(await ledger.take()).to.have.length(0);
      await ledger.commit(again, { decided: false });
      expect(await ledger.take()).to.have.length(1);
    });

    it('takes the entity from bulk work that looks at it, which then looks anew', async () => {
      await ledger.capture([rang(hubRef('1'))]);
      const entity = one(await ledger.claim());
      const create = (value: string) => ({ intents: [createIntent(entity.id, { a: value }, hubRef('1'))] });
      await ledger.commit(entity, create('1'));
      await ledger.capture([rang(hubRef('1'), { lane: 'bulk' })]);
      const slow = one(await ledger.claim('bulk', seconds(6), 100, 'bulk'));
      const intent = one(await ledger.take('w2', seconds(6)));
      const receipt = { ref: crmRef('L1'), created: true };
      await ledger.settle(intent, { kind: 'done', receipt }, 'w2', seconds(7));
      await ledger.commit(slow, create('2'), 'bulk', seconds(7));
      expect(await ledger.take('bulk', seconds(7), 'bulk'), 'of what it had thought out').to.have.length(0);
      expect(await ledger.claim('bulk', seconds(7), 100, 'bulk')).to.have.length(1);
    });

    it('is delivered before bulk work looks at the entity, unless it cannot be for long', async () => {
      await ledger.capture([rang(hubRef('1'))]);
      const entity = one(await ledger.claim());
      await ledger.commit(entity, { intents: [createIntent(entity.id, { a: '1' }, hubRef('1'))] });
      await ledger.capture([rang(hubRef('1'), { lane: 'bulk' })]);
      expect(await ledger.claim('w1', seconds(1), 100, 'bulk')).to.have.length(0);
      expect(await ledger.claim('w1', seconds(6), 100, 'bulk')).to.have.length(1);
    });

    it('replaces what waits in the outbox with what is decided later', async () => {
      await ledger.capture([rang(hubRef('1'))]);
      const entity = one(await ledger.claim());
      await ledger.commit(entity, { intents: [createIntent(entity.id, { a: '1' }, hubRef('1'))] });
      await ledger.capture([rang(hubRef('1'))]);
      await ledger.commit(one(await ledger.claim()), {
        intents: [createIntent(entity.id, { a: '2' }, hubRef('1'))],
      });
      expect(one(await ledger.take()).write.fields).to.deep.equal({ a: '2' });
    });

    it('leaves what waits in the outbox where nothing was decided', async () => {
      await ledger.capture([rang(hubRef('1'))]);
      const entity = one(await ledger.claim());
      await ledger.commit(entity, { intents: [createIntent(entity.id, { a: '1' }, hubRef('1'))] });
      await ledger.capture([rang(hubRef('1'))]);
      await ledger.commit(one(await ledger.claim()), { decided: false });
      expect(await ledger.take()).to.have.length(1);
    });

    it('knows when what was put off is due', async () => {
      await ledger.capture([rang(hubRef('1'))]);
      const entity = one(await ledger.claim());
      await ledger.commit(entity, { intents: [createIntent(entity.id, { a: '1' }, hubRef('1'))] });
      const failure = refusal({ kind: 'locked', code: 'LOCKED' });
      await ledger.settle(one(await ledger.take()), {
        kind: 'retry',
        failure,
        dueAt: seconds(1),
        counts: false,
      });
      const outbox = { stage: 'deliver', lane: 'live', partition: 0 } as const;
      expect(await nextDue(ledger.db, outbox, T0)).to.deep.equal(seconds(1));
      expect(await nextDue(ledger.db, outbox, seconds(1))).to.equal(null);
      expect(await nextDue(ledger.db, { ...outbox, stage: 'reconcile' }, T0)).to.equal(null);
    });

    it('forgets a passing failure when the system answers otherwise', async () => {
      await ledger.capture([rang(hubRef('1'))]);
      const entity = one(await ledger.claim());
      await ledger.commit(entity, { intents: [createIntent(entity.id, { a: '1' }, hubRef('1'))] });
      await ledger.settle(one(await ledger.take()), {
        kind: 'retry',
        failure: refusal({ kind: 'locked', code: 'LOCKED' }),
        dueAt: seconds(1),
        counts: false,
      });
      await ledger.settle(one(await ledger.take('w1', seconds(2))), { kind: 'park', failure: refusal() });
      const failures = await ledger.db.selectFrom('failure').select('code').execute();
      expect(failures).to.deep.equal([{ code: 'TOO_LONG' }]);
    });

    it('notes a failure with its fix and clears it with the next receipt', async () => {
      await ledger.capture([rang(hubRef('1'))]);
      const entity = one(await ledger.claim());
      await ledger.commit(entity, { intents: [createIntent(entity.id, { a: '1' }, hubRef('1'))] });
      await ledger.settle(one(await ledger.take()), { kind: 'park', failure: refusal() });
      const failure = one(await ledger.db.selectFrom('failure').selectAll().execute());
      expect(failure).to.deep.include({ code: 'TOO_LONG', fix: 'Shorten it.', seen: 1 });
      expect(await ledger.take()).to.have.length(0);

      await ledger.capture([rang(hubRef('1'))]);
      const again = one(await ledger.claim());
      expect(again.parked).to.have.length(1);
      await ledger.commit(again, { intents: [createIntent(entity.id, { a: '2' }, hubRef('1'))] });
      await ledger.settle(one(await ledger.take()), {
        kind: 'done',
        receipt: { ref: crmRef('L1'), created: true },
      });
      expect(await ledger.db.selectFrom('failure').selectAll().execute()).to.have.length(0);
    });

    it('does not count a wait that the vendor asked for as an attempt', async () => {
      await ledger.capture([rang(hubRef('1'))]);
      const entity = one(await ledger.claim());
      await ledger.commit(entity, { intents: [createIntent(entity.id, { a: '1' }, hubRef('1'))] });
      const failure = refusal({ kind: 'rate-limited', code: 'SLOW_DOWN' });
      await ledger.settle(one(await ledger.take()), {
        kind: 'retry',
        failure,
        dueAt: seconds(10),
        counts: false,
      });
      expect(await ledger.take('w1', seconds(9))).to.have.length(0);
      expect(one(await ledger.take('w1', seconds(10))).attempts).to.equal(1);
    });
  });

  describe('after a crash', () => {
    it('takes a write that was sent and never answered in hand again, to look it up', async () => {
      await ledger.capture([rang(hubRef('1'))]);
      const entity = one(await ledger.claim());
      await ledger.commit(entity, { intents: [createIntent(entity.id, { a: '1' }, hubRef('1'))] });
      expect(one(await ledger.take()).unanswered).to.equal(false);
      expect(await recoverLeases(ledger.db, null, seconds(1))).to.equal(1);
      const intent = one(await ledger.take('w2', seconds(1)));
      expect(intent.unanswered).to.equal(true);
      await ledger.settle(
        intent,
        { kind: 'done', receipt: { ref: crmRef('L1'), created: false } },
        'w2',
        seconds(1),
      );
      expect(await shadowOf('L1')).to.deep.equal({ a: '1' });
      expect(await ledger.db.selectFrom('attempt').selectAll().execute()).to.have.length(0);
    });

    it('decides nothing about an entity until it is known what became of its write', async () => {
      await ledger.capture([rang(hubRef('1'))]);
      const entity = one(await ledger.claim());
      await ledger.commit(entity, { intents: [createIntent(entity.id, { a: '1' }, hubRef('1'))] });
      await ledger.settle(one(await ledger.take()), { kind: 'probe', failure: refusal(), dueAt: seconds(5) });
      await ledger.capture([rang(hubRef('1'))], seconds(1));
      expect(await ledger.claim('w1', seconds(1))).to.have.length(0);
      expect(await ledger.take('w1', seconds(4))).to.have.length(0);
      expect(one(await ledger.take('w1', seconds(5)))).to.deep.include({
        unanswered: true,
        settles: { a: '1' },
      });
    });

    it('looks again at an entity whose create was not found, and stays unsure until every object was searched', async () => {
      await ledger.capture([rang(hubRef('1'))]);
      const entity = one(await ledger.claim());
      await ledger.commit(entity, { intents: [createIntent(entity.id, { a: '1' }, hubRef('1'))] });
      await ledger.take();
      await recoverLeases(ledger.db, null, seconds(1));
      const intent = one(await ledger.take('w2', seconds(1)));
      await ledger.settle(
        intent,
        { kind: 'supersede', failure: null, unsure: true, dueAt: seconds(1) },
        'w2',
        seconds(1),
      );
      const again = one(await ledger.claim('w2', seconds(1)));
      expect(again.unsure).to.deep.equal(['crm']);
      await ledger.commit(again, { probed: ['crm'] }, 'w2', seconds(1));
      await ledger.capture([rang(hubRef('1'))]);
      expect(one(await ledger.claim('w2', seconds(2))).unsure).to.deep.equal([]);
    });

    it('leaves alone what a living worker holds', async () => {
      await ledger.capture([rang(hubRef('1')), rang(hubRef('2'))]);
      const [entity] = await ledger.claim('w1', T0, 1);
      await ledger.commit(entity!, {
        intents: [createIntent(entity!.id, { a: '1' }, entity!.inbox[0]!.ref)],
      });
      await ledger.take('w1', T0);
      await ledger.claim('w1', T0);
      expect(await recoverLeases(ledger.db, seconds(5), seconds(5))).to.equal(0);
      expect(await ledger.claim('w2', seconds(5))).to.have.length(0);
      expect(await recoverLeases(ledger.db, seconds(31), seconds(31))).to.equal(1);
      expect(await ledger.claim('w2', seconds(31))).to.have.length(1);
      expect(await ledger.take('w2', seconds(31))).to.have.length(1);
    });
  });

  describe('links', () => {
    it('folds the younger entity into the older when one adopts a record of the other', async () => {
      await ledger.capture([rang(hubRef('1'))]);
      await ledger.capture([rang(crmRef('L1'))]);
      const claimed = await ledger.claim();
      const older = claimed.find((entity) => entity.inbox[0]!.ref.id === '1')!;
      const younger = claimed.find((entity) => entity.inbox[0]!.ref.id === 'L1')!;
      await ledger.commit(younger, {
        links: [{ kind: 'adopt', ref: hubRef('1'), by: 'email' }],
        next: 'again',
      });
      expect(await linksOf(older.id)).to.deep.equal([
        { record_id: '1', is_primary: true, ended_why: null },
        { record_id: 'L1', is_primary: true, ended_why: null },
      ]);
      const again = one(await ledger.claim('w1', seconds(60)));
      expect(again.id).to.equal(older.id);
      expect(again.inbox).to.have.length(2);
    });

    it('drops what was decided about an entity in the same batch that finds out it is another one', async () => {
      await ledger.capture([rang(hubRef('1'))]);
      await ledger.capture([rang(crmRef('L1'))]);
      const claimed = await ledger.claim();
      const plans = claimed.map((entity) => {
        const plan = emptyPlan(entity.id);
        return entity.inbox[0]!.ref.id === '1'
          ? {
              claimed: entity,
              plan: { ...plan, intents: [createIntent(entity.id, { a: '1' }, hubRef('1'))] },
            }
          : {
              claimed: entity,
              plan: {
                ...plan,
                links: [{ kind: 'adopt', ref: hubRef('1'), by: 'email' } as const],
                next: 'again' as const,
              },
            };
      });
      for (const batch of [plans, plans.toReversed()])
        await commitPlans(ledger.db, batch, { worker: 'w1', readAt: T0, now: T0, mappingVersion: 'v1' });
      // A create would have doubled the Lead that is found to be there.
      expect(await ledger.db.selectFrom('intent').selectAll().execute()).to.deep.equal([]);
      expect(one(await ledger.claim('w1', seconds(60))).inbox).to.have.length(2);
    });

    it('gives nothing to an entity that was folded away a moment before', async () => {
      await ledger.capture([rang(hubRef('1'))]);
      await ledger.capture([rang(hubRef('2')), rang(crmRef('L1'))]);
      const claimed = await ledger.claim();
      const of = (id: string) => claimed.find((entity) => entity.inbox[0]!.ref.id === id)!;
      // The first change folds it into the older entity; the others are for that one, then.
      await ledger.commit(of('2'), {
        links: ['1', '3', '4'].map((id) => ({ kind: 'adopt', ref: hubRef(id), by: 'email' })),
        next: 'again',
      });
      await ledger.commit(of('L1'), {
        links: [{ kind: 'adopt', ref: hubRef('2'), by: 'email' }],
        next: 'again',
      });
      expect((await linksOf(of('1').id)).map((link) => link.record_id)).to.have.members([
        '1',
        '2',
        '3',
        '4',
        'L1',
      ]);
      expect(await linksOf(of('2').id)).to.deep.equal([]);
    });

    it('keeps one primary per system: a second record there is a twin, and takes over when the first is deleted', async () => {
      await ledger.capture([rang(hubRef('1'))]);
      const entity = one(await ledger.claim());
      await ledger.commit(entity, {
        links: [
          { kind: 'adopt', ref: crmRef('L1'), by: 'email' },
          { kind: 'adopt', ref: crmRef('L2'), by: 'email' },
        ],
        next: 'again',
      });
      const primary = async () =>
        (await linksOf(entity.id)).filter((link) => link.is_primary).map((link) => link.record_id);
      expect(await primary()).to.deep.equal(['1', 'L1']);
      const again = one(await ledger.claim('w1', seconds(60)));
      await ledger.commit(
        again,
        { links: [{ kind: 'end', ref: crmRef('L1') }], next: 'again' },
        'w1',
        seconds(60),
      );
      expect(await primary()).to.deep.equal(['1', 'L2']);
    });

    const contact = { system: 'crm', object: 'Contact', id: 'C1' };

    /** A Lead that is in step is converted; an event may have told of the Contact first, with the key it carries. */
    async function convert({ toldFirst }: { readonly toldFirst: boolean }): Promise<void> {
      await ledger.capture([rang(crmRef('L1'))]);
      const entity = one(await ledger.claim());
      await ledger.commit(entity, { settled: [{ ref: crmRef('L1'), fields: { email: 'a' } }] });
      await ledger.capture([
        ...(toldFirst ? [rang(contact, { externalKey: entity.id })] : []),
        rang(crmRef('L1')),
      ]);
      await ledger.commit(one(await ledger.claim()), {
        links: [{ kind: 'move', from: crmRef('L1'), to: contact, why: 'converted' }],
        next: 'again',
      });
      expect(await linksOf(entity.id)).to.deep.equal([
        { record_id: 'C1', is_primary: true, ended_why: null },
        { record_id: 'L1', is_primary: false, ended_why: 'converted' },
      ]);
      expect(await shadowOf('C1')).to.deep.equal({ email: 'a' });
      expect(await shadowOf('L1')).to.equal(undefined);
    }

    it('moves a link and its shadow when a record lives on under another id, and keeps the old id as a tombstone', () =>
      convert({ toldFirst: false }));

    it('lets the Contact of a conversion stand where the Lead stood, though an event told of it first', () =>
      convert({ toldFirst: true }));

    it('meets a record anew that takes the place of another', async () => {
      await ledger.capture([rang(hubRef('1'))]);
      const entity = one(await ledger.claim());
      await ledger.commit(entity, {
        links: [
          { kind: 'adopt', ref: crmRef('L1'), by: 'email' },
          { kind: 'adopt', ref: crmRef('L2'), by: 'email' },
        ],
        next: 'again',
      });
      const again = one(await ledger.claim('w1', seconds(60)));
      await ledger.commit(again, {
        settled: ['L1', 'L2'].map((id) => ({ ref: crmRef(id), fields: { a: id } })),
      });
      await ledger.capture([rang(crmRef('L1'))]);
      const third = one(await ledger.claim('w1', seconds(120)));
      await ledger.commit(third, { links: [{ kind: 'end', ref: crmRef('L1') }], next: 'again' });
      expect(
        (await linksOf(entity.id)).find((link) => link.is_primary && link.record_id === 'L2'),
      ).to.not.equal(undefined);
      expect(await shadowOf('L2')).to.equal(undefined);
    });

    it('gives the record of a create to its entity although an event told of it first', async () => {
      await ledger.capture([rang(hubRef('1'))]);
      const entity = one(await ledger.claim());
      await ledger.commit(entity, { intents: [createIntent(entity.id, { a: '1' }, hubRef('1'))] });
      const intent = one(await ledger.take());
      await ledger.capture([rang(crmRef('L1'))]);
      await ledger.settle(intent, { kind: 'done', receipt: { ref: crmRef('L1'), created: true } });
      expect((await linksOf(entity.id)).map((link) => link.record_id)).to.deep.equal(['1', 'L1']);
      expect(one(await ledger.claim('w1', seconds(60))).id).to.equal(entity.id);
    });

    it('gives a record that carries the key of an entity to that entity at once, without a fold', async () => {
      await ledger.capture([rang(hubRef('1'))]);
      const { id } = one(await ledger.claim());
      await ledger.capture([
        rang(crmRef('L1'), { externalKey: id }),
        rang(crmRef('L2'), { externalKey: id }),
        rang(crmRef('L3'), { externalKey: 'nonsense' }),
        rang(crmRef('L4'), { externalKey: '0192e0c5-0000-7000-8000-000000000001' }),
      ]);
      expect(await linksOf(id)).to.deep.equal([
        { record_id: '1', is_primary: true, ended_why: null },
        { record_id: 'L1', is_primary: true, ended_why: null },
        { record_id: 'L2', is_primary: false, ended_why: null },
      ]);
      const { n } = await ledger.db
        .selectFrom('entity')
        .select(sql<number>`count(*)::int`.as('n'))
        .executeTakeFirstOrThrow();
      expect(n).to.equal(3);
    });

    it('wakes an entity that waited for another to have a record', async () => {
      await ledger.capture([rang(hubRef('1'))]);
      await ledger.capture([rang({ system: 'hub', object: 'companies', id: '9' })]);
      const claimed = await ledger.claim();
      const person = claimed.find((entity) => entity.inbox[0]!.ref.id === '1')!;
      const company = claimed.find((entity) => entity.inbox[0]!.ref.id === '9')!;
      await ledger.commit(person, {
        waitsFor: [{ entity: company.id, system: 'crm', object: 'Account' }],
      });
      // An echo is about to be compared with what was agreed: that must not swallow the wish to decide anew.
      await ledger.capture([rang(hubRef('1'), { origin: 'poll' })]);
      await ledger.commit(company, {
        links: [{ kind: 'adopt', ref: { system: 'crm', object: 'Account', id: 'A1' }, by: 'domain' }],
        next: 'again',
      });
      const woken = (await ledger.claim('w1', seconds(60))).find((entity) => entity.id === person.id);
      expect(woken?.inbox.map((entry) => entry.origin)).to.deep.equal(['look']);
      expect(woken?.receivedAt).to.deep.equal(T0);
    });

    for (const lane of ['hot', 'live'] as const)
      it(`tells where whoever waited for a record is due, once it has been made in the ${lane} lane`, async () => {
        await ledger.capture([rang(hubRef('1'), { lane }), rang(hubRef('2'), { lane })]);
        const [first, second] = await ledger.claim('w1', T0, 2, lane);
        await ledger.commit(second!, { waitsFor: [{ entity: first!.id, system: 'crm', object: 'Lead' }] });
        await ledger.commit(first!, { intents: [createIntent(first!.id, { a: '1' }, hubRef('1'))] });
        const intent = one(await ledger.take('w1', T0, lane));
        const done = { kind: 'done', receipt: { ref: crmRef('L1'), created: true } } as const;
        expect(await ledger.settle(intent, done)).to.deep.equal([{ lane, partition: 0 }]);
        expect(one(await ledger.claim('w1', T0, 2, lane)).id).to.equal(second!.id);
      });

    it('looks again at once at an entity whose awaited record was made while it was planned', async () => {
      await ledger.capture([rang(hubRef('1'))]);
      await ledger.capture([rang({ system: 'hub', object: 'companies', id: '9' })]);
      const claimed = await ledger.claim();
      const person = claimed.find((entity) => entity.inbox[0]!.ref.id === '1')!;
      const company = claimed.find((entity) => entity.inbox[0]!.ref.id === '9')!;
      const ref = { system: 'crm', object: 'Account', id: 'A1' };
      await ledger.commit(company, { links: [{ kind: 'adopt', ref, by: 'domain' }], next: 'again' });
      await ledger.commit(person, {
        waitsFor: [{ entity: company.id, system: 'crm', object: 'Account' }],
      });
      expect((await ledger.claim('w1', seconds(60))).map((entity) => entity.id)).to.include(person.id);
    });
  });

  describe('budget', () => {
    const ask = (now: Date, reserve = 0) =>
      takeBudget(ledger.db, { system: 'hub', bucket: 'call', capacity: 10, perMs: 10_000, reserve, now });

    it('never grants more calls than the limit in any window, and grants again when the window has passed', async () => {
      const granted: number[] = [];
      for (let ms = 0; ms < 40_000; ms += 250) {
        const { waitMs } = await ask(new Date(T0.getTime() + ms));
        if (waitMs === 0) granted.push(ms);
      }
      for (const start of granted)
        expect(granted.filter((at) => at >= start && at < start + 10_000).length).to.be.at.most(10);
      expect(granted.length).to.be.at.least(36);
    });

    it('keeps a share free for the lanes that must not wait', async () => {
      for (let call = 0; call < 6; call += 1) expect((await ask(T0, 4)).waitMs).to.equal(0);
      expect((await ask(T0, 4)).waitMs).to.be.above(0);
      expect((await ask(T0, 0)).waitMs).to.equal(0);
    });

    it('grants nothing while the vendor asked for a pause', async () => {
      await ask(T0);
      await pauseBudget(ledger.db, 'hub', 'call', seconds(5));
      expect((await ask(seconds(1))).waitMs).to.be.closeTo(4_000, 1);
      expect((await ask(seconds(6))).waitMs).to.equal(0);
    });
  });

  it('runs a transaction again that was ended to break a deadlock, and fails at once for any other reason', async () => {
    const failing = async (code: string): Promise<readonly [outcome: string, runs: number]> => {
      let runs = 0;
      const outcome = inTransaction(ledger.db, async (tx) => {
        runs += 1;
        await tx
          .insertInto('cursor')
          .values({ name: code, position: `${runs}`, moved_at: T0 })
          .execute();
        if (runs < 3) throw Object.assign(new Error(code), { code });
        return 'done';
      });
      return [await outcome.catch(String), runs];
    };
    expect(await failing('40P01')).to.deep.equal(['done', 3]);
    expect(await failing('23505')).to.deep.equal(['Error: 23505', 1]);
    const rows = await ledger.db.selectFrom('cursor').select(['name', 'position']).execute();
    expect(rows).to.deep.equal([{ name: '40P01', position: '3' }]);
  });

  it('refuses an account other than the one it was linked with', async () => {
    await pinAccount(ledger.db, 'hub', { id: '1', name: 'First' }, T0);
    await pinAccount(ledger.db, 'hub', { id: '1', name: 'First, renamed' }, T0);
    const refused = await pinAccount(ledger.db, 'hub', { id: '2', name: 'Second' }, T0).catch(
      (error: unknown) => error,
    );
    expect(refused).to.be.instanceOf(OtherAccountError);
    expect(String(refused)).to.match(/linked with 1 \(First\).*Nothing was written/);
  });

  it('refuses tables of a newer version and changes nothing', async () => {
    await sql`insert into kysely_migration (name, timestamp) values ('999-from-the-future', '2030-01-01')`.execute(
      ledger.db,
    );
    const refused = await migrate(ledger.db).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(NewerLedgerError);
    expect(String(refused)).to.match(/999-from-the-future.*newer version/);
    await sql`delete from kysely_migration where name = '999-from-the-future'`.execute(ledger.db);
  });
});
