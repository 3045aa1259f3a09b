import { expect } from 'chai';
import type { EntityId } from '../../../src/domain/entity.ts';
import { inTransaction } from '../../../src/ledger/database.ts';
import { storeDecisions } from '../../../src/ledger/decisions.ts';
import { storeHandOffs } from '../../../src/ledger/hand-offs.ts';
import { firstDecisionAt, peopleDecided, readPast } from '../../../src/ledger/past.ts';
import { joinTouchpoints } from '../../../src/ledger/join-touchpoints.ts';
import { logStages } from '../../../src/ledger/standings.ts';
import { storeTouchpoints } from '../../../src/ledger/touchpoints.ts';
import { emptyLedger } from '../../support/ledger.ts';
import { after as later, hubRef, ids, one, openTestLedger, rang, T0, type TestLedger } from './support.ts';

const DUE = '2026-11-21T12:00:00.000Z';

describe('what was recorded of people', function () {
  this.timeout(60_000);
  let ledger: TestLedger;
  before(async () => (ledger = await openTestLedger()));
  after(() => ledger.close());
  beforeEach(() => emptyLedger(ledger.db));

  const visit = (id: string, at: Date) => ({
    source: { system: 'hub', object: 'event', id },
    who: { kind: 'record', object: 'contacts', id: '1' } as const,
    kind: 'page_view' as const,
    at,
    about: '/pricing',
    campaign: null,
    details: {},
  });
  const decided = (entity: EntityId, at: Date): Promise<void> =>
    inTransaction(ledger.db, (tx) =>
      storeDecisions(tx, [
        {
          entity,
          decidedAt: at,
          rulesVersion: 'v1',
          moved: false,
          receipt: {
            input: {
              person: { email: null },
              company: null,
              opportunities: [],
              standing: {},
              now: at.getTime(),
            },
            decision: { score: { fit: 30, engagement: 8 }, qualification: { transition: null } },
          },
        },
      ]),
    );

  it('says of touchpoints when it became known whose they are, not only when they came', async () => {
    await storeTouchpoints(ledger.db, [visit('a', later(-60))], { lane: 'live', now: T0 });
    await ledger.capture([rang(hubRef('1'))], later(10));
    const { id } = one(await ledger.claim('w1', later(10)));
    await joinTouchpoints(
      ledger.db,
      { records: [hubRef('1')], addresses: [] },
      { lane: 'live', now: later(30) },
    );
    await storeTouchpoints(ledger.db, [visit('b', later(40))], { lane: 'live', now: later(40) });
    const { touches } = one(await readPast(ledger.db, [id]));
    expect(touches.map(({ at, knownAt }) => [at, knownAt])).to.deep.equal([
      [later(-60).getTime(), later(30).getTime()],
      [later(40).getTime(), later(40).getTime()],
    ]);
  });

  it('holds decisions, stages and hand-offs in their order, and is read a part of the people at a time', async () => {
    await ledger.capture([rang(hubRef('1')), rang(hubRef('2')), rang(hubRef('3'))]);
    const people = (await ledger.claim()).map(({ id }) => id).toSorted();
    const [ada = '', grace = ''] = people;
    await decided(ada, T0);
    await decided(grace, later(10));
    expect(await firstDecisionAt(ledger.db)).to.deep.equal(T0);
    const page = { until: later(60), limit: 1 };
    expect(await peopleDecided(ledger.db, { ...page, after: null })).to.deep.equal([ada]);
    expect(await peopleDecided(ledger.db, { ...page, after: ada })).to.deep.equal([grace]);
    expect(await peopleDecided(ledger.db, { ...page, after: grace })).to.deep.equal([]);
    expect(await peopleDecided(ledger.db, { ...page, after: ada, until: later(5) })).to.deep.equal([]);

    const entered = { entity: ada, cycle: 1, by: 'recipe', name: 'Hot' } as const;
    await inTransaction(ledger.db, async (tx) => {
      await logStages(tx, [
        { ...entered, at: T0, from: null, to: 'inquiry', by: 'start', name: null },
        { ...entered, at: later(1), from: 'inquiry', to: 'mql' },
      ]);
      await storeHandOffs(tx, [
        {
          id: ids.next(),
          entity: ada,
          cycle: 1,
          kind: 'Lead',
          owner: null,
          queue: 'New Leads',
          routed: {},
          made: { person: { dueAt: DUE } },
          priority: 'hot',
          sourceAt: null,
          receivedAt: T0,
          decidedAt: later(1),
        },
      ]);
    });
    const past = one(await readPast(ledger.db, [ada]));
    expect(past.moves.map(({ to, by }) => [to, by])).to.deep.equal([['mql', 'Hot']]);
    expect(past.decisions.map(({ at, fit, engagement }) => [at, fit, engagement])).to.deep.equal([
      [T0.getTime(), 30, 8],
    ]);
    expect(one(past.handOffs)).to.deep.include({
      to: 'New Leads',
      isOwner: false,
      dueAt: Date.parse(DUE),
      at: later(1).getTime(),
    });
  });
});
