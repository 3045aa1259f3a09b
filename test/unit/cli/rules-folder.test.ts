import { join } from 'node:path';
import { expect } from 'chai';
import { readRulesFolder } from '../../../src/cli/rules-folder.ts';
import { MAPPINGS } from '../rules/build.ts';

const refusal = (folder: string): Promise<string> =>
  readRulesFolder(folder).then(
    () => expect.fail('it was read'),
    (error: unknown) => (error as Error).message,
  );

describe('a folder of rules to try', () => {
  it('is read with its files by their names in it', async () => {
    const { files, folder } = await readRulesFolder(join(MAPPINGS, 'rules'));
    expect([...files.keys()]).to.include.members(['scoring.yaml', 'qualification.yaml', 'handoff.yaml']);
    expect(folder).to.equal(join(MAPPINGS, 'rules'));
  });

  it('that is not there, or is a whole configuration, is refused with the way out', async () => {
    expect(await refusal(join(MAPPINGS, 'nowhere'))).to.match(
      /^there is no folder .*nowhere\. Copy the folder/u,
    );
    expect(await refusal(join(MAPPINGS, 'person.yaml'))).to.match(/^there is no folder .*person\.yaml/u);
    expect(await refusal(MAPPINGS)).to.match(
      /is a whole configuration\. Give the folder of its rules: .*\/rules$/u,
    );
  });
});
