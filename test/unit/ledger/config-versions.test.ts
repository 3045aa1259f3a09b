import { expect } from 'chai';
import type { ConfigFiles } from '../../../src/domain/file-change.ts';
import {
  bringIntoForce,
  noteVersion,
  readFiles,
  readVersions,
  storeVersion,
  versionInForce,
  type ConfigVersion,
} from '../../../src/ledger/config-versions.ts';
import { resetLedger } from '../../../src/ledger/reset.ts';
import { after, openTestLedger, T0, type TestLedger } from './support.ts';

describe('versions of the configuration', () => {
  let ledger: TestLedger;
  beforeEach(async () => {
    ledger = await openTestLedger();
  });
  afterEach(() => ledger.close());

  const files = (text: string): ConfigFiles => new Map([['person.yaml', text]]);
  const store = (id: string, text = id, now = T0): Promise<ConfigVersion> =>
    storeVersion(ledger.db, {
      id,
      files: files(text),
      author: 'ada',
      at: now,
      note: '',
      describe: (former) => [
        { file: 'person.yaml', lines: [`${former.get('person.yaml') ?? 'nothing'} → ${text}`] },
      ],
    });
  const inForce = async (): Promise<readonly (number | Date)[]> =>
    (await readVersions(ledger.db)).flatMap(({ number, inForceSince }) =>
      inForceSince === null ? [] : [number, inForceSince],
    );

  it('are numbered from 1 and told by what was in force when they were made', async () => {
    expect(await readVersions(ledger.db)).to.deep.equal([]);
    const first = await store('a');
    expect(await bringIntoForce(ledger.db, 'a', 'ada', T0)).to.equal(null);
    await store('b', 'b', after(1));
    expect(await bringIntoForce(ledger.db, 'b', 'ada', after(1))).to.equal('a');
    await bringIntoForce(ledger.db, 'a', 'ada', after(2));
    await store('c', 'c', after(3));

    expect(first).to.deep.equal({
      id: 'a',
      number: 1,
      author: 'ada',
      at: T0,
      note: '',
      previous: null,
      changes: [{ file: 'person.yaml', lines: ['nothing → a'] }],
      inForceSince: null,
    });
    const told = (await readVersions(ledger.db)).map(({ number, previous, changes }) => [
      number,
      previous,
      changes[0]?.lines[0],
    ]);
    expect(told).to.deep.equal([
      [3, 'a', 'a → c'],
      [2, 'a', 'a → b'],
      [1, null, 'nothing → a'],
    ]);
  });

  it('make no second one of the same content, and stay as they were made', async () => {
    await store('a', 'first');
    const again = await store('a', 'second', after(9));
    expect([again.number, again.at]).to.deep.equal([1, T0]);
    expect(await readFiles(ledger.db, 'a')).to.deep.equal(files('first'));
    expect(await readVersions(ledger.db)).to.have.length(1);
  });

  it('come into force once for as long as they count, and again after another one', async () => {
    await store('a');
    await store('b');
    await bringIntoForce(ledger.db, 'a', 'ada', T0);
    expect(await bringIntoForce(ledger.db, 'a', 'ada', after(1))).to.equal('a');
    expect(await inForce()).to.deep.equal([1, T0]);
    await bringIntoForce(ledger.db, 'b', 'ada', after(2));
    await bringIntoForce(ledger.db, 'a', 'ada', after(3));
    expect(await inForce()).to.deep.equal([1, after(3)]);
    expect(await versionInForce(ledger.db)).to.equal('a');
  });

  it('keep every character of a file', async () => {
    const text = '\uFEFF# ü “x” \u2028 😀\r\n\ta: "\\u0000"\n\n';
    await store('a', text);
    expect((await readFiles(ledger.db, 'a'))?.get('person.yaml')).to.equal(text);
    expect(await readFiles(ledger.db, 'b')).to.equal(null);
  });

  it('take a note afterwards, and outlive a new beginning of the sandbox', async () => {
    await store('a');
    await noteVersion(ledger.db, 'a', 'for the fair');
    await resetLedger(ledger.db);
    expect((await readVersions(ledger.db)).map(({ note }) => note)).to.deep.equal(['for the fair']);
  });
});
