import { join } from 'node:path';
import { expect } from 'chai';
import { sql } from 'kysely';
import { readLastProof } from '../../../src/ledger/last-proof.ts';
import { loadMappings, type Mappings } from '../../../src/runtime/mappings.ts';
import { proveYesterday } from '../../../src/runtime/proof/daily.ts';
import { emptyLedger } from '../../support/ledger.ts';
import { silentLog } from '../../support/log.ts';
import { openTestLedger, type TestLedger } from '../ledger/support.ts';
import { seedInto } from '../report/seed.ts';

describe('the proof of a day that is over', function () {
  this.timeout(60_000);
  let ledger: TestLedger;
  let mappings: Mappings;
  before(async () => {
    ledger = await openTestLedger();
    mappings = await loadMappings(join(import.meta.dirname, '..', '..', '..', 'mappings'));
  });
  after(() => ledger.close());
  beforeEach(() => emptyLedger(ledger.db));

  const proveAt = (now: string, errors: string[] = []): Promise<void> =>
    proveYesterday({
      bulkDb: ledger.db,
      systems: new Map(),
      mappings,
      clock: { now: () => new Date(now) },
      log: { ...silentLog, error: (message) => errors.push(message) },
    });
  const proofs = async (): Promise<number> => {
    const { rows } = await sql`select 1 from audit where what = 'proof'`.execute(ledger.db);
    return rows.length;
  };

  it('is made once, and says when it does not add up', async () => {
    const seed = seedInto(ledger.db);
    await seed.came(await seed.person(), [['2026-01-30T23:59:59Z', 'mql']]);
    await seed.came(await seed.person(), [['2026-01-31T00:00:00Z', 'mql']]);
    const errors: string[] = [];
    await proveAt('2026-02-01T00:05:00Z', errors);
    await proveAt('2026-02-01T23:55:00Z', errors);
    expect(await proofs()).to.equal(1);
    // Nobody was handed over.
    expect(await readLastProof(ledger.db)).to.deep.include({ day: '2026-01-31', addsUp: false });
    expect((await readLastProof(ledger.db))?.total).to.include({ qualified: 1, nowhere: 1 });
    expect(errors).to.deep.equal([
      "the proof of 2026-01-31 does not add up: 'leadloop proof --day 2026-01-31' tells more",
    ]);
  });

  it('is made anew for the next day', async () => {
    expect(await readLastProof(ledger.db)).to.equal(null);
    await proveAt('2026-02-01T00:05:00Z');
    await proveAt('2026-02-02T00:05:00Z');
    expect(await proofs()).to.equal(2);
    expect(await readLastProof(ledger.db)).to.deep.include({ day: '2026-02-01', addsUp: true });
  });
});
