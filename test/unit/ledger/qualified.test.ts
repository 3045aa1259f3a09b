import { expect } from 'chai';
import { sql } from 'kysely';
import type { EntityId } from '../../../src/domain/entity.ts';
import { placeOf, type Place } from '../../../src/domain/qualified.ts';
import { inTransaction } from '../../../src/ledger/database.ts';
import { storeDecisions } from '../../../src/ledger/decisions.ts';
import { bearEntities, storeHandOffs } from '../../../src/ledger/hand-offs.ts';
import { logStages } from '../../../src/ledger/standings.ts';
import { noteStopped, type Stopped } from '../../../src/ledger/stopped.ts';
import { emptyLedger } from '../../support/ledger.ts';
import { allQualified } from '../../support/qualified.ts';
import { after as seconds, hubRef, ids, one, openTestLedger, rang, T0, type TestLedger } from './support.ts';

const SCOPE = { stages: ['mql'], systems: ['crm'] };

describe('who is qualified', function () {
  this.timeout(60_000);
  let ledger: TestLedger;
  let ada: EntityId;
  let task: EntityId;
  before(async () => (ledger = await openTestLedger()));
  after(() => ledger.close());
  beforeEach(async () => {
    await emptyLedger(ledger.db);
    await ledger.capture([rang(hubRef('1'))]);
    ada = one(await ledger.claim()).id;
    task = ids.next();
  });

  const run = (statement: ReturnType<typeof sql>): Promise<unknown> => statement.execute(ledger.db);
  const comesInto = (to: string, cycle = 1): Promise<void> =>
    inTransaction(ledger.db, (tx) =>
      logStages(tx, [{ entity: ada, at: T0, from: 'inquiry', to, cycle, by: 'recipe', name: 'Asked' }]),
    );
  const handedOver = (cycle = 1): Promise<void> =>
    inTransaction(ledger.db, async (tx) => {
      if (cycle === 1) await bearEntities(tx, [{ id: task, kind: 'activity' }], { partitions: 1, now: T0 });
      const to = { kind: 'Lead', owner: 'alex@acme.example', queue: null, routed: {}, priority: null };
      const made = { records: [{ id: task, object: 'task', fields: {} }] };
      const moments = { sourceAt: null, receivedAt: T0, decidedAt: T0 };
      await storeHandOffs(tx, [{ id: ids.next(), entity: ada, cycle, ...to, made, ...moments }]);
    });
  const answers = (reason: string | null, opportunity: string | null = null, cycle = 1): Promise<void> =>
    inTransaction(ledger.db, (tx) =>
      storeDecisions(tx, [
        {
          entity: ada,
          decidedAt: seconds(5),
          rulesVersion: 'v1',
          moved: true,
          receipt: { hearing: { answer: { answer: 'Said', reason, opportunity, from: { cycle } } } },
        },
      ]),
    );
  const link = (entity: EntityId, id: string, ended: string | null = null): Promise<unknown> =>
    run(sql`
      insert into link (system, object, record_id, entity_id, is_primary, linked_by, linked_at, ended_why)
      values ('crm', 'Lead', ${id}, ${entity}::uuid, true, 'created', ${T0}, ${ended})`);
  const intent = (entity: EntityId, state: string): Promise<unknown> =>
    run(sql`
      insert into intent (id, entity_id, kind, system, object, fields, settles, sources, lane, partition, state, due_at, read_at)
      values (${ids.next()}::uuid, ${entity}::uuid, 'create', 'crm', 'Lead', '{}', '{}', '[]', 'hot', 0, ${state}, ${T0}, ${T0})`);
  const failure = (entity: EntityId): Promise<unknown> =>
    run(sql`
      insert into failure (entity_id, system, code, kind, message, meaning, fix, actor, fields, detail, first_at, last_at)
      values (${entity}::uuid, 'crm', 'REFUSED', 'invalid-record', '', '', '', 'revops', '{}', '{}', ${T0}, ${T0})`);
  const lookedAt = (): Promise<unknown> => run(sql`delete from inbox`);
  const places = async (): Promise<readonly (readonly [number, Place | null])[]> =>
    (await allQualified(ledger.db, SCOPE)).map((one) => [one.cycle, placeOf(one)]);

  const cases: Readonly<Record<string, readonly [Place | null, () => Promise<unknown>]>> = {
    'with all that was made for them': [
      'delivered',
      async () => [await lookedAt(), await link(ada, 'L1'), await link(task, 'T1')],
    ],
    'and seen by sales, whatever becomes of later changes': [
      'delivered',
      async () => [
        await link(ada, 'L1'),
        await link(task, 'T1'),
        await run(sql`update hand_off set visible_at = ${T0}`),
        await failure(ada),
      ],
    ],
    'and taken away by sales': [
      'delivered',
      async () => [await link(ada, 'L1', 'deleted'), await intent(task, 'due')],
    ],
    'and still to be looked at': ['waiting', async () => link(task, 'T1')],
    'and still to be written': [
      'waiting',
      async () => [await lookedAt(), await intent(ada, 'due'), await link(task, 'T1')],
    ],
    'and whose task waits for them': [
      'waiting',
      async () => [
        await lookedAt(),
        await link(ada, 'L1'),
        await run(sql`insert into waiting (waits_for, entity_id) values (${ada}::uuid, ${task}::uuid)`),
      ],
    ],
    'and stopped by a breaker': ['held', async () => [await intent(ada, 'held'), await intent(task, 'due')]],
    'and not wanted there': [
      'held',
      async () => [
        await intent(task, 'due'),
        await run(sql`insert into unwanted (entity_id, system, breaker_id) values (${ada}::uuid, 'crm', 1)`),
      ],
    ],
    'and deleted everywhere before': [
      'held',
      async () => run(sql`update link set ended_why = 'deleted', ended_at = ${T0}`),
    ],
    'and given back': ['rejected', () => Promise.all([link(ada, 'L1'), answers('no need')])],
    'and refused, which a wait or a breaker does not hide': [
      'errored',
      async () => [await failure(ada), await intent(task, 'held'), await intent(task, 'due')],
    ],
    'whose task is parked': [
      'errored',
      async () => [await lookedAt(), await link(ada, 'L1'), await intent(task, 'parked')],
    ],
    'of whom nothing is left to do and nothing is there': [null, lookedAt],
    'whose task is nowhere': [null, async () => [await lookedAt(), await link(ada, 'L1')]],
  };
  for (const [name, [place, happens]] of Object.entries(cases))
    it(`${name} is ${place ?? 'in no place, which is told'}`, async () => {
      await comesInto('mql');
      await handedOver();
      await happens();
      expect(await places()).to.deep.equal([[1, place]]);
    });

  it('and was never handed over is in no place, even with sales', async () => {
    await comesInto('mql');
    await link(ada, 'L1');
    expect(await places()).to.deep.equal([[1, null]]);
  });

  it('counts once in each cycle, and not for other stages', async () => {
    await comesInto('engaged');
    expect(await places()).to.deep.equal([]);
    await comesInto('mql');
    await handedOver();
    await link(task, 'T1');
    await answers('no need');
    await comesInto('mql', 2);
    await handedOver(2);
    expect(await places()).to.deep.equal([
      [1, 'rejected'],
      [2, 'waiting'],
    ]);
  });

  it('is not given back by an answer without a reason, by a lost opportunity, or when sales comes round', async () => {
    await comesInto('mql');
    await handedOver();
    await link(task, 'T1');
    await answers(null);
    expect(await places()).to.deep.equal([[1, 'waiting']]);
    await answers('no budget', ids.next());
    expect(await places()).to.deep.equal([[1, 'waiting']]);
    await answers('no budget');
    expect(await places()).to.deep.equal([[1, 'rejected']]);
    await answers(null);
    expect(await places()).to.deep.equal([[1, 'waiting']]);
  });

  it('has a task that turned out to be another one', async () => {
    await comesInto('mql');
    await handedOver();
    const other = ids.next();
    await inTransaction(ledger.db, (tx) =>
      bearEntities(tx, [{ id: other, kind: 'activity' }], { partitions: 1, now: T0 }),
    );
    await run(sql`update entity set folded_into = ${other}::uuid where id = ${task}::uuid`);
    await lookedAt();
    await link(ada, 'L1');
    await link(other, 'T1');
    expect(await places()).to.deep.equal([[1, 'delivered']]);
  });

  describe('whom a gate keeps from sales', () => {
    const DATA = {
      name: 'Data',
      reason: null,
      until: null,
      lacks: [{ field: 'lastName', mend: 'Ask for it.' }],
    };
    const isStopped = (over: Partial<Stopped> = {}, minutes = 0): Promise<void> =>
      inTransaction(ledger.db, (tx) =>
        noteStopped(
          tx,
          [{ entity: ada, stopped: { cycle: 1, recipe: 'Asked', gates: [DATA], ...over } }],
          seconds(60 * minutes),
        ),
      );
    const isFree = (): Promise<void> =>
      inTransaction(ledger.db, (tx) => noteStopped(tx, [{ entity: ada, stopped: null }], T0));
    const stopped = async () =>
      (await allQualified(ledger.db, SCOPE)).map((one) => [one.cycle, placeOf(one), one.qualifiedAt]);

    it('is held since it first was so, until it is not so any more', async () => {
      await isStopped();
      await isStopped({ gates: [DATA, { ...DATA, name: 'Competitor' }] }, 5);
      expect(await stopped()).to.deep.equal([[1, 'held', T0]]);
      expect((await allQualified(ledger.db, SCOPE))[0]?.gates.map(({ name }) => name)).to.deep.equal([
        'Data',
        'Competitor',
      ]);
      await isFree();
      expect(await stopped()).to.deep.equal([]);
    });

    it('is held anew in another cycle, beside the one before', async () => {
      await comesInto('mql');
      await handedOver();
      await link(task, 'T1');
      await isStopped({ cycle: 2 });
      await isStopped({ cycle: 3 }, 5);
      expect((await stopped()).map(([cycle, place]) => [cycle, place])).to.deep.equal([
        [1, 'waiting'],
        [3, 'held'],
      ]);
      expect((await stopped())[1]?.[2]).to.deep.equal(seconds(300));
    });

    it('is not counted twice in a cycle in which sales has had them', async () => {
      await comesInto('mql');
      await handedOver();
      await link(task, 'T1');
      await isStopped();
      expect(await places()).to.deep.equal([[1, 'waiting']]);
    });
  });

  it('is told page by page, each once, and in a period', async () => {
    await ledger.capture(['2', '3', '4', '5'].map((id) => rang(hubRef(id))));
    const people = [ada, ...(await ledger.claim()).map(({ id }) => id)];
    await inTransaction(ledger.db, async (tx) => {
      const step = { from: null, to: 'mql', by: 'recipe', name: 'Asked' } as const;
      const times = people.flatMap((entity, index) =>
        [1, 2].map((cycle) => ({ ...step, entity, cycle, at: seconds(100 * index + cycle) })),
      );
      // Coming into the stage again in the same cycle is no other time.
      await logStages(tx, [...times, ...times.map((time) => ({ ...time, at: seconds(9_000) }))]);
    });
    const keys = async (asked?: { from?: Date; until?: Date; atOnce?: number }) =>
      (await allQualified(ledger.db, SCOPE, { from: null, until: null, ...asked })).map(
        ({ person, cycle }) => `${person} ${cycle}`,
      );
    const all = people.toSorted().flatMap((person) => [`${person} 1`, `${person} 2`]);
    for (const atOnce of [1, 2, 3, 10, 100]) expect(await keys({ atOnce })).to.deep.equal(all);
    expect(await keys({ from: seconds(102), until: seconds(202), atOnce: 1 })).to.have.members([
      `${people[1] ?? ''} 2`,
      `${people[2] ?? ''} 1`,
    ]);
  });
});
