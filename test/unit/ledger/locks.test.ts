import { expect } from 'chai';
import { captureEvents, type CaptureContext } from '../../../src/ledger/capture-events.ts';
import { claimEntities } from '../../../src/ledger/claim-entities.ts';
import { ledgerOver, type LedgerDb } from '../../../src/ledger/database.ts';
import { lockEntities } from '../../../src/ledger/entities.ts';
import type { Database } from '../../../src/platform/database/database.ts';
import { openDatabase } from '../../../src/platform/database/open.ts';
import { emptyLedger } from '../../support/ledger.ts';
import { silentLog } from '../../support/log.ts';
import { newPostgresDatabase } from '../../support/postgres-database.ts';
import { hubRef, ids, rang, T0, untilWaiting } from './support.ts';

/** Only a server has sessions that truly work side by side. */
describe('locks of entities', function () {
  this.timeout(60_000);
  const context: CaptureContext = { now: T0, ids, partitions: 1, kindOf: () => 'person' };
  const ada = rang(hubRef('1'));
  const claim = { worker: 'w', lane: 'live', partition: 0, limit: 10, now: T0, leaseMs: 1_000 } as const;
  let postgres: Database | null = null;
  let db: LedgerDb;

  before(async function () {
    const made = await newPostgresDatabase();
    if (made.kind === 'unavailable') return this.skip();
    postgres = await openDatabase({ url: made.url, dataDir: null, log: silentLog });
    db = ledgerOver(postgres.pool);
  });
  after(() => postgres?.close());
  beforeEach(() => emptyLedger(db));

  it('let events of the entity come in meanwhile', async () => {
    await captureEvents(db, [ada], context);
    await db.deleteFrom('inbox').execute();
    const entities = await db.selectFrom('entity').select('id').execute();
    await db.transaction().execute(async (tx) => {
      await lockEntities(
        tx,
        entities.map(({ id }) => id),
      );
      expect(await captureEvents(db, [ada], context)).to.deep.equal([{ lane: 'live', partition: 0 }]);
    });
  });

  it('do not keep an entity from being claimed while more of its events come in', async () => {
    await captureEvents(db, [ada], context);
    const [entity] = await db.selectFrom('entity').select('id').execute();
    const other = rang(hubRef('2'), { externalKey: entity?.id ?? null });
    await captureEvents(db, [other], context);
    await db.deleteFrom('inbox').where('record_id', '=', other.ref.id).execute();
    await db.transaction().execute(async (tx) => {
      await captureEvents(tx, [other], context);
      expect(await claimEntities(db, claim)).to.have.length(1);
    });
  });

  it('are waited for by who claims the entity, instead of passing over it', async () => {
    await captureEvents(db, [ada], context);
    const entities = await db.selectFrom('entity').select('id').execute();
    const claims = await db.transaction().execute(async (tx) => {
      await lockEntities(
        tx,
        entities.map(({ id }) => id),
      );
      const claiming = [claimEntities(db, claim), claimEntities(db, { ...claim, worker: 'other' })];
      await untilWaiting(db, 2);
      return { claiming };
    });
    const claimed = await Promise.all(claims.claiming);
    expect(claimed.map(({ length }) => length).sort()).to.deep.equal([0, 1]);
  });
});
