import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startSimulator } from '../../../../../connectors/salesforce/sim/index.ts';
import type { Simulator } from '../../../../../src/connector/simulator.ts';

const run = promisify(execFile);

/** Where `@salesforce/cli` is installed (its `node_modules` lies in there), to spare the 400 MB download. */
const READY_HOME = process.env['SF_CLI_HOME'];
const INSTALL = process.env['SF_CLI_TEST'] === '1';
const UNASKED = READY_HOME === undefined && !INSTALL;

const entryPoint = (home: string): string => join(home, 'node_modules/@salesforce/cli/bin/run.js');

/** What `sf … --json` prints; `result` is the command's own. */
interface Answer {
  readonly status: number;
  readonly result: Readonly<Record<string, unknown>>;
  readonly message?: string;
}

const title = 'salesforce simulator: the Salesforce CLI';

if (UNASKED) console.log(`left out: ${title}; SF_CLI_TEST=1 installs it, SF_CLI_HOME names where it is`);
else
  describe(title, function () {
    this.timeout(120_000);
    let simulator: Simulator;
    let folder: string;
    let cli: string;

    before(async function () {
      this.timeout(900_000);
      folder = await mkdtemp(join(tmpdir(), 'leadloop-sf-'));
      cli = entryPoint(READY_HOME ?? folder);
      if (!existsSync(cli)) {
        await run('npm', ['install', '--no-audit', '--no-fund', '--prefix', folder, '@salesforce/cli'], {
          maxBuffer: 64 * 1024 * 1024,
        });
        cli = entryPoint(folder);
      }
      simulator = await startSimulator({
        port: 0,
        seed: 7,
        population: 0,
        latencyMs: 0,
        limits: false,
        webhookUrl: null,
      });
      const login = await sf(
        [
          'org',
          'login',
          'access-token',
          '--instance-url',
          simulator.url,
          '--alias',
          'sim',
          '--set-default',
          '--no-prompt',
        ],
        { SF_ACCESS_TOKEN: await accessToken(simulator.url) },
      );
      // The CLI keeps a slash at the end, so its later paths begin with two.
      expect(login.result).to.include({ instanceUrl: `${simulator.url}/` });
    });

    after(async () => {
      await simulator.close();
      await rm(folder, { recursive: true, force: true });
    });

    /** Runs one command; its folder of secrets is the test's own. */
    async function sf(
      args: readonly string[],
      environment: Readonly<Record<string, string>> = {},
    ): Promise<Answer> {
      const { stdout } = await run(process.execPath, [cli, ...args, '--json'], {
        cwd: folder,
        maxBuffer: 64 * 1024 * 1024,
        env: {
          PATH: process.env['PATH'],
          HOME: folder,
          SF_DISABLE_TELEMETRY: 'true',
          SF_AUTOUPDATE_DISABLE: 'true',
          SF_SKIP_NEW_VERSION_CHECK: 'true',
          SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
          ...environment,
        },
      }).catch((error: unknown) => {
        // A refused command ends with 1 and still prints its answer.
        const { stdout: printed } = error as { stdout?: string };
        if (printed === undefined || printed === '') throw error;
        return { stdout: printed };
      });
      return JSON.parse(stdout) as Answer;
    }

    it('creates, reads, updates, queries and deletes a record', async () => {
      const created = await sf([
        'data',
        'create',
        'record',
        '-s',
        'Lead',
        '-v',
        "LastName=Ng Company='Acme Inc'",
      ]);
      expect(created.result).to.include({ success: true });
      const id = String(created.result['id']);
      await sf(['data', 'update', 'record', '-s', 'Lead', '-i', id, '-v', 'Title=CEO']);
      const read = await sf(['data', 'get', 'record', '-s', 'Lead', '-i', id]);
      expect(read.result).to.include({ Id: id, LastName: 'Ng', Company: 'Acme Inc', Title: 'CEO' });
      const query = "SELECT Id, Title FROM Lead WHERE Company = 'Acme Inc'";
      const found = await sf(['data', 'query', '-q', query]);
      expect(found.result).to.include({ totalSize: 1 });
      const deleted = await sf(['data', 'delete', 'record', '-s', 'Lead', '-i', id]);
      expect(deleted.result).to.include({ success: true });
      expect((await sf(['data', 'query', '-q', query])).result).to.include({ totalSize: 0 });
    });

    it('shows why a record was refused', async () => {
      const refused = await sf(['data', 'create', 'record', '-s', 'Lead', '-v', 'LastName=Ng']);
      expect(refused.status).to.equal(1);
      expect(refused.message).to.contain('Required fields are missing: [Company]');
    });

    it('describes an object and lists them', async () => {
      const described = await sf(['sobject', 'describe', '-s', 'Lead']);
      expect(described.result).to.include({ name: 'Lead', keyPrefix: '00Q' });
      expect(described.result['fields']).to.be.an('array').that.is.not.empty;
      expect((await sf(['sobject', 'list'])).result).to.include('Lead');
    });

    it('imports and exports in bulk', async () => {
      const input = join(folder, 'in.csv');
      const output = join(folder, 'out.csv');
      await writeFile(input, 'LastName,Company\nNg,Bulk\n"Ode, Jr.",Bulk\n');
      const imported = await sf(['data', 'import', 'bulk', '-s', 'Lead', '-f', input, '-w', '1']);
      expect(imported.result).to.include({ processedRecords: 2, successfulRecords: 2, failedRecords: 0 });
      const query = "SELECT LastName FROM Lead WHERE Company = 'Bulk' ORDER BY LastName";
      await sf(['data', 'export', 'bulk', '-q', query, '--output-file', output, '-w', '1']);
      expect(await readFile(output, 'utf8')).to.equal('"LastName"\n"Ng"\n"Ode, Jr."\n');
    });

    it('lists the limits of the org and shows the org itself', async () => {
      const limits = await sf(['org', 'list', 'limits']);
      const names = (limits.result as unknown as readonly { readonly name: string }[]).map(
        ({ name }) => name,
      );
      expect(names).to.include('DailyApiRequests');
      expect((await sf(['org', 'display'])).result).to.include({ connectedStatus: 'Connected' });
    });
  });

async function accessToken(url: string): Promise<string> {
  const response = await fetch(`${url}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'sandbox',
      client_secret: 'sandbox',
    }),
  });
  return ((await response.json()) as { readonly access_token: string }).access_token;
}
