import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Problem } from '../../../src/mapping/problem.ts';
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

  async function refused(): Promise<readonly Problem[]> {
    const error = await loadMappings(folder).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).to.be.instanceOf(MappingError);
    return (error as MappingError).problems;
  }

  it('are compiled for the fields of the mappings, and change the version', async () => {
    const before = await loadMappings(folder);
    expect(before.rules.scoring?.intents.map(({ name }) => name)).to.include('asked-for-sales');
    await edit('rules/scoring.yaml', 'points: 8', 'points: 9');
    expect((await loadMappings(folder)).version).not.to.equal(before.version);
  });

  it('are off where their files are not there', async () => {
    await rm(join(folder, 'rules'), { recursive: true });
    const { rules, routing, roles, outcomes } = await loadMappings(folder);
    expect([rules.scoring, rules.qualification, routing, roles, outcomes]).to.deep.equal(
      Array.from({ length: 5 }, () => null),
    );
  });

  it('say who gets whom, who does what, and what answers lead to', async () => {
    const { routing, roles, outcomes } = await loadMappings(folder);
    expect(outcomes?.value.answers.map(({ name }) => name)).to.include('Rejected');
    expect(routing?.value.fallback).to.equal('New Leads');
    expect(roles?.value.functions.get('ldr')?.queues).to.deep.equal(['New Leads']);
  });

  it('are refused with every mistake of every file at once', async () => {
    await edit('rules/scoring.yaml', 'A: 60', 'A: sixty');
    await edit('rules/routing.yaml', 'company.owner', 'company.ownr');
    await edit('rules/roles.yaml', 'owner: inside', 'owner: insite');
    expect((await refused()).map(({ file }) => file)).to.deep.equal(
      ['scoring', 'routing', 'roles'].map((name) => join(folder, `rules/${name}.yaml`)),
    );
  });

  it('are refused with answers that lead to no stage', async () => {
    await edit('rules/outcomes.yaml', 'to: sal', 'to: sall');
    expect((await refused()).map(({ cause }) => cause)).to.deep.equal(['there is no stage "sall"']);
  });

  it('cannot ask for what they alone give', async () => {
    await edit('rules/qualification.yaml', 'priority == "hot"', 'leadStage == "mql"');
    expect((await refused()).map(({ cause }) => cause)).to.deep.equal(['there is no field "leadStage"']);
    const column = 'hubspot: { field: leadloop_stage, write: [{ truncate: 255 }] }';
    const salesforce = 'salesforce: { field: Leadloop_Stage__c, write: [{ truncate: 255 }] }';
    const row = (direction: string) => `    ${column}\n    ${salesforce}\n${direction}`;
    await edit('person.yaml', row('    direction: from rules'), row('    authority: hubspot'));
    await loadMappings(folder);
  });

  it('are refused with a mistake, by file and line', async () => {
    await edit('person.yaml', 'country:', 'land:');
    const [problem] = await refused();
    expect(problem?.file).to.equal(join(folder, 'rules/scoring.yaml'));
    expect(problem?.cause).to.equal('there is no field "country"');
  });

  it('are checked for what does nothing, with the mappings', async () => {
    await edit('rules/scoring.yaml', 'A: 60', 'A: 91');
    await edit(
      'rules/outcomes.yaml',
      'no fit: { to: disqualified }',
      'no fit: { to: disqualified, return-in: 9d }',
    );
    const problems = await findProblems(await loadMappings(folder), new Map());
    expect(problems.map(({ code }) => code)).to.deep.equal(['dead-rule', 'out-of-reach']);
  });
});
