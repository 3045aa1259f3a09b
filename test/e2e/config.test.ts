import { readFile, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { ConfigDiff, RollbackReport } from '../../src/api/config-operations.ts';
import type { ConfigVersion } from '../../src/ledger/config-versions.ts';
import {
  openWorkspace,
  type Ended,
  type Running,
  type StartedLine,
  type Workspace,
} from './support/leadloop.ts';
import { openSystems, type Systems } from './support/systems.ts';

/** One history, step by step: start, edit, start again, look, go back, start again. */
describe('the versions of the configuration', function () {
  this.timeout(120_000);
  let systems: Systems;
  let workspace: Workspace;
  let leadloop: Running<StartedLine>;
  let person: Buffer;
  let token: string;

  before(async () => {
    systems = await openSystems();
    workspace = await openWorkspace(['ledger']);
    person = await readFile(path('person.yaml'));
    await run('setup');
    leadloop = await start();
  });
  after(async () => {
    await workspace.close();
    await systems.close();
  });

  const path = (name: string): string => join(workspace.folder, 'mappings', name);
  const run = (...args: readonly string[]): Promise<Ended> => workspace.run(args, systems.environment);
  async function json<T>(...args: readonly string[]): Promise<T> {
    const { code, stdout, stderr } = await run('config', ...args, '--json');
    expect([code, stderr], args.join(' ')).to.deep.equal([0, '']);
    return JSON.parse(stdout) as T;
  }
  const start = (): Promise<Running<StartedLine>> =>
    workspace.start<StartedLine>(['start', '--json'], systems.environment);
  async function get(from: string): Promise<Response> {
    const note = await readFile(join(workspace.folder, 'data', 'server.json'), 'utf8');
    ({ token } = JSON.parse(note) as { token: string });
    return fetch(`${leadloop.ready.url}/api/v1/${from}`, { headers: { authorization: `Bearer ${token}` } });
  }
  const edit = async (from: string, to: string): Promise<void> => {
    const text = await readFile(path('person.yaml'), 'utf8');
    expect(text).to.include(from);
    await writeFile(path('person.yaml'), text.replace(from, to));
  };
  const TITLE = '    hubspot: jobtitle\n';

  it('begin with the first start, by whoever started', async () => {
    const versions = await json<readonly ConfigVersion[]>('log');
    expect(versions).to.have.length(1);
    expect(versions[0]).to.deep.include({ number: 1, author: userInfo().username, note: '', previous: null });
    expect(versions[0]?.inForceSince).to.be.a('string');
    expect((await run('config', 'diff')).stdout).to.match(
      /^From version 1 \(\w{7}\) to version 1 \(\w{7}\):\n\nNothing changed\.\n$/,
    );
  });

  it('show an edit before it counts, in plain words', async () => {
    await edit(TITLE, `${TITLE}    authority: salesforce\n`);
    await writeFile(path('intake/fair.yaml'), '# nothing yet\n');
    expect(await json<ConfigDiff>('diff')).to.deep.include({
      changes: [
        { file: 'intake/fair.yaml', lines: ['new file: 1 line'] },
        { file: 'person.yaml', lines: ['Job title: Salesforce now wins, was latest'] },
      ],
    });
    const { stdout } = await run('config', 'diff');
    expect(stdout).to.include('to the files, which are no version yet:\n\nintake/fair.yaml\n  new file');
  });

  it('refuse to go back over changes that no version holds, and write nothing', async () => {
    const edited = await readFile(path('person.yaml'));
    const { code, stdout, stderr } = await run('config', 'rollback', '1');
    expect([code, stdout]).to.deep.equal([1, '']);
    expect(stderr).to.match(/^leadloop: the files in .*mappings have changes that no version holds.*--force/);
    expect(await readFile(path('person.yaml'))).to.deep.equal(edited);
  });

  it('have a second one after the next start', async () => {
    await leadloop.stop();
    leadloop = await start();
    const versions = await json<readonly ConfigVersion[]>('log');
    expect(versions.map(({ number, inForceSince }) => [number, inForceSince !== null])).to.deep.equal([
      [2, true],
      [1, false],
    ]);
    expect(versions[0]?.previous).to.equal(versions[1]?.id);
  });

  it('are listed in words, with a note', async () => {
    expect((await run('config', 'note', '2', 'as sales asked')).stdout).to.match(
      /^version 2 .*: as sales asked\n$/,
    );
    const { stdout } = await run('config', 'log');
    expect(stdout).to.match(
      /\n +2 +\w{7} +20\S+Z +\S+ +yes +as sales asked +intake\/fair\.yaml: new file: 1 line; 1 more\n +1 /,
    );
  });

  it('are told over HTTP, with their files, to whoever has the token', async () => {
    const list = (await (await get('config/versions')).json()) as readonly ConfigVersion[];
    expect(list.map(({ number }) => number)).to.deep.equal([2, 1]);
    const answer = await get(`config/versions/${list[1]?.id.slice(0, 6)}`);
    const first = (await answer.json()) as { readonly files: Readonly<Record<string, string>> };
    expect(first.files['person.yaml']).to.equal(person.toString());
    expect(first.files).to.include.all.keys(
      'company.yaml',
      'identity.yaml',
      'person.yaml',
      'intake/web-form.yaml',
      'rules/qualification.yaml',
      'rules/scoring.yaml',
    );
    const missing = await get('config/versions/77');
    expect(missing.status).to.equal(404);
    expect(await missing.json()).to.have.nested.property('error.code', 'NO_SUCH_VERSION');
    expect((await fetch(`${leadloop.ready.url}/api/v1/config/versions`)).status).to.equal(401);
  });

  it('are put back byte for byte through the Leadloop that runs; changes are kept as a version first', async () => {
    await edit(TITLE, `${TITLE}    nulls: keep\n`);
    const lost = await readFile(path('person.yaml'));
    const report = await json<RollbackReport>('rollback', '1', '--force');
    expect(report).to.deep.include({ written: ['person.yaml'], removed: ['intake/fair.yaml'] });
    expect(report.stored).to.deep.include({ number: 3, note: 'before rollback' });
    expect(report.stored?.changes).to.deep.equal([
      { file: 'person.yaml', lines: ['Job title: a blank no longer clears'] },
    ]);
    expect(await readFile(path('person.yaml'))).to.deep.equal(person);
    expect(await exists('intake/fair.yaml')).to.equal(false);

    await run('config', 'rollback', '3');
    expect(await readFile(path('person.yaml'))).to.deep.equal(lost);
    expect(await exists('intake/fair.yaml')).to.equal(true);
  });

  it('are put back from the ledger alone, and count from the next start on', async () => {
    await leadloop.stop();
    const { code, stdout } = await run('config', 'rollback', '1');
    expect(code).to.equal(0);
    expect(stdout).to.match(
      /written: person\.yaml\n {2}removed: intake\/fair\.yaml\nThe folder holds version 1 /,
    );
    expect(stdout).to.match(/no record was touched\.\nIt comes into force at the next start/);
    expect(await readFile(path('person.yaml'))).to.deep.equal(person);
    const again = await run('config', 'rollback', '1');
    expect(again.stdout).to.match(/^The folder holds version 1 \(\w{7}\) already; no record was touched\.\n/);

    leadloop = await start();
    const versions = await json<readonly ConfigVersion[]>('log');
    expect(versions.map(({ number, inForceSince }) => [number, inForceSince !== null])).to.deep.equal([
      [3, false],
      [2, false],
      [1, true],
    ]);
  });

  it('stand in what is told of a person, by number', async () => {
    const lead = await systems.control('salesforce').get('records/Lead');
    const found = JSON.stringify(lead).match(/00Q\w{15}/)?.[0] ?? '';
    await run('sync', '--full');
    const { stdout } = await run('why', found);
    expect(stdout).to.match(/Written\n +When +System +Kind +Fields +Mapping version\n.* 1\n/);
  });

  it('are not made of files that a start refuses', async () => {
    await leadloop.stop();
    await edit('entity: person', 'entity: persn');
    expect((await run('start')).code).to.equal(1);
    expect(await json<readonly ConfigVersion[]>('log')).to.have.length(3);
    const diff = await json<ConfigDiff>('diff', '1');
    expect(diff.changes).to.deep.equal([
      { file: 'person.yaml', lines: ['changed lines: +1 −1; it does not stand as a mapping'] },
    ]);
  });

  const exists = (name: string): Promise<boolean> =>
    readFile(path(name)).then(
      () => true,
      () => false,
    );
});
