import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { EraseAnswer, Erasure } from '../../src/domain/erasure.ts';
import { openWorkspace, type Ended, type Workspace } from './support/leadloop.ts';
import { openSystems, type Systems } from './support/systems.ts';

describe('leadloop erase', function () {
  this.timeout(180_000);
  let systems: Systems;
  let workspace: Workspace;
  let address: string;

  before(async () => {
    systems = await openSystems();
    workspace = await openWorkspace(['ledger']);
    await run('sync', '--full');
    const contacts = await systems
      .control('hubspot')
      .get<readonly { readonly properties: { readonly email: string | null } }[]>('records/contacts');
    address = contacts.find(({ properties }) => properties.email !== null)?.properties.email ?? '';
  });
  after(async () => {
    await workspace.close();
    await systems.close();
  });

  const run = (...args: readonly string[]): Promise<Ended> => workspace.run(args, systems.environment);

  it('shows first, then does it, and proves it', async () => {
    const shown = await run('erase', address);
    expect(shown.code, shown.stderr).to.equal(0);
    expect(shown.stdout).to.include('Nothing was done. The same with --yes does it.');
    expect(shown.stdout).to.match(/hubspot\/contacts\/\d+ +deleted +primary/u);

    const done = await run('erase', address, '--yes', '--proof', 'proof.json', '--json');
    expect(done.code, done.stderr).to.equal(0);
    expect((JSON.parse(done.stdout) as EraseAnswer).kind).to.equal('begun');
    const proof = await readFile(join(workspace.folder, 'proof.json'), 'utf8');
    const [erasure] = JSON.parse(proof) as readonly Erasure[];
    expect(erasure?.state).to.equal('done');
    expect(proof).to.not.include(address);
    const living = Object.values(await systems.records())
      .flatMap((records) => records as readonly { readonly archived?: true; readonly IsDeleted?: true }[])
      .filter(({ archived, IsDeleted }) => archived !== true && IsDeleted !== true);
    expect(living).to.not.have.length(0);
    expect(JSON.stringify(living)).to.not.include(`"${address}"`);

    const again = await run('erase', address);
    expect([again.code, again.stdout.includes('Nobody has that address any more')]).to.deep.equal([0, true]);
    const list = await run('erase', '--list');
    expect(list.stdout).to.include(`${erasure?.id}`).and.include('held');
    expect((await run('erase', '--forget', erasure?.id ?? '')).code).to.equal(0);
    const twice = await run('erase', '--forget', erasure?.id ?? '');
    expect([twice.code, twice.stderr]).to.deep.equal([
      1,
      `leadloop: no address is held by ${erasure?.id}: 'leadloop erase --list' tells which are.\n`,
    ]);
  });

  it('says that nobody is known, with exit code 1', async () => {
    const { code, stderr } = await run('erase', 'nobody@acme.example', '--yes');
    expect(code).to.equal(1);
    expect(stderr).to.include('knows nobody with that address');
  });
});
