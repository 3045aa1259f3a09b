import { expect } from 'chai';
import { sql } from 'kysely';
import type { Connection } from '../../../src/connector/contract.ts';
import type { RecordRef } from '../../../src/domain/record.ts';
import type { WriteResult } from '../../../src/domain/write.ts';
import { carryOutErasures, type EraseContext } from '../../../src/erase/carry-out.ts';
import { erasedBy, releaseAddresses, withoutErased } from '../../../src/ledger/erased-addresses.ts';
import { allErasures, beginErasure } from '../../../src/ledger/erasures.ts';
import { recoverLeases } from '../../../src/ledger/leases.ts';
import { askToDecide } from '../../../src/ledger/to-decide.ts';
import { silentLog } from '../../support/log.ts';
import {
  after as later,
  createIntent,
  crmRef,
  hubRef,
  ids,
  one,
  openTestLedger,
  present,
  rang,
  T0,
  type TestLedger,
} from './support.ts';

const ADA = { email: 'ada@acme.example' };
const never = new AbortController().signal;
const hashOf = (address: string): string => `#${address}`;
const done = (ref: RecordRef): WriteResult => ({ kind: 'done', receipt: { ref, created: false } });

describe('erasing a person, in the ledger', () => {
  let ledger: TestLedger;
  let person: string;
  let asked: string[];

  beforeEach(async () => {
    ledger = await openTestLedger('some');
    asked = [];
    await ledger.capture([rang(hubRef('1'))]);
    const claimed = one(await ledger.claim());
    person = claimed.id;
    const { record } = present(hubRef('1'), ADA);
    await ledger.commit(claimed, { seen: [record], settled: [{ ref: record.ref, fields: ADA }] });
    await sql`insert into address values (${ADA.email}, 'hub', 'contacts', '1')`.execute(ledger.db);
  });
  afterEach(() => ledger.close());

  const begin = (now = T0) =>
    beginErasure(ledger.db, {
      id: ids.next(),
      entity: person,
      who: 'kim',
      now,
      hashOf,
      howOf: ({ system }) => (system === 'forms' ? null : { kind: 'delete' }),
    });
  const context = (answer: (ref: RecordRef) => WriteResult, now = T0): EraseContext => ({
    db: ledger.db,
    systems: new Map(
      ['hub', 'crm'].map((system) => [
        system,
        {
          connection: {
            erase: (refs: readonly RecordRef[]) => {
              asked.push(...refs.map(({ id }) => id));
              return Promise.resolve(refs.map(answer));
            },
          } as unknown as Connection,
        },
      ]),
    ),
    clock: { now: () => now },
    random: () => 0,
    log: silentLog,
    howOf: () => ({ kind: 'delete' }),
  });
  const erasure = async () => one(await allErasures(ledger.db));
  const rows = async (table: string): Promise<number> => {
    const found = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(
      ledger.db,
    );
    return found.rows[0]?.n ?? 0;
  };

  it('lets nobody else work on them, also after a start', async () => {
    await begin();
    await ledger.capture([rang(hubRef('1'))]);
    await recoverLeases(ledger.db, null, later(1));
    expect(await ledger.claim('w2', later(60))).to.deep.equal([]);
    await askToDecide(ledger.db, [{ entity: person, lane: 'live', since: T0 }], T0);
    expect(await rows('to_decide')).to.equal(0);
  });

  it('waits for a write that is under way', async () => {
    await ledger.capture([rang(hubRef('1'))]);
    const claimed = one(await ledger.claim());
    await ledger.commit(claimed, { intents: [createIntent(person, ADA, hubRef('1'))] });
    await sql`delete from to_decide`.execute(ledger.db);
    const intent = one(await ledger.take());
    expect(await begin()).to.equal(null);
    await ledger.settle(intent, { kind: 'done', receipt: { ref: crmRef('9'), created: true } });
    expect(await begin()).to.be.a('string');
    expect((await erasure()).steps.map(({ ref }) => ref.id)).to.have.members(['1', '9']);
  });

  it('goes on where a process was killed between the system’s answer and its own note', async () => {
    await begin();
    const killed = context(() => {
      throw new Error('killed');
    });
    await carryOutErasures(killed, never);
    expect(one((await erasure()).steps)).to.deep.include({ state: 'due', attempts: 1 });
    const gone = context(
      () => ({
        kind: 'failed',
        failure: { kind: 'deleted', code: 'GONE', message: '', meaning: '', fix: '', actor: 'nobody' },
      }),
      later(60),
    );
    await carryOutErasures(gone, never);
    expect(await erasure()).to.deep.include({ state: 'done', endedAt: later(60) });
    expect([await rows('record'), await rows('shadow'), await rows('address')]).to.deep.equal([0, 0, 0]);
    await carryOutErasures(gone, never);
    expect(asked).to.deep.equal(['1', '1']);
  });

  it('erases a record that is linked meanwhile before the ledger forgets', async () => {
    await begin();
    await sql`
      insert into link (system, object, record_id, entity_id, is_primary, linked_by, linked_at)
      values ('crm', 'Lead', '7', ${person}, true, 'external-key', now())`.execute(ledger.db);
    await carryOutErasures(context(done), never);
    expect((await erasure()).state).to.equal('erasing');
    await carryOutErasures(context(done), never);
    expect((await erasure()).state).to.equal('done');
    expect(asked).to.deep.equal(['1', '7']);
  });

  it('sets a refusal aside for a person, and tries it again when asked again', async () => {
    const id = await begin();
    const refused = context(() => ({
      kind: 'failed',
      failure: { kind: 'config', code: 'NO_RIGHT', message: '', meaning: '', fix: '', actor: 'admin' },
    }));
    await carryOutErasures(refused, never);
    await carryOutErasures(refused, never);
    expect([asked, one((await erasure()).steps).state]).to.deep.equal([['1'], 'parked']);
    expect(await rows('record')).to.equal(1);
    expect(await begin(later(60))).to.equal(id);
    await carryOutErasures(context(done, later(60)), never);
    expect((await erasure()).state).to.equal('done');
  });

  it('holds the address until it is released, and takes nothing that is told of it', async () => {
    const id = (await begin()) ?? '';
    await carryOutErasures(context(done), never);
    const told = (who: object) => ({
      source: { system: 'hub', object: 'forms', id: '5' },
      who,
      kind: 'form_submit',
      at: T0,
      about: null,
      campaign: null,
      details: {},
    });
    const touches = [
      told({ kind: 'email', address: ADA.email }),
      told({ kind: 'record', object: 'contacts', id: '1' }),
      told({ kind: 'email', address: 'grace@acme.example' }),
    ] as unknown as Parameters<typeof withoutErased>[1];
    expect(await withoutErased(ledger.db, touches, hashOf)).to.deep.equal([touches[2]]);
    expect([...(await erasedBy(ledger.db, [hashOf(ADA.email)])).values()]).to.deep.equal([
      { erasure: id, erasedAt: T0 },
    ]);
    expect(await releaseAddresses(ledger.db, { erasure: id }, 'kim', later(1))).to.deep.equal({
      released: 1,
    });
    expect(await releaseAddresses(ledger.db, { erasure: id }, 'kim', later(2))).to.deep.equal({
      released: 0,
    });
    expect((await erasedBy(ledger.db, [hashOf(ADA.email)])).size).to.equal(0);
    expect(await rows('erased_address')).to.equal(1);
  });
});
