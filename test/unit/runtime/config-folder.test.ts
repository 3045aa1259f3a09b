import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { readConfigFiles, versionOf, writeConfigFiles } from '../../../src/runtime/config-folder.ts';

describe('the configured folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leadloop-config-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function put(name: string, content: string | Uint8Array): Promise<void> {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }

  it('is every yaml file below it, by name, but for what is hidden', async () => {
    for (const name of [
      'b.yaml',
      'a.yaml',
      'intake/x.yaml',
      'rules/deep/y.yaml',
      'notes.txt',
      '.git/z.yaml',
      '._a.yaml',
    ])
      await put(name, name);
    expect([...(await readConfigFiles(folder))]).to.deep.equal([
      ['a.yaml', 'a.yaml'],
      ['b.yaml', 'b.yaml'],
      ['intake/x.yaml', 'intake/x.yaml'],
      ['rules/deep/y.yaml', 'rules/deep/y.yaml'],
    ]);
  });

  it('is read once where files are links into a hidden folder, as a mounted one has them', async () => {
    await put('..data/a.yaml', 'a: 1');
    await symlink(join('..data', 'a.yaml'), join(folder, 'a.yaml'));
    expect([...(await readConfigFiles(folder))]).to.deep.equal([['a.yaml', 'a: 1']]);
  });

  for (const [name, bytes] of Object.entries({
    'another encoding': new Uint8Array([0x61, 0xe4, 0x0a]),
    'a zero byte': new Uint8Array([0x61, 0, 0x0a]),
  })) {
    it(`is refused with ${name}, by the name of the file`, async () => {
      await put('a.yaml', bytes);
      const refused = await readConfigFiles(folder).then(String, String);
      expect(refused).to.match(/a\.yaml is not UTF-8 text\. Save it as UTF-8/);
    });
  }

  it('has the version of its names and texts, wherever it lies', () => {
    const ids = [
      new Map([['a.yaml', 'x']]),
      new Map([['a.yaml', 'x\n']]),
      new Map([['b.yaml', 'x']]),
      new Map([['a.yamlx', '']]),
      new Map([
        ['a.yaml', 'x'],
        ['b.yaml', ''],
      ]),
    ].map(versionOf);
    expect(new Set(ids).size).to.equal(5);
    expect(ids[0])
      .to.match(/^[0-9a-f]{12}$/)
      .and.equal(versionOf(new Map([['a.yaml', 'x']])));
  });

  it('is written byte for byte; what is the same or is no yaml file is left alone', async () => {
    await put('same.yaml', 'same');
    await put('other.yaml', 'other');
    await put('intake/old.yaml', 'old');
    await put('notes.txt', 'mine');
    const wanted = new Map([
      ['intake/new/x.yaml', '\uFEFFa: ü\r\n'],
      ['other.yaml', 'another'],
      ['same.yaml', 'same'],
    ]);
    const done = await writeConfigFiles(folder, await readConfigFiles(folder), wanted);
    expect(done).to.deep.equal({
      written: ['intake/new/x.yaml', 'other.yaml'],
      removed: ['intake/old.yaml'],
    });
    expect([...(await readConfigFiles(folder))]).to.deep.equal([...wanted]);
    expect(await readFile(join(folder, 'intake/new/x.yaml'))).to.deep.equal(Buffer.from('\uFEFFa: ü\r\n'));
    expect((await readdir(folder)).sort()).to.deep.equal(['intake', 'notes.txt', 'other.yaml', 'same.yaml']);
  });
});
