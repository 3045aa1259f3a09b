import { expect } from 'chai';
import { sql } from 'kysely';
import type { EntityId } from '../../../src/domain/entity.ts';
import type { Lane } from '../../../src/domain/lane.ts';
import { RULES } from '../../../src/domain/record.ts';
import type { Fields } from '../../../src/domain/value.ts';
import type { Due } from '../../../src/ledger/capture-events.ts';
import type { ClaimedEntity } from '../../../src/ledger/claim-entities.ts';
import { claimIntents } from '../../../src/ledger/claim-intents.ts';
import { readCounts } from '../../../src/ledger/counts.ts';
import { inTransaction, type LedgerTx } from '../../../src/ledger/database.ts';
import { readDecisions, storeDecisions } from '../../../src/ledger/decisions.ts';
import { lastHandOffs, storeHandOffs } from '../../../src/ledger/hand-offs.ts';
import { forgetOld } from '../../../src/ledger/retention.ts';
import {
  logStages,
  mergeStandings,
  readStages,
  readStandings,
  writeStandings,
} from '../../../src/ledger/standings.ts';
import {
  askToDecide,
  claimToDecide,
  endDecisions,
  releaseToDecide,
  stillToDecide,
} from '../../../src/ledger/to-decide.ts';
import { emptyLedger } from '../../support/ledger.ts';
import {
  after as seconds,
  createIntent,
  hubRef,
  ids,
  one,
  openTestLedger,
  rang,
  T0,
  type TestLedger,
} from './support.ts';

const DAY_S = 86_400;

describe('decisions in the ledger', function () {
  this.timeout(60_000);
  let ledger: TestLedger;
  let ada: EntityId;
  let grace: EntityId;
  let claimed: readonly ClaimedEntity[];
  before(async () => (ledger = await openTestLedger('some')));
  after(() => ledger.close());
  beforeEach(async () => {
    await emptyLedger(ledger.db);
    await ledger.capture([rang(hubRef('1')), rang(hubRef('2'))]);
    claimed = await ledger.claim();
    [ada, grace] = claimed.map(({ id }) => id) as [EntityId, EntityId];
  });

  const store = <T>(work: (tx: LedgerTx) => Promise<T>): Promise<T> => inTransaction(ledger.db, work);
  const stand = (entity: EntityId, stage: string, since = T0, cycle = 1): Promise<void> =>
    store((tx) =>
      writeStandings(
        tx,
        [
          {
            entity,
            stage,
            cycle,
            since,
            returnAt: null,
            answeredAt: null,
            heard: [],
            told: {},
            restsOn: [],
          },
        ],
        T0,
      ),
    );
  const decided = (at: Date, moved: boolean, receipt: unknown = { input: {} }): Promise<void> =>
    store((tx) => storeDecisions(tx, [{ entity: ada, decidedAt: at, rulesVersion: 'v1', moved, receipt }]));

  const handOver = (entity: EntityId, decidedAt = T0, cycle = 1): Promise<void> => {
    const what = { cycle, kind: 'Demo', owner: 'alex@acme.example', queue: null, routed: {}, made: {} };
    const moments = { sourceAt: null, receivedAt: T0, decidedAt };
    return store((tx) =>
      storeHandOffs(tx, [{ id: ids.next(), entity, ...what, priority: 'hot', ...moments }]),
    );
  };

  it('of two people who are one are those of whom sales was given, else of who moved last', async () => {
    const stageOf = async (entity: EntityId): Promise<string | undefined> =>
      (await readStandings(ledger.db, [entity])).get(entity)?.stage;
    for (const [into, from] of [
      [ada, grace],
      [grace, ada],
    ] as const) {
      await sql`delete from hand_off`.execute(ledger.db);
      await stand(ada, 'mql');
      await stand(grace, 'engaged', seconds(5));
      await store((tx) => mergeStandings(tx, into, from));
      expect(await stageOf(into)).to.equal('engaged');
      await stand(ada, 'mql');
      await stand(grace, 'engaged', seconds(5));
      await handOver(ada);
      await store((tx) => mergeStandings(tx, into, from));
      expect(await stageOf(into)).to.equal('mql');
    }
  });

  it('of two people who are one are in no cycle before one in which either was given to sales', async () => {
    await stand(ada, 'sal', T0, 2);
    await handOver(ada, T0, 2);
    await stand(grace, 'mql', seconds(5));
    await handOver(grace, seconds(5));
    await store((tx) => mergeStandings(tx, ada, grace));
    expect((await readStandings(ledger.db, [ada])).get(ada)).to.include({ stage: 'mql', cycle: 2 });
    const last = (await lastHandOffs(ledger.db, [ada])).get(ada);
    expect(last).to.deep.include({ cycle: 2, decidedAt: seconds(5) });
  });

  it('are counted: people by stage, who waits and since when, and open hand-offs', async () => {
    await stand(ada, 'mql');
    await stand(grace, 'inquiry');
    await askToDecide(ledger.db, [{ entity: ada, lane: 'hot', since: seconds(-5) }], T0);
    await askToDecide(ledger.db, [{ entity: grace, lane: 'live', since: T0 }], seconds(60));
    await handOver(ada);
    const { stages, toDecide, openHandOffs } = await readCounts(ledger.db, seconds(1));
    expect(stages).to.deep.equal([
      { stage: 'inquiry', people: 1 },
      { stage: 'mql', people: 1 },
    ]);
    expect(toDecide).to.deep.equal([{ lane: 'hot', waiting: 1, lagMs: 6_000 }]);
    expect(openHandOffs).to.equal(1);
  });

  it('do not count people for whom there are no stages', async () => {
    await stand(ada, '');
    expect((await readCounts(ledger.db, T0)).stages).to.deep.equal([]);
  });

  describe('while somebody waits for one', () => {
    const decide = async (now = T0): Promise<readonly Due[]> => {
      const mine = { lane: 'live', partition: 0, limit: 10, worker: 'w1', now, leaseMs: 30_000 } as const;
      const people = await claimToDecide(ledger.db, mine);
      return store((tx) =>
        endDecisions(
          tx,
          people.map((item) => ({ ...item, next: null })),
          'w1',
          now,
        ),
      );
    };
    const plan = (fields: Fields) => ({ intents: [createIntent(ada, fields, hubRef('1'))] });
    const aboutAda = (): ClaimedEntity => one(claimed.filter(({ id }) => id === ada));

    it('nothing of theirs is written, so that one write says all', async () => {
      await ledger.commit(aboutAda(), plan({ a: '1' }));
      expect(await ledger.take()).to.have.length(0);
      await decide();
      const ref = { system: RULES, object: 'person', id: ada };
      await ledger.capture([rang(ref, { externalKey: ada })], seconds(2));
      expect(await ledger.take('w1', seconds(2))).to.have.length(0);
      const again = one((await ledger.claim('w1', seconds(2))).filter(({ id }) => id === ada));
      await ledger.commit(again, plan({ a: '1', stage: 'mql' }), 'w1', seconds(2));
      await decide(seconds(2));
      const intent = one(await ledger.take('w1', seconds(2)));
      expect(intent.write.fields).to.deep.equal({ a: '1', stage: 'mql' });
      expect(intent.receivedAt, 'it has waited since the first news').to.deep.equal(T0);
    });

    it('their writes go out after some seconds all the same, as somebody may change all the time', async () => {
      await ledger.commit(aboutAda(), plan({ a: '1' }));
      expect(await ledger.take('w1', seconds(14))).to.have.length(0);
      const ring = { entity: ada, lane: 'live', since: seconds(14) } as const;
      await askToDecide(ledger.db, [ring], seconds(14));
      expect(await ledger.take('w1', seconds(16))).to.have.length(1);
    });

    it('and nothing of it came, their writes go out as they are', async () => {
      await ledger.commit(aboutAda(), plan({ a: '1' }));
      expect(await decide(), 'where they are due').to.deep.equal([{ lane: 'live', partition: 0 }]);
      expect(await ledger.take()).to.have.length(1);
    });

    it('their writes are found to wait once, and not walked over by every claim', async () => {
      const claim = {
        lane: 'live',
        partition: 0,
        except: [],
        limit: 100,
        worker: 'w1',
        leaseMs: 30_000,
      } as const;
      await ledger.commit(aboutAda(), plan({ a: '1' }));
      expect(await claimIntents(ledger.db, { ...claim, now: T0 })).to.deep.equal({
        intents: [],
        awaiting: 1,
      });
      expect(await claimIntents(ledger.db, { ...claim, now: T0 })).to.deep.equal({
        intents: [],
        awaiting: 0,
      });
      expect(await decide(), 'where they are due').to.deep.equal([{ lane: 'live', partition: 0 }]);
      expect((await claimIntents(ledger.db, { ...claim, now: T0 })).intents).to.have.length(1);
    });

    it('and it cannot be had now, their writes go out as they are', async () => {
      await ledger.commit(aboutAda(), plan({ a: '1' }));
      expect(await ledger.take()).to.have.length(0);
      const mine = { lane: 'live', partition: 0, limit: 10, leaseMs: 30_000, worker: 'w1', now: T0 } as const;
      const people = (await claimToDecide(ledger.db, mine)).map(({ entity }) => entity);
      const later = { now: T0, dueAt: seconds(30) };
      await store((tx) => releaseToDecide(tx, people, 'w1', later));
      expect(await ledger.take()).to.have.length(1);
    });

    it('in a slower lane, their writes go out', async () => {
      await ledger.commit(aboutAda(), plan({ a: '1' }));
      await decide();
      await askToDecide(ledger.db, [{ entity: ada, lane: 'bulk', since: T0 }], T0);
      expect(await ledger.take()).to.have.length(1);
    });
  });

  it('of whom somebody waits for are taken over from bulk work', async () => {
    const claim = (worker: string, lane: Lane, now = T0) =>
      claimToDecide(ledger.db, { lane, partition: 0, limit: 10, worker, now, leaseMs: 30_000 });
    await askToDecide(ledger.db, [{ entity: ada, lane: 'bulk', since: T0 }], T0);
    expect(await claim('slow', 'bulk')).to.have.length(1);
    await askToDecide(ledger.db, [{ entity: ada, lane: 'live', since: T0 }], T0);
    const { rings, entity } = one(await claim('fast', 'live'));
    expect(await claim('other', 'live')).to.have.length(0);
    const held = (worker: string) => inTransaction(ledger.db, (tx) => stillToDecide(tx, [ada], worker));
    expect([...(await held('slow'))]).to.deep.equal([]);
    expect([...(await held('fast'))]).to.deep.equal([ada]);
    await store((tx) => endDecisions(tx, [{ entity, rings: rings - 1, next: null }], 'slow', T0));
    await store((tx) => endDecisions(tx, [{ entity, rings, next: null }], 'fast', T0));
    expect(await claim('fast', 'live')).to.have.length(0);
  });

  it('are forgotten after 90 days when they moved nobody; those that did stay, as do the stages', async () => {
    await decided(T0, true);
    await decided(T0, false);
    await decided(seconds(DAY_S), false);
    const entered = {
      entity: ada,
      at: T0,
      from: null,
      to: 'inquiry',
      cycle: 1,
      by: 'start',
      name: null,
    } as const;
    await store((tx) => logStages(tx, [entered]));
    await forgetOld(ledger.db, seconds(90 * DAY_S + 1));
    const kept = await readDecisions(ledger.db, ada, 10);
    expect(kept.map(({ decidedAt, moved }) => [decidedAt, moved])).to.deep.equal([
      [seconds(DAY_S), false],
      [T0, true],
    ]);
    expect(await readStages(ledger.db, ada)).to.have.length(1);
  });
});
