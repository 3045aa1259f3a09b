import { expect } from 'chai';
import type { Log } from '../../../src/connector/contract.ts';
import { readVersions } from '../../../src/ledger/config-versions.ts';
import { ledgerOver, type LedgerDb } from '../../../src/ledger/database.ts';
import type { Database } from '../../../src/platform/database/database.ts';
import { recordConfig } from '../../../src/runtime/record-config.ts';
import { migratedDatabase } from '../../support/ledger.ts';
import { silentLog } from '../../support/log.ts';
import { withRows } from '../mapping/build.ts';

describe('a start with a configuration', () => {
  let database: Database;
  let db: LedgerDb;
  before(async () => {
    database = await migratedDatabase();
    db = ledgerOver(database.pool);
  });
  after(() => database.close());

  const FIRST = withRows('title: { type: text, hubspot: t, salesforce: T }');
  const SECOND = withRows('title: { type: text, hubspot: t, salesforce: T, authority: salesforce }');

  async function logged(id: string, text: string, who = 'ada'): Promise<readonly string[]> {
    const lines: string[] = [];
    const log: Log = { ...silentLog, info: (message) => void lines.push(message) };
    const clock = { now: () => new Date('2026-11-21T10:00:00Z') };
    await recordConfig(id, new Map([['person.yaml', text]]), { db, clock, log, who });
    return lines;
  }

  it('logs the first version in one line, and nothing while it stays', async () => {
    expect(await logged('a1', FIRST)).to.deep.equal(['the configuration is version 1 (a1), the first']);
    expect(await logged('a1', FIRST)).to.deep.equal([]);
  });

  it('logs what changed in plain words, what that means for records, and keeps who started', async () => {
    expect(await logged('b2', SECOND, 'bob')).to.deep.equal([
      'the configuration has changed and is version 2 (b2) now:',
      '  person.yaml: Title: Salesforce now wins, was latest',
      "records that are in step stay as they are until they are touched again; 'leadloop sync --full' compares all of them",
    ]);
    expect((await readVersions(db)).map(({ author }) => author)).to.deep.equal(['bob', 'ada']);
  });

  it('logs the way back as such, which makes no further version', async () => {
    const [first, change] = await logged('a1', FIRST);
    expect(first).to.equal('the configuration has changed and is version 1 (a1) now:');
    expect(change).to.equal('  person.yaml: Title: the latest change now wins, was Salesforce');
    expect(await readVersions(db)).to.have.length(2);
  });
});
