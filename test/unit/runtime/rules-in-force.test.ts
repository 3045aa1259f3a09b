import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { findProblems } from '../../../src/runtime/check-mappings.ts';
import { loadMappings, MappingError } from '../../../src/runtime/mappings.ts';

const MAPPINGS = join(import.meta.dirname, '..', '..', '..', 'mappings');

describe('the rules of the configured folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leadloop-rules-'));
    await cp(MAPPINGS, folder, { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function edit(file: string, piece: string, instead: string): Promise<void> {
    const text = await readFile(join(folder, file), 'utf8');
    expect(text).to.include(piece);
    await writeFile(join(folder, file), text.replace(piece, instead));
  }

  it('are compiled for the fields of the mappings, and change the version', async () => {
    const before = await loadMappings(folder);
    expect(before.rules.scoring?.intents.map(({ name }) => name)).to.include('asked-for-sales');
    await edit('rules/scoring.yaml', 'points: 8', 'points: 9');
    expect((await loadMappings(folder)).version).not.to.equal(before.version);
  });

  it('are off where their files are not there', async () => {
    await rm(join(folder, 'rules'), { recursive: true });
    const { rules } = await loadMappings(folder);
    expect([rules.scoring, rules.qualification]).to.deep.equal([null, null]);
  });

  it('are refused with a mistake, by file and line', async () => {
    await edit('person.yaml', 'country:', 'land:');
    const error = await loadMappings(folder).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).to.be.instanceOf(MappingError);
    const [problem] = (error as MappingError).problems;
    expect(problem?.file).to.equal(join(folder, 'rules/scoring.yaml'));
    expect(problem?.cause).to.equal('there is no field "country"');
  });

  it('are checked for what does nothing, with the mappings', async () => {
    await edit('rules/scoring.yaml', 'A: 60', 'A: 91');
    const problems = await findProblems(await loadMappings(folder), new Map());
    expect(problems.map(({ code }) => code)).to.deep.equal(['out-of-reach']);
  });
});
