import { expect } from 'chai';
import { sql } from 'kysely';
import { HOUR_MS } from '../../../src/domain/clock.ts';
import type { DriftFinding } from '../../../src/domain/drift.ts';
import type { EntityId } from '../../../src/domain/entity.ts';
import { noteLook, openDrift, readDriftCounts } from '../../../src/ledger/drift-findings.ts';
import { countLinked, sampleLinked, underWay } from '../../../src/ledger/drift-sample.ts';
import { emptyLedger } from '../../support/ledger.ts';
import { ids, openTestLedger, T0, type TestLedger } from './support.ts';

const LATER = new Date(T0.getTime() + HOUR_MS);
const SYSTEMS = ['hub', 'crm'];

describe('what the ledger keeps of drift', () => {
  let ledger: TestLedger;
  before(async () => {
    ledger = await openTestLedger();
  });
  after(() => ledger.close());
  beforeEach(() => emptyLedger(ledger.db));

  /** Somebody with a record in each of the systems. */
  async function person(...systems: readonly string[]): Promise<EntityId> {
    const id = ids.next();
    await sql`insert into entity (id, kind, partition, created_at) values (${id}, 'person', 0, ${T0})`.execute(
      ledger.db,
    );
    for (const system of systems)
      await sql`insert into link (system, object, record_id, entity_id, is_primary, linked_by, linked_at)
        values (${system}, 'x', ${`${system}-${id}`}, ${id}, true, 'first-seen', ${T0})`.execute(ledger.db);
    return id;
  }
  const finding = (entity: EntityId, over: Partial<DriftFinding> = {}): DriftFinding => ({
    ...{ entity, kind: 'person', ref: { system: 'crm', object: 'x', id: '1' }, field: 'city' },
    ...{ cause: 'missed', code: null, since: T0 },
    ...over,
  });
  const open = async () => (await openDrift(ledger.db, null, 10)).map(({ field }) => field);

  it('is what was found until a look finds it no more', async () => {
    const ada = await person('hub', 'crm');
    await noteLook(
      ledger.db,
      { compared: [ada], findings: [finding(ada), finding(ada, { field: null })], counts: [] },
      T0,
    );
    expect(await open()).to.have.members(['city', null]);
    await noteLook(ledger.db, { compared: [ada], findings: [finding(ada)], counts: [] }, LATER);
    expect(await open()).to.deep.equal(['city']);
    // Whoever was not compared keeps what was found.
    await noteLook(ledger.db, { compared: [], findings: [], counts: [] }, LATER);
    expect(await open()).to.deep.equal(['city']);
    await sql`update entity set withheld = 'erased'`.execute(ledger.db);
    await noteLook(ledger.db, { compared: [], findings: [], counts: [] }, LATER);
    expect(await open()).to.deep.equal([]);
  });

  it('counts what was compared, hour by hour', async () => {
    const counts = [{ kind: 'person', field: 'city', compared: 10, differing: 2, apart: 1 }];
    for (const at of [T0, T0, LATER]) await noteLook(ledger.db, { compared: [], findings: [], counts }, at);
    const since = async (at: Date) => (await readDriftCounts(ledger.db, at))[0]?.compared;
    expect(await since(new Date(T0.getTime() - HOUR_MS))).to.equal(30);
    expect(await since(T0)).to.equal(10);
  });

  it('draws only whom two systems know, the same ones by the same seed, and others by another', async () => {
    for (let each = 0; each < 30; each += 1) await person('hub', 'crm');
    const lonely = await person('hub', 'rules');
    const draw = async (seed: number, size = 10) =>
      (await sampleLinked(ledger.db, { kind: 'person', systems: SYSTEMS, size, seed })).map(({ id }) => id);
    expect(await draw(1)).to.have.length(10);
    expect(await draw(1)).to.deep.equal(await draw(1));
    expect(await draw(1)).to.not.have.members(await draw(2));
    expect(await draw(3, 100))
      .to.have.length(30)
      .and.not.include(lonely);
    expect((await countLinked(ledger.db, SYSTEMS)).get('person')).to.equal(30);
  });

  it('knows of whom something is on its way', async () => {
    const [quiet, rung, written, seen, leased] = await Promise.all(
      [0, 1, 2, 3, 4].map(() => person('hub', 'crm')),
    );
    await sql`insert into inbox (system, object, record_id, entity_id, lane, partition, origin, received_at, due_at)
      values ('hub', 'x', 'r', ${rung}, 'live', 0, 'webhook', ${T0}, ${LATER})`.execute(ledger.db);
    await sql`insert into receipt (entity_id, kind, system, object, record_id, fields, delivered_at)
      values (${written}, 'update', 'hub', 'x', 'w', '{}', ${T0})`.execute(ledger.db);
    await sql`insert into record (system, object, record_id, fields, seen_at)
      values ('hub', 'x', ${`hub-${seen}`}, '{}', ${T0})`.execute(ledger.db);
    await sql`update entity set lease_until = ${LATER} where id = ${leased}`.execute(ledger.db);
    const all = [quiet, rung, written, seen, leased].flatMap((id) => (id === undefined ? [] : [id]));
    expect([...(await underWay(ledger.db, all, T0, T0))]).to.have.members([rung, written, seen, leased]);
    // What was written or looked at before the records were read is in them.
    expect([...(await underWay(ledger.db, all, LATER, T0))]).to.have.members([rung, leased]);
  });
});
