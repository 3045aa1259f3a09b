import { expect } from 'chai';
import { sql } from 'kysely';
import { PERSONAL_DATA } from '../../../src/ledger/personal-data.ts';
import { EMPTIED } from '../../../src/ledger/reset.ts';
import { openTestLedger, type TestLedger } from './support.ts';

/** Written by Kysely itself. */
const MIGRATIONS = ['kysely_migration', 'kysely_migration_lock'];

describe('what the ledger holds of people', () => {
  let ledger: TestLedger;
  before(async () => {
    ledger = await openTestLedger();
  });
  after(() => ledger.close());

  const tables = async (): Promise<readonly string[]> => {
    const { rows } = await sql<{ name: string }>`
      select table_name as name from information_schema.tables
      where table_schema = current_schema() and table_type = 'BASE TABLE'`.execute(ledger.db);
    return rows.map(({ name }) => name).filter((name) => !MIGRATIONS.includes(name));
  };

  it('is judged for every table: whether it is personal, and how it is erased', async () => {
    expect(Object.keys(PERSONAL_DATA)).to.have.members(await tables());
  });

  it('says of each table without any why that is so', () => {
    for (const [table, holding] of Object.entries(PERSONAL_DATA))
      if (holding.kind === 'nothing') expect(holding.because, table).to.not.equal('');
  });

  it('is gone when the ledger is emptied', () => {
    const personal = Object.entries(PERSONAL_DATA).flatMap(([table, { kind }]) =>
      kind === 'personal' ? [table] : [],
    );
    expect(EMPTIED).to.include.members(personal);
  });
});
