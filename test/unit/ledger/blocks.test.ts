import { expect } from 'chai';
import { sql } from 'kysely';
import { blockCandidates, type BlockQuestion } from '../../../src/ledger/block-candidates.ts';
import { refillBlocks } from '../../../src/ledger/block-index.ts';
import { commitPlans } from '../../../src/ledger/commit-plans.ts';
import { noteBlocks } from '../../../src/ledger/block-keys.ts';
import type { RecordRef } from '../../../src/domain/record.ts';
import { inTransaction } from '../../../src/ledger/database.ts';
import { emptyLedger } from '../../support/ledger.ts';
import { crmRef, emptyPlan, hubRef, one, openTestLedger, present, rang, type TestLedger } from './support.ts';

const NOBODY = '00000000-0000-7000-8000-000000000000';

describe('the index of blocks', () => {
  let ledger: TestLedger;
  before(async () => {
    ledger = await openTestLedger();
  });
  beforeEach(() => emptyLedger(ledger.db));
  after(() => ledger.close());

  /** Makes a record known, with the blocks it is in. */
  async function known(ref: RecordRef, blocks: readonly string[]): Promise<string> {
    await ledger.capture([rang(ref)]);
    const claimed = one(await ledger.claim());
    const { record } = present(ref, { Phone: '1' });
    await ledger.commit(claimed, { ...emptyPlan(claimed.id), seen: [record] });
    await noteBlocks(ledger.db, [{ ref, blocks }]);
    return claimed.id;
  }
  const ask = async (blocks: readonly string[], over: Partial<BlockQuestion> = {}, largest = 10) => {
    const question = { id: 'q', system: 'crm', blocks, without: ['hub'], not: NOBODY, ...over };
    const found = await blockCandidates(ledger.db, 'person', [question], largest);
    return found.map((candidate) => candidate.ref.id).toSorted();
  };
  const rows = async (): Promise<number> =>
    (await sql`select 1 from block_key`.execute(ledger.db)).rows.length;

  it('finds who shares a block in one system, each once, with what was last seen', async () => {
    const owner = await known(crmRef('L1'), ['phone=1', 'name=anna']);
    await known(crmRef('L2'), ['phone=2']);
    await known(hubRef('1'), ['phone=1']);
    expect(await ask(['phone=1', 'name=anna'])).to.deep.equal(['L1']);
    expect(await ask(['phone=3'])).to.deep.equal([]);
    expect(await ask(['phone=1'], { not: owner })).to.deep.equal([]);
    const question = { id: 'q', system: 'crm', blocks: ['phone=1'], without: [], not: NOBODY };
    expect(await blockCandidates(ledger.db, 'person', [question], 10)).to.deep.equal([
      { ref: crmRef('L1'), entity: owner, fields: { Phone: '1' }, askers: ['q'], systems: ['crm'] },
    ]);
    expect(await blockCandidates(ledger.db, 'company', [question], 10)).to.deep.equal([]);
  });

  it('leaves out who has a counterpart already, until that is gone', async () => {
    const owner = await known(crmRef('L1'), ['phone=1']);
    await sql`insert into link (system, object, record_id, entity_id, is_primary, linked_by, linked_at)
      values ('hub', 'contacts', '9', ${owner}, true, 'test', now())`.execute(ledger.db);
    expect(await ask(['phone=1'])).to.deep.equal([]);
    await sql`update link set ended_why = 'deleted', is_primary = false where record_id = '9'`.execute(
      ledger.db,
    );
    expect(await ask(['phone=1'])).to.deep.equal(['L1']);
  });

  it('follows a record into other blocks, tells whose they changed, and writes nothing when they did not', async () => {
    const owner = await known(crmRef('L1'), ['phone=1', 'name=anna']);
    const note = (blocks: readonly string[]) => noteBlocks(ledger.db, [{ ref: crmRef('L1'), blocks }]);
    expect(await note(['name=anna', 'phone=1'])).to.deep.equal([]);
    expect(await note(['phone=2', 'name=anna'])).to.deep.equal([owner]);
    expect(await ask(['phone=1'])).to.deep.equal([]);
    expect(await ask(['phone=2'])).to.deep.equal(['L1']);
    expect(await rows()).to.equal(2);
    await note([]);
    expect(await rows()).to.equal(0);
  });

  it('passes over a block with more records than allowed, and still finds by another', async () => {
    for (const id of ['L1', 'L2', 'L3'])
      await known(crmRef(id), ['city=wien', ...(id === 'L2' ? ['phone=1'] : [])]);
    expect(await ask(['city=wien'], {}, 3)).to.deep.equal(['L1', 'L2', 'L3']);
    expect(await ask(['city=wien', 'phone=1'], {}, 2)).to.deep.equal(['L2']);
  });

  it('holds no values', async () => {
    await known(crmRef('L1'), ['phone=+4316641234']);
    const { rows: all } = await sql`select k.*, m.keys from block_key k, block_member m`.execute(ledger.db);
    expect(JSON.stringify(all)).to.not.include('6641234');
  });

  it('wakes who was set aside because of a record when its blocks change', async () => {
    const parked = await known(hubRef('1'), ['name=anna']);
    const other = await known(crmRef('L1'), ['name=anna']);
    await sql`insert into waiting (waits_for, entity_id) values (${other}, ${parked})`.execute(ledger.db);
    await ledger.capture([rang(crmRef('L1'))]);
    const claimed = one(await ledger.claim());
    const now = new Date('2026-11-21T10:00:00Z');
    const blocks = [{ ref: crmRef('L1'), blocks: ['name=peter'] }];
    await commitPlans(ledger.db, [{ claimed, plan: emptyPlan(other), blocks }], {
      worker: 'w1',
      mappingVersion: 'test',
      readAt: now,
      now,
    });
    expect(one(await ledger.claim()).id).to.equal(parked);
  });

  it('takes in what was known before the rules were: in pages, once for each version, going on where it was', async () => {
    await inTransaction(ledger.db, async (tx) => {
      await sql`insert into entity (id, kind, partition, created_at)
        select gen_random_uuid(), 'person', 0, now() from generate_series(1, 150)`.execute(tx);
      await sql`insert into link (system, object, record_id, entity_id, is_primary, linked_by, linked_at)
        select 'crm', 'Lead', row_number() over (), id, true, 'test', now() from entity`.execute(tx);
      await sql`insert into record (system, object, record_id, fields, seen_at)
        select system, object, record_id, '{}', now() from link`.execute(tx);
    });
    const refill = (version: string, block: string): Promise<boolean> =>
      refillBlocks(ledger.db, version, ({ record }) => ({
        ref: record.ref,
        blocks: [`${block}=${record.ref.id}`],
      }));
    expect(await refill('1', 'phone')).to.equal(true);
    expect(await rows()).to.equal(100);
    expect(await refill('1', 'phone')).to.equal(false);
    expect(await rows()).to.equal(150);
    expect(await refill('1', 'never')).to.equal(false);
    expect(await ask(['phone=7'])).to.deep.equal(['7']);
    while (await refill('2', 'name'));
    expect(await ask(['phone=7'])).to.deep.equal([]);
    expect(await ask(['name=7'])).to.deep.equal(['7']);
  });
});
