import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { openSecrets } from '../../../src/platform/secrets.ts';

const RAW_KEY = Buffer.alloc(32, 7).toString('base64');
const OTHER_KEY = Buffer.alloc(32, 8).toString('base64');
const PASSPHRASE = 'correct horse battery staple';

describe('secrets', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'leadloop-secrets-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));

  for (const [name, key] of Object.entries({
    'a raw key': RAW_KEY,
    'a passphrase': PASSPHRASE,
    'a key file': null,
  })) {
    it(`opens with ${name} what another start sealed with it`, () => {
      const sealed = openSecrets({ key, dataDir }).seal('tökén', 'hubspot');
      expect(sealed).to.not.include('tökén');
      expect(openSecrets({ key, dataDir }).open(sealed, 'hubspot')).to.equal('tökén');
    });
  }

  it('seals the same text differently each time', () => {
    const secrets = openSecrets({ key: RAW_KEY, dataDir });
    expect(secrets.seal('a', 'p')).to.not.equal(secrets.seal('a', 'p'));
  });

  it('refuses another key, another purpose and every changed character', () => {
    const secrets = openSecrets({ key: RAW_KEY, dataDir });
    const sealed = secrets.seal('token', 'hubspot');
    expect(() => openSecrets({ key: OTHER_KEY, dataDir }).open(sealed, 'hubspot')).to.throw(/LEADLOOP_KEY/);
    expect(() => secrets.open(sealed, 'salesforce')).to.throw(/salesforce/);
    for (let index = 3; index < sealed.length - 1; index += 1) {
      const changed = `${sealed.slice(0, index)}${sealed[index] === 'A' ? 'B' : 'A'}${sealed.slice(index + 1)}`;
      expect(() => secrets.open(changed, 'hubspot'), `at ${index}`).to.throw();
    }
    expect(() => secrets.open('v1.AAAA', 'hubspot')).to.throw(/damaged/);
  });

  it('makes the key file for its owner alone, and keeps it', () => {
    openSecrets({ key: null, dataDir: join(dataDir, 'new') });
    const first = statSync(join(dataDir, 'new', 'key'));
    openSecrets({ key: null, dataDir: join(dataDir, 'new') });
    expect(first.mode & 0o777).to.equal(0o600);
    expect(statSync(join(dataDir, 'new', 'key')).ino).to.equal(first.ino);
  });

  it('refuses a key file that others can read, and one without a key', () => {
    writeFileSync(join(dataDir, 'key'), RAW_KEY, { mode: 0o600 });
    chmodSync(join(dataDir, 'key'), 0o644);
    expect(() => openSecrets({ key: null, dataDir })).to.throw(/chmod 600/);
    chmodSync(join(dataDir, 'key'), 0o600);
    writeFileSync(join(dataDir, 'key'), 'x');
    expect(() => openSecrets({ key: null, dataDir })).to.throw(/does not hold a key/);
  });

  it('refuses a short passphrase without repeating it', () => {
    expect(() => openSecrets({ key: 'hunter2', dataDir }))
      .to.throw(/at least 16/)
      .with.property('message')
      .that.does.not.include('hunter2');
  });
});
