import { expect } from 'chai';
import { sql } from 'kysely';
import type { EntityId } from '../../../src/domain/entity.ts';
import type { Touchpoint } from '../../../src/domain/touchpoint.ts';
import { readCounts } from '../../../src/ledger/counts.ts';
import { inTransaction } from '../../../src/ledger/database.ts';
import { readSigns, type Signs } from '../../../src/ledger/hand-off-signs.ts';
import { storeDecisions } from '../../../src/ledger/decisions.ts';
import { bearEntities, readHandOffs, storeHandOffs } from '../../../src/ledger/hand-offs.ts';
import {
  claimHandOffs,
  noteLooks,
  openLoads,
  ringHandOffs,
  stillToStep,
  type Looked,
  type OpenHandOff,
} from '../../../src/ledger/open-hand-offs.ts';
import { storeTouchpoints } from '../../../src/ledger/touchpoints.ts';
import { USUAL_TOUCHES } from '../../../src/rules/sla/sla.ts';
import { emptyLedger } from '../../support/ledger.ts';
import { after as seconds, hubRef, ids, one, openTestLedger, rang, T0, type TestLedger } from './support.ts';

const NOW = seconds(60);
const SIDE = { systems: ['crm'], columns: ['OwnerId'] };

describe('open hand-offs', function () {
  this.timeout(60_000);
  let ledger: TestLedger;
  let ada: EntityId;
  let task: EntityId;
  before(async () => (ledger = await openTestLedger()));
  after(() => ledger.close());
  beforeEach(async () => {
    await emptyLedger(ledger.db);
    await ledger.capture([rang(hubRef('1'))], seconds(-60));
    ada = one(await ledger.claim('w1', seconds(-60))).id;
    task = ids.next();
  });

  const handOver = ({
    cycle = 1,
    decidedAt = T0,
    records = [{ id: task, object: 'task', fields: {} }],
  }: {
    readonly cycle?: number;
    readonly decidedAt?: Date;
    readonly records?: readonly object[];
  } = {}): Promise<void> =>
    inTransaction(ledger.db, (tx) =>
      storeHandOffs(tx, [
        {
          id: ids.next(),
          entity: ada,
          cycle,
          kind: 'Lead',
          owner: 'alex@acme.example',
          queue: null,
          routed: {},
          made: { records },
          priority: 'hot',
          sourceAt: null,
          receivedAt: T0,
          decidedAt,
        },
      ]),
    );
  const born = (id: EntityId, kind: string): Promise<void> =>
    inTransaction(ledger.db, (tx) => bearEntities(tx, [{ id, kind }], { partitions: 1, now: T0 }));
  const claim = (now = T0): Promise<readonly OpenHandOff[]> =>
    claimHandOffs(ledger.db, { limit: 10, now, leaseMs: 30_000 });
  const signs = async (): Promise<Signs | undefined> => {
    const id = (await readHandOffs(ledger.db, ada)).at(-1)?.id ?? '';
    return (await readSigns(ledger.db, [id], SIDE, USUAL_TOUCHES, NOW)).get(id);
  };
  const link = (system: string, object: string, id: string, entity: EntityId): Promise<unknown> =>
    sql`
      insert into link (system, object, record_id, entity_id, is_primary, linked_by, linked_at)
      values (${system}, ${object}, ${id}, ${entity}::uuid, true, 'created', ${seconds(2)})`.execute(
      ledger.db,
    );
  const receipt = (entity: EntityId, kind: string, field: string, at: Date): Promise<unknown> =>
    sql`
      insert into receipt (entity_id, kind, system, object, record_id, fields, replaced, received_at, delivered_at)
      values (${entity}::uuid, ${kind}, 'crm', 'Lead', 'L1', array[${field}], '{}', ${T0}, ${at})`.execute(
      ledger.db,
    );
  const did = (
    kind: Touchpoint['kind'],
    at: Date,
    {
      source = { system: 'hub', object: 'thing', id: ids.next() },
      who = { kind: 'record', object: 'contacts', id: '1' },
      details = {},
    }: Partial<Touchpoint> = {},
  ): Promise<unknown> =>
    storeTouchpoints(
      ledger.db,
      [
        {
          source,
          who,
          kind,
          at,
          about: null,
          campaign: null,
          details,
        },
      ],
      { lane: 'live', now: seconds(50) },
    );

  it('are visible with the first receipt after them that shows something of the rules', async () => {
    await handOver();
    await link('crm', 'Lead', 'L1', ada);
    expect((await signs())?.shownAt).to.equal(null);
    await receipt(ada, 'update', 'OwnerId', seconds(-1));
    await receipt(ada, 'update', 'Phone', seconds(1));
    expect((await signs())?.shownAt).to.equal(null);
    await receipt(ada, 'update', 'OwnerId', seconds(3));
    expect((await signs())?.shownAt).to.deep.equal(seconds(3));
    await receipt(ada, 'create', 'Phone', seconds(2));
    expect((await signs())?.shownAt).to.deep.equal(seconds(2));
  });

  it('are visible at once where nothing is left to be written', async () => {
    await handOver();
    await link('crm', 'Lead', 'L1', ada);
    expect((await signs())?.shownAt).to.equal(null);
    await sql`delete from inbox`.execute(ledger.db);
    expect((await signs())?.shownAt).to.deep.equal(NOW);
  });

  it('are touched by what sales does after them', async () => {
    await handOver();
    await did('call', seconds(-1));
    await did('page_view', seconds(1));
    await did('email_sent', seconds(2), { details: { mail: '7' } });
    expect((await signs())?.touchedAt).to.equal(null);
    await did('email_sent', seconds(9), { details: { by: 'a person' } });
    expect((await signs())?.touchedAt).to.deep.equal(seconds(9));
    await did('call', seconds(5));
    expect((await signs())?.touchedAt).to.deep.equal(seconds(5));
  });

  it('are not touched by the making of their own task, but when it was done', async () => {
    await handOver();
    await born(task, 'activity');
    await link('crm', 'Task', 'T1', task);
    const source = { system: 'crm', object: 'Task', id: 'T1' };
    await link('crm', 'Lead', 'L1', ada);
    await did('task', seconds(1), { source, who: { kind: 'record', object: 'Lead', id: 'L1' } });
    expect((await signs())?.touchedAt).to.deep.equal(seconds(50));
    await sql`update touchpoint set at = ${seconds(40)}`.execute(ledger.db);
    expect((await signs())?.touchedAt).to.deep.equal(seconds(40));
  });

  const answers: Readonly<
    Record<string, readonly [opportunity: 'own' | 'other' | null, isClosed: boolean, Date | null]>
  > = {
    'an answer about the person': [null, false, seconds(7)],
    'an answer about another opportunity': ['other', false, seconds(7)],
    'nothing but the opportunity that came with it': ['own', false, null],
    'the end of the opportunity that came with it': ['own', true, seconds(7)],
  };
  for (const [name, [which, isClosed, touchedAt]] of Object.entries(answers)) {
    it(`are touched ${touchedAt === null ? 'not ' : ''}by ${name}`, async () => {
      const own = ids.next();
      await handOver({ records: [{ id: own, object: 'opportunity', fields: {} }] });
      const opportunity = which === 'own' ? own : which === 'other' ? ids.next() : null;
      const receipt = {
        input: { opportunities: opportunity === null ? [] : [{ id: opportunity, isClosed }] },
        hearing: { answer: { answer: 'Said', opportunity } },
      };
      await inTransaction(ledger.db, (tx) =>
        storeDecisions(tx, [
          { entity: ada, decidedAt: seconds(7), rulesVersion: 'v1', moved: true, receipt },
          { entity: ada, decidedAt: seconds(6), rulesVersion: 'v1', moved: true, receipt: { decision: {} } },
        ]),
      );
      expect(await signs()).to.deep.include({ touchedAt, hasOpportunity: true });
    });
  }

  it('are followed by the next of the same person, and know where the person still is', async () => {
    await handOver();
    expect(await signs()).to.deep.include({ isFollowed: false, isWithSales: false, isAnywhere: true });
    await link('crm', 'Lead', 'L1', ada);
    await handOver({ cycle: 2, decidedAt: seconds(5) });
    expect(await signs()).to.deep.include({ isFollowed: true, isWithSales: true });
    await sql`update link set ended_why = 'deleted', ended_at = now()`.execute(ledger.db);
    expect(await signs()).to.deep.include({ isWithSales: false, isAnywhere: false });
  });

  const found = (handOff: OpenHandOff, more: Partial<Looked> = {}): Looked => ({
    handOff,
    visibleAt: null,
    reassignedAt: null,
    touchedAt: null,
    dueAt: null,
    isOver: false,
    lookAt: null,
    ...more,
  });
  const holds = (handOff: OpenHandOff): Promise<boolean> =>
    inTransaction(ledger.db, (tx) => stillToStep(tx, handOff));
  const ring = (): Promise<void> => inTransaction(ledger.db, (tx) => ringHandOffs(tx, [ada], seconds(1)));

  it('are in one worker’s hands until the lease ends, and due again when its time comes', async () => {
    await handOver();
    const mine = one(await claim());
    expect(await claim(seconds(29))).to.deep.equal([]);
    const others = one(await claim(seconds(31)));
    expect([await holds(mine), await holds(others)]).to.deep.equal([false, true]);
    await noteLooks(ledger.db, [found(mine, { isOver: true })], NOW);
    await noteLooks(ledger.db, [found(others, { lookAt: seconds(90) })], NOW);
    expect(await claim(seconds(89))).to.deep.equal([]);
    expect(await claim(seconds(90))).to.have.length(1);
  });

  it('are looked at again when there was news during a look, which is dropped', async () => {
    await handOver();
    const mine = one(await claim());
    await ring();
    expect(await holds(mine)).to.equal(false);
    await noteLooks(ledger.db, [found(mine, { isOver: true })], NOW);
    expect(await claim(seconds(1))).to.have.length(1);
  });

  it('are what somebody has to do until they are over', async () => {
    await handOver();
    await handOver({ cycle: 2 });
    const loads = (): Promise<ReadonlyMap<string, number>> => inTransaction(ledger.db, openLoads);
    expect(await loads()).to.deep.equal(new Map([['alex@acme.example', 2]]));
    const [first] = await claim();
    if (first !== undefined) await noteLooks(ledger.db, [found(first, { isOver: true })], NOW);
    expect(await loads()).to.deep.equal(new Map([['alex@acme.example', 1]]));
    await ring();
    expect(await claim(NOW)).to.have.length(1);
  });

  it('are counted by their clocks, with how long the systems took', async () => {
    await handOver();
    await handOver({ cycle: 2 });
    const counts = async (): Promise<unknown> => (await readCounts(ledger.db, NOW)).handOffs;
    const decide = { step: 'decide', median: 0, p99: 0 };
    expect(await counts()).to.deep.equal({
      notVisible: 2,
      running: 0,
      overdue: 0,
      met: 0,
      missed: 0,
      systemMs: [decide],
    });
    const [first, second] = await claim();
    if (first === undefined || second === undefined) throw new Error('there are two');
    const visible = { visibleAt: seconds(2), lookAt: NOW };
    await noteLooks(
      ledger.db,
      [
        found(first, { ...visible, dueAt: seconds(59) }),
        found(second, { ...visible, dueAt: seconds(59), touchedAt: seconds(30), isOver: true }),
      ],
      NOW,
    );
    const deliver = { step: 'deliver', median: 2_000, p99: 2_000 };
    expect(await counts()).to.deep.equal({
      notVisible: 0,
      running: 0,
      overdue: 1,
      met: 1,
      missed: 0,
      systemMs: [decide, deliver],
    });
  });
});
