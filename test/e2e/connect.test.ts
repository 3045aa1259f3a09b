import { expect } from 'chai';
import { freePort } from '../support/servers.ts';
import { openWorkspace, type Environment, type StartedLine, type Workspace } from './support/leadloop.ts';

/** Without what makes a grant in the browser needless. */
function appOnly(sandbox: Environment): Environment {
  const { HUBSPOT_ACCESS_TOKEN: _, ...app } = sandbox;
  return app;
}

describe('leadloop connect', function () {
  this.timeout(240_000);
  let rehearsal: Workspace;
  let workspace: Workspace;
  let environment: Environment;

  before(async () => {
    [rehearsal, workspace] = await Promise.all([openWorkspace([]), openWorkspace(['ledger'])]);
    const sandbox = await rehearsal.start<Environment>(['sandbox', '--json'], { LEADLOOP_MARKET: 'off' });
    environment = appOnly(sandbox.ready);
  });
  after(async () => {
    await workspace.close();
    await rehearsal.close();
  });

  /** As a person does it: open the address, grant, and be led back. */
  async function connected(system: string) {
    const args = ['connect', system, '--port', String(await freePort()), '--json'];
    const command = await workspace.start<{ readonly open: string }>(args, environment);
    const page = await fetch(command.ready.open);
    return { page: await page.text(), ...(await command.ended) };
  }

  it('connects both systems in the browser, and then starts with nothing but the apps', async () => {
    for (const [system, account] of [
      ['hubspot', /HubSpot 24681357/],
      ['salesforce', /Leadloop Sandbox \(00D/],
    ] as const) {
      const { page, code, stdout, stderr } = await connected(system);
      expect([code, stderr]).to.deep.equal([0, '']);
      expect(page).to.equal('Connected. You can close this window.\n');
      expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).to.include({ system });
      expect(stdout).to.match(account);
    }
    const { SALESFORCE_CLIENT_SECRET: _, ...grantsOnly } = environment;
    const setUp = await workspace.run(['setup'], grantsOnly);
    expect([setUp.code, setUp.stderr]).to.deep.equal([0, '']);
    const leadloop = await workspace.start<StartedLine>(['start', '--json'], grantsOnly);
    expect(leadloop.ready.simulators).to.deep.equal([]);
    const refused = await workspace.run(['connect', 'hubspot'], environment);
    expect(refused.code).to.equal(1);
    expect(refused.stderr).to.match(/running here.*Stop it, connect, and start it again/);
    await leadloop.stop();
  });

  it('says what stands against it, and keeps nothing', async () => {
    const run = async (system: string, more: Environment = {}) => {
      const { code, stderr } = await workspace.run(['connect', system], { ...environment, ...more });
      expect(code).to.equal(1);
      return stderr;
    };
    expect(await run('lead-intake')).to.match(
      /can not be connected in the browser; these can: hubspot, salesforce/,
    );
    expect(await run('hubspot', { HUBSPOT_ACCESS_TOKEN: 'pat-1' })).to.match(/Unset HUBSPOT_ACCESS_TOKEN/);
    expect(await run('hubspot', { HUBSPOT_CLIENT_ID: '' })).to.match(/HUBSPOT_CLIENT_ID/);
  });

  it('refuses an answer to another sign-in, and says when access was denied', async () => {
    const args = ['connect', 'hubspot', '--port', String(await freePort()), '--json'];
    const command = await workspace.start<{ readonly open: string }>(args, environment);
    const asked = new URL(command.ready.open);
    const back = new URL(asked.searchParams.get('redirect_uri') ?? '');
    back.search = 'code=stolen&state=guessed';
    expect((await fetch(back)).status).to.equal(400);
    back.search = `error=access_denied&error_description=No&state=${asked.searchParams.get('state') ?? ''}`;
    expect((await fetch(back)).status).to.equal(400);
    const { code, stderr } = await command.ended;
    expect(code).to.equal(1);
    expect(stderr).to.match(/access was not granted: No/);
  });
});
