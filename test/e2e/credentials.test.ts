import { expect } from 'chai';
import { call } from '../support/people.ts';
import {
  errorsIn,
  openWorkspace,
  type Environment,
  type StartedLine,
  type Workspace,
} from './support/leadloop.ts';

interface Report {
  readonly seen: number;
  readonly writes: Readonly<Record<string, number>>;
  readonly failures: readonly object[];
}

describe('leadloop with credentials', function () {
  this.timeout(240_000);
  let rehearsal: Workspace;
  let workspace: Workspace;

  before(async () => {
    [rehearsal, workspace] = await Promise.all([openWorkspace([]), openWorkspace(['ledger'])]);
  });
  after(async () => {
    await workspace.close();
    await rehearsal.close();
  });

  it('connects to a sandbox that runs apart, brings it in step, and then has nothing more to write', async () => {
    const sandbox = await rehearsal.start<Environment>(['sandbox', '--json'], { LEADLOOP_MARKET: 'off' });
    expect(Object.keys(sandbox.ready)).to.include.members([
      'HUBSPOT_ACCESS_TOKEN',
      'SALESFORCE_CLIENT_SECRET',
    ]);
    const environment = sandbox.ready;
    for (const system of ['HUBSPOT_BASE_URL', 'SALESFORCE_LOGIN_URL'])
      await call(`${sandbox.ready[system]}/_sim/latency`, 'POST', { ms: 120 });

    expect((await workspace.run(['setup'], environment)).code).to.equal(0);
    const leadloop = await workspace.start<StartedLine>(['start', '--json'], environment);
    expect(leadloop.readyAfterMs).to.be.below(60_000);
    expect(leadloop.ready).to.deep.include({ shape: 'embedded', simulators: [] });

    const sync = async (): Promise<Report> => {
      const { code, stdout, stderr } = await workspace.run(['sync', '--full', '--json'], environment);
      expect([code, stderr]).to.deep.equal([0, '']);
      return JSON.parse(stdout) as Report;
    };
    const first = await sync();
    expect(first.seen).to.be.greaterThan(80);
    expect(first.writes['hubspot']).to.be.greaterThan(10);
    expect(first.writes['salesforce']).to.be.greaterThan(10);
    expect((await sync()).writes).to.deep.equal({ hubspot: 0, salesforce: 0 });

    for (const process of [leadloop, sandbox]) {
      const { code, stderr, afterMs } = await process.stop();
      expect([code, errorsIn(stderr)]).to.deep.equal([0, []]);
      expect(afterMs).to.be.below(10_000);
    }
  });

  it('syncs without a running one, too, and answers status from what it left', async () => {
    const sandbox = await rehearsal.start<Environment>(['sandbox', '--json'], { LEADLOOP_MARKET: 'off' });
    const alone = await openWorkspace(['ledger']);
    try {
      expect((await alone.run(['setup'], sandbox.ready)).code).to.equal(0);
      expect((await alone.run(['sync', '--full'], sandbox.ready)).code).to.equal(0);
      const again = await alone.run(['sync', '--full'], sandbox.ready);
      expect(again.stdout).to.match(/Written\n(?: +System +Writes\n +hubspot +0\n +salesforce +0| +Nothing)/);
      const status = await alone.run(['status']);
      expect(status.code).to.equal(0);
      expect(status.stdout).to.match(/person +\d+ +\d+/);
    } finally {
      await alone.close();
    }
  });
});
