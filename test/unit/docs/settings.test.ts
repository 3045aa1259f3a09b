import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { pageAt, ROOT } from './pages.ts';
import { SETTINGS_PAGE, withTables } from './settings-page.ts';
import { envExample, settingsTables } from './settings-text.ts';

const REMEDY = 'run: node test/unit/docs/write-settings.ts';

describe('the documented settings', () => {
  it('are those that are read, with their meanings, defaults and limits', async () => {
    const { text } = pageAt(SETTINGS_PAGE);
    expect(text, REMEDY).to.equal(withTables(text, await settingsTables()));
  });

  it('all stand in .env.example, commented out', async () => {
    const text = readFileSync(join(ROOT, '.env.example'), 'utf8');
    expect(text, REMEDY).to.equal(await envExample());
    expect(text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).to.deep.equal([]);
  });

  it('name every variable that a page tells to set', async () => {
    const known = await envExample();
    const told = ['README.md', 'docs/operations.md', 'docs/sandbox.md'].flatMap((path) =>
      [...pageAt(path).text.matchAll(/\b(?:LEADLOOP|HUBSPOT|SALESFORCE|SANDBOX)_[A-Z][A-Z_]*[A-Z]\b/g)].map(
        ([name]) => name,
      ),
    );
    expect(told).to.include('HUBSPOT_ACCESS_TOKEN');
    expect([...new Set(told)].filter((name) => !known.includes(`#${name}=`))).to.deep.equal([]);
  });
});
