import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { COMPILE_ONCE } from '../../support/compile-once.ts';
import { startTestSandbox, type TestSandbox } from '../../support/sandbox.ts';
import { freePort } from '../../support/servers.ts';
import { setUpSystems } from '../../support/set-up.ts';
import { eventually } from '../views.ts';
import { startLeadloop, type LeadloopProcess } from './leadloop-process.ts';

describe('Leadloop killed while it makes its first database', function () {
  this.timeout(300_000);
  let folder: string;
  let sandbox: TestSandbox;
  let running: LeadloopProcess;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leadloop-first-'));
    sandbox = await startTestSandbox();
    await setUpSystems(sandbox.environment);
  });
  after(async () => {
    await running.kill();
    await sandbox.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('begins anew at the next start, and leaves nothing of the half that was made', async () => {
    const port = await freePort();
    const start = (): LeadloopProcess =>
      startLeadloop({
        dataDir: folder,
        port,
        environment: { ...sandbox.environment, SALESFORCE_STREAM: 'off' },
        nodeArguments: [COMPILE_ONCE],
      });
    const [draft, database] = ['database.new', 'database'].map((name) => join(folder, 'ledger', name));

    running = start();
    // Of about 1,000 files.
    await eventually(async () => (await files(draft!)) > 300, 200_000);
    await running.kill();
    expect([existsSync(draft!), existsSync(database!)]).to.deep.equal([true, false]);

    running = start();
    await running.ready;
    expect([existsSync(draft!), existsSync(database!)]).to.deep.equal([false, true]);
    expect((await (await running.operations()).status()).connections).to.have.length(2);
  });
});

const files = async (folder: string): Promise<number> =>
  existsSync(folder) ? (await readdir(folder, { recursive: true })).length : 0;
