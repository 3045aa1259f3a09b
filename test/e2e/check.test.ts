import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  openWorkspace,
  type Ended,
  type Environment,
  type StartedLine,
  type Workspace,
} from './support/leadloop.ts';
import { prepareDataFolder } from '../support/data-folder.ts';
import { openSystems, type Systems } from './support/systems.ts';

interface Told {
  readonly files: number;
  readonly systems: readonly string[];
  readonly problems: readonly {
    readonly code: string;
    readonly severity: string;
    readonly file: string;
    readonly line: number;
    readonly column: number;
  }[];
}

interface Sarif {
  readonly version: string;
  readonly runs: readonly {
    readonly tool: {
      readonly driver: {
        readonly name: string;
        readonly rules: readonly {
          readonly id: string;
          readonly help: { readonly text: string };
          readonly shortDescription: { readonly text: string };
        }[];
      };
    };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string };
          readonly region: { readonly startLine: number; readonly startColumn: number };
        };
      }[];
    }[];
  }[];
}

describe('leadloop check', function () {
  this.timeout(120_000);
  let systems: Systems;
  let workspace: Workspace;
  let shipped: string;

  before(async () => {
    systems = await openSystems();
    workspace = await openWorkspace([]);
    shipped = await readFile(person(), 'utf8');
  });
  afterEach(() => writeFile(person(), shipped));
  after(async () => {
    await workspace.close();
    await systems.close();
  });

  const person = (): string => join(workspace.folder, 'mappings', 'person.yaml');
  const check = (args: readonly string[] = [], environment: Environment = {}): Promise<Ended> =>
    workspace.run(['check', ...args], { ...systems.environment, ...environment });
  const change = async (from: string, to: string): Promise<void> => {
    const text = await readFile(person(), 'utf8');
    expect(text).to.include(from);
    await writeFile(person(), text.replace(from, to));
  };

  it('finds no problem in the shipped mappings, asks only for descriptions, and leaves no trace', async () => {
    const before = await systems.records();
    for (const system of ['hubspot', 'salesforce']) await systems.control(system).clear('stats');
    expect(await check(['--strict'])).to.deep.equal({
      code: 0,
      stdout: 'No problems in 12 files, compared with HubSpot and Salesforce.\n',
      stderr: '',
    });
    const routes = await Promise.all(
      ['hubspot', 'salesforce'].map(async (system) => {
        const stats = await systems.control(system).get<{ routes: Record<string, number> }>('stats');
        return Object.keys(stats.routes);
      }),
    );
    const asked = routes.flat();
    expect(asked.filter((route) => /describe|properties/.test(route))).to.have.length.greaterThan(3);
    expect(asked.filter((route) => !/^GET |^POST .*\/token$/.test(route))).to.deep.equal([]);
    expect(await systems.records()).to.deep.equal(before);
    const data = join(workspace.folder, 'data');
    expect(
      await access(data).then(
        () => 'is there',
        () => 'is not there',
      ),
    ).to.equal('is not there');
  });

  it('shows each problem below its file with line, caret, what then and what to do', async () => {
    await change('hubspot: jobtitle', 'hubspot: jobtitel');
    await change('write: [{ truncate: 40 }] }', 'write: [] }');
    const { code, stdout, stderr } = await check();
    expect([code, stderr]).to.deep.equal([1, '']);
    expect(stdout).to.match(/^mappings\/person\.yaml\n/);
    expect(stdout).to.match(
      /\n {2}(\d+):14 error unknown-field: hubspot contacts\.jobtitel does not exist.*\n {4}\1 \| {5}hubspot: jobtitel\n {4} +\| {14}\^\n {4}Then: .*\n {4}Do: {3}Did you mean "jobtitle"\?/,
    );
    expect(stdout).to.match(
      /warning too-long: salesforce Lead\.FirstName takes 40 characters, hubspot, lead-intake up to 65536\n/,
    );
    expect(stdout).to.match(/\n1 error, 2 warnings in 1 file\n$/);
  });

  it('ends with 1 for warnings alone only with --strict', async () => {
    await change('write: [{ truncate: 40 }] }', 'write: [] }');
    expect((await check()).code).to.equal(0);
    expect((await check(['--strict'])).code).to.equal(1);
  });

  it('tells machines the same as JSON and as SARIF', async () => {
    await change('hubspot: jobtitle', 'hubspot: jobtitel');
    const { code, stdout } = await check(['--json', '--sarif', 'report.sarif']);
    expect(code).to.equal(1);
    const told = JSON.parse(stdout) as Told;
    expect(told).to.deep.include({ files: 12, systems: ['HubSpot', 'Salesforce'] });
    expect(told.problems).to.have.length(1);
    const [problem] = told.problems;
    expect(problem).to.deep.include({ code: 'unknown-field', severity: 'error', column: 14 });
    expect(problem).to.include.keys('file', 'line', 'path', 'cause', 'consequence', 'fix');

    const sarif = JSON.parse(await readFile(join(workspace.folder, 'report.sarif'), 'utf8')) as Sarif;
    expect(sarif.version).to.equal('2.1.0');
    const [run] = sarif.runs;
    const { name, rules } = run!.tool.driver;
    expect(name).to.equal('leadloop check');
    expect(
      rules.every(({ id, help, shortDescription }) => id && help.text && shortDescription.text),
    ).to.equal(true);
    expect(run!.results).to.have.length(1);
    const [result] = run!.results;
    expect(rules[result!.ruleIndex]!.id).to.equal(result!.ruleId);
    expect(result).to.deep.include({ ruleId: 'unknown-field', level: 'error' });
    expect(result!.message.text).to.match(/jobtitel does not exist.*Did you mean "jobtitle"\?/);
    expect(result!.locations[0]!.physicalLocation).to.deep.equal({
      artifactLocation: { uri: 'mappings/person.yaml' },
      region: { startLine: problem!.line, startColumn: 14 },
    });

    const printed = await check(['--sarif']);
    expect(JSON.parse(printed.stdout)).to.deep.equal(sarif);
  });

  it('tells everything that is wrong with the files themselves without asking a system', async () => {
    await change('match: [email]', 'match: 7');
    await change('authority: latest', 'authorty: latest');
    const company = join(workspace.folder, 'mappings', 'company.yaml');
    const text = await readFile(company, 'utf8');
    await writeFile(company, text.replace('fields:', 'fields: ['));
    try {
      const { code, stdout, stderr } = await workspace.run(['check']);
      expect([code, stderr]).to.deep.equal([1, '']);
      expect(stdout).to.match(/mappings\/company\.yaml\n\n.* error not-yaml: /);
      expect(stdout).to.match(/error not-a-mapping: this must be a list/);
      expect(stdout).to.match(/error not-a-mapping: "authorty" is neither/);
      expect(stdout).to.match(/ errors in 2 files; the systems were not asked, mend the files first\n$/);
    } finally {
      await writeFile(company, text);
    }
  });

  it('names a system that no connector is for with its line', async () => {
    const text = await readFile(person(), 'utf8');
    await writeFile(person(), text.replaceAll('lead-intake:', 'lead-intak:'));
    const { code, stdout } = await check();
    expect(code).to.equal(1);
    expect(stdout).to.match(/error unknown-system: there is no connector "lead-intak"\n.* lead-intak: \{/);
    expect(stdout).to.include('Did you mean "lead-intake"?');
  });

  const cannot: Readonly<Record<string, readonly [environment: Environment, told: RegExp]>> = {
    'a system cannot be reached': [
      { HUBSPOT_BASE_URL: 'http://127.0.0.1:9' },
      /^leadloop: not checked: HubSpot did not answer/m,
    ],
    'credentials are wrong': [{ HUBSPOT_ACCESS_TOKEN: 'pat-wrong' }, /^leadloop: not checked: .*HubSpot/m],
    'credentials are missing': [
      { HUBSPOT_ACCESS_TOKEN: '', HUBSPOT_CLIENT_ID: '', HUBSPOT_CLIENT_SECRET: '' },
      /^leadloop: not checked: credentials are missing:\n {2}HubSpot: set (.|\n)*add --sandbox/m,
    ],
    'there are no files': [{ LEADLOOP_CONFIG: 'nowhere' }, /nowhere'\. Set LEADLOOP_CONFIG/],
  };
  for (const [when, [environment, told]] of Object.entries(cannot)) {
    it(`ends with 2 and says why when ${when}`, async () => {
      const { code, stdout, stderr } = await check([], environment);
      expect([code, stdout]).to.deep.equal([2, '']);
      expect(stderr).to.match(told);
      expect(stderr).to.not.include('pat-wrong');
    });
  }

  it('compares with simulated systems of its own where asked to', async () => {
    const { code, stdout } = await workspace.run(['check', '--sandbox']);
    expect([code, stdout]).to.deep.equal([
      0,
      'No problems in 12 files, compared with HubSpot and Salesforce.\n',
    ]);
  });

  it('tells an owner and a queue that are not there, and who was meant', async () => {
    const file = join(workspace.folder, 'mappings', 'rules', 'routing.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(
      file,
      text.replace('owner: alex.rep@', 'owner: alec.rep@').replace(': New Leads', ': Old Leads'),
    );
    const { code, stdout } = await check();
    await writeFile(file, text);
    expect(code).to.equal(1);
    expect(stdout).to.match(/^mappings\/rules\/routing\.yaml\n/);
    expect(stdout).to.include('error unknown-owner: no owner has the address alec.rep@example.com');
    expect(stdout).to.include('Did you mean "alex.rep@example.com"?');
    expect(stdout).to.include('error unknown-queue: there is no queue "Old Leads"');
    expect(stdout).to.match(/\n2 errors in 1 file\n$/);
  });

  it('works beside a Leadloop that runs on the same data folder', async () => {
    await prepareDataFolder(join(workspace.folder, 'data'), ['ledger']);
    expect((await workspace.run(['setup'], systems.environment)).code).to.equal(0);
    const running = await workspace.start<StartedLine>(['start', '--json'], systems.environment);
    expect((await check()).code).to.equal(0);
    expect((await running.stop()).code).to.equal(0);
  });
});
