import { expect } from 'chai';
import { sql } from 'kysely';
import {
  bringIntoForce,
  readVersions,
  storeVersion,
  type ConfigVersion,
  type NewVersion,
} from '../../../src/ledger/config-versions.ts';
import { ledgerOver, type LedgerDb } from '../../../src/ledger/database.ts';
import type { Database } from '../../../src/platform/database/database.ts';
import { openDatabase } from '../../../src/platform/database/open.ts';
import { silentLog } from '../../support/log.ts';
import { emptyLedger, migratedDatabase } from '../../support/ledger.ts';
import { newPostgresDatabase } from '../../support/postgres-database.ts';
import { T0, untilWaiting } from './support.ts';

const IDS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const;
const NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8];

/** Only a server has sessions that truly work side by side. */
describe('versions of the configuration made by several processes at once', function () {
  this.timeout(60_000);
  let postgres: Database | null = null;
  let pglite: Database;

  before(async () => {
    pglite = await migratedDatabase();
    const made = await newPostgresDatabase();
    if (made.kind === 'unavailable') return;
    postgres = await openDatabase({ url: made.url, dataDir: null, log: silentLog });
  });
  after(async () => {
    await pglite.close();
    await postgres?.close();
  });

  for (const kind of ['pglite', 'postgres'] as const) {
    describe(kind, () => {
      let db: LedgerDb;
      beforeEach(async function () {
        const database = kind === 'pglite' ? pglite : postgres;
        if (database === null) return this.skip();
        db = ledgerOver(database.pool);
        await emptyLedger(db);
        await sql`delete from config_use`.execute(db);
        await sql`delete from config_version`.execute(db);
      });

      const version = (id: string): NewVersion => ({
        id,
        files: new Map([['person.yaml', id]]),
        author: 'ada',
        at: T0,
        note: '',
        describe: () => [],
      });
      const store = (id: string): Promise<ConfigVersion> => storeVersion(db, version(id));
      const uses = async (): Promise<readonly number[]> =>
        (await db.selectFrom('config_use').select('number').orderBy('number').execute()).map(
          ({ number }) => number,
        );

      it('of the same files are one, and in force once', async () => {
        const starts = IDS.map(async (process) => {
          const { number } = await store('same');
          await bringIntoForce(db, 'same', process, T0);
          return number;
        });
        expect(new Set(await Promise.all(starts))).to.deep.equal(new Set([1]));
        expect(await uses()).to.deep.equal([1]);
      });

      it('of 8 different folders are 8, numbered without a gap, and each comes into force', async () => {
        const made = await Promise.all(IDS.map(store));
        expect(made.map(({ number }) => number).sort()).to.deep.equal(NUMBERS);
        await Promise.all(IDS.map((id) => bringIntoForce(db, id, 'ada', T0)));
        expect(await uses()).to.deep.equal(NUMBERS);
        expect((await readVersions(db)).filter(({ inForceSince }) => inForceSince !== null)).to.have.length(
          1,
        );
      });

      if (kind === 'pglite') return;
      it('take the next number when somebody else was about to take theirs', async () => {
        const others: Promise<ConfigVersion>[] = [];
        await db.transaction().execute(async (tx) => {
          await storeVersion(tx, version('first'));
          others.push(store('second'), store('third'));
          await untilWaiting(db, 2);
        });
        const made = await Promise.all(others);
        expect(made.map(({ number }) => number).sort()).to.deep.equal([2, 3]);
      });
    });
  }
});
