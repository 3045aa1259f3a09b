import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { openHarness } from '../support/harness.ts';
import { editedMappings } from './edited-mappings.ts';

describe('rules that name an owner who is not there', function () {
  this.timeout(60_000);

  it('keep nothing from starting, and are told in the status', async () => {
    const mappings = await editedMappings({});
    const file = join(mappings.folder, 'rules/routing.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('fallback: New Leads', 'fallback: Rest'));
    const world = await openHarness({ configDir: mappings.folder });
    try {
      const { mappingProblems } = await world.runtime.operations.status();
      expect(mappingProblems.map(({ severity, cause }) => `${severity}: ${cause}`)).to.deep.equal([
        'warning: there is no queue "Rest"',
      ]);
    } finally {
      await world.close();
      await mappings.remove();
    }
  });
});
