import { join } from 'node:path';
import { expect } from 'chai';
import { sql } from 'kysely';
import type { EntityId } from '../../../src/domain/entity.ts';
import { storeVersion } from '../../../src/ledger/config-versions.ts';
import { inTransaction } from '../../../src/ledger/database.ts';
import { storeDecisions } from '../../../src/ledger/decisions.ts';
import { storeHandOffs } from '../../../src/ledger/hand-offs.ts';
import { lastTrial, startTrial } from '../../../src/ledger/trials.ts';
import { readConfigFiles, versionOf } from '../../../src/runtime/config-folder.ts';
import { parseMappings } from '../../../src/runtime/mappings.ts';
import { makeTrials } from '../../../src/runtime/trials.ts';
import { emptyLedger } from '../../support/ledger.ts';
import { silentLog } from '../../support/log.ts';
import { after as later, hubRef, ids, openTestLedger, rang, T0, type TestLedger } from '../ledger/support.ts';

const SHIPPED = await readConfigFiles(join(import.meta.dirname, '..', '..', '..', 'mappings'));
const mappings = parseMappings(SHIPPED, (file) => file);

describe('rules on trial', function () {
  this.timeout(60_000);
  let ledger: TestLedger;
  let ada: EntityId;
  before(async () => (ledger = await openTestLedger()));
  after(() => ledger.close());
  beforeEach(async () => {
    await emptyLedger(ledger.db);
    await ledger.capture([rang(hubRef('1'))]);
    [ada = ''] = (await ledger.claim()).map(({ id }) => id);
  });

  const trials = () =>
    makeTrials({ db: ledger.db, clock: { now: () => later(3_600) }, log: silentLog, mappings });
  const begin = async (files: ReadonlyMap<string, string>): Promise<string> => {
    const id = versionOf(files);
    await storeVersion(ledger.db, { id, files, author: 'test', at: T0, note: '', describe: () => [] });
    await startTrial(ledger.db, { kind: 'canary', version: id, share: 0.1, tell: 'marketing' }, 'kim', T0);
    return id;
  };
  const handOver = (rulesVersion: string, cycle: number): Promise<void> =>
    inTransaction(ledger.db, async (tx) => {
      const at = later(cycle);
      await storeDecisions(tx, [{ entity: ada, decidedAt: at, rulesVersion, moved: true, receipt: {} }]);
      const what = { kind: 'Lead', owner: null, queue: 'q', routed: {}, made: {}, priority: null };
      const moments = { sourceAt: null, receivedAt: at, decidedAt: at };
      await storeHandOffs(tx, [{ id: ids.next(), entity: ada, cycle, ...what, ...moments }]);
    });

  it('are had by whoever decides as long as they run, and stop by themselves when they do harm', async () => {
    const version = await begin(SHIPPED);
    const running = trials();
    expect(await running.current()).to.include({ kind: 'canary', share: 0.1, version });
    await running.watch();
    expect((await lastTrial(ledger.db))?.ended).to.equal(null);

    for (let cycle = 1; cycle <= 30; cycle += 1) await handOver(version, cycle);
    await running.watch();
    const ended = (await lastTrial(ledger.db))?.ended;
    expect(ended).to.include({ by: 'the guard' });
    expect(ended?.why).to.match(/^too many hand-offs: 30\.0 hand-offs an hour/u);
    expect(await running.current()).to.equal(null);
    const { rows } = await sql<{ address: string; body: string }>`select address, body from notice`.execute(
      ledger.db,
    );
    expect(rows.map(({ address }) => address)).to.deep.equal(['kim.lead@example.com']);
    expect(rows[0]?.body).to.include(ended?.why);
  });

  it('end when their files do not stand any more, and say why', async () => {
    await begin(new Map(SHIPPED).set('rules/scoring.yaml', 'fit: 7\n'));
    expect(await trials().current()).to.equal(null);
    expect((await lastTrial(ledger.db))?.ended?.why).to.include('rules/scoring.yaml:1:');
  });
});
