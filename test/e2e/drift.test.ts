import { expect } from 'chai';
import { openWorkspace, type Ended, type Workspace } from './support/leadloop.ts';
import { openSystems, type Systems } from './support/systems.ts';
import { call } from '../support/people.ts';

interface Contact {
  readonly id: string;
  readonly properties: { readonly email: string | null };
}

describe('leadloop drift', function () {
  this.timeout(180_000);
  let systems: Systems;
  let workspace: Workspace;
  before(async () => {
    systems = await openSystems();
    workspace = await openWorkspace(['ledger']);
    await run({}, 'sync', '--full');
  });
  after(async () => {
    await workspace.close();
    await systems.close();
  });

  const run = (more: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Ended> =>
    workspace.run(args, { ...systems.environment, ...more });
  const AT_ONCE = { LEADLOOP_DRIFT_LAG_MINUTES: '0' };

  it('finds what was changed while nothing ran, writes nothing, and mends it when it is told to', async () => {
    const agreed = await run(AT_ONCE, 'drift', '--sample', '1000');
    expect([agreed.code, agreed.stderr]).to.deep.equal([0, '']);
    expect(agreed.stdout).to.match(/person +\(any\) +\d+ +0 +0\.0 %/u);

    const contacts = await systems.control('hubspot').get<readonly Contact[]>('records/contacts');
    const { id } = contacts.find(({ properties }) => properties.email !== null) ?? { id: '' };
    const at = `${systems.environment['HUBSPOT_BASE_URL']}/crm/v3/objects/contacts/${id}`;
    const headers = { authorization: 'Bearer pat-sandbox' };
    await call(at, 'PATCH', { properties: { jobtitle: 'Lighthouse keeper' } }, headers);
    const before = await systems.records();

    const young = await run({}, 'drift', '--object', 'person', '--sample', '1000');
    expect([young.code, young.stdout.includes('1 have something on its way')]).to.deep.equal([0, true]);
    const found = await run(AT_ONCE, 'drift');
    expect([found.code, found.stderr]).to.deep.equal([1, '']);
    expect(found.stdout).to.match(/Title: .* → "Lighthouse keeper"/u);
    expect(await systems.records()).to.deep.equal(before);

    const mended = await run(AT_ONCE, 'drift', '--repair');
    expect([mended.code, mended.stderr]).to.deep.equal([0, '']);
    expect(mended.stdout).to.contain('Looked at again: 1. Differences mended: 1.');
    expect((await run(AT_ONCE, 'drift')).code).to.equal(0);
  });

  it('refuses what it does not know, and says what there is', async () => {
    const wrong = await run({}, 'drift', '--object', 'persn');
    expect([wrong.code, wrong.stderr.includes("no mapping is about 'persn'. There are: ")]).to.deep.equal([
      1,
      true,
    ]);
    expect((await run({}, 'drift', '--sample', '0')).stderr).to.contain(
      '--sample is no whole number from 1 to 1000',
    );
  });
});
