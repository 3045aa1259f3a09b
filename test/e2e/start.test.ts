import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  errorsIn,
  openWorkspace,
  type Running,
  type StartedLine,
  type Workspace,
} from './support/leadloop.ts';
import { until } from './support/until.ts';

interface Status {
  readonly entities: readonly {
    readonly kind: string;
    readonly entities: number;
    readonly linkedBoth: number;
  }[];
  readonly receipts: readonly { readonly delivered: number }[];
  readonly connections: readonly { readonly system: string; readonly paused: object | null }[];
}

describe('leadloop start without credentials', function () {
  this.timeout(120_000);
  let workspace: Workspace;
  let leadloop: Running<StartedLine>;
  const json = async <T>(args: readonly string[]): Promise<T> => {
    const ended = await workspace.run([...args, '--json']);
    expect(ended.stderr).to.equal('');
    return JSON.parse(ended.stdout) as T;
  };
  const written = async (): Promise<number> =>
    (await json<Status>(['status'])).receipts.reduce((sum, row) => sum + row.delivered, 0);

  before(async () => {
    workspace = await openWorkspace([]);
    leadloop = await workspace.start<StartedLine>(['start', '--json'], { LEADLOOP_MARKET: 'slow' });
  });
  after(() => workspace.close());

  it('is ready within 60 s, and says where it and the simulated systems are', async () => {
    const { url, simulators } = leadloop.ready;
    expect(leadloop.readyAfterMs).to.be.below(60_000);
    expect(simulators.map(({ system }) => system)).to.deep.equal(['hubspot', 'salesforce']);
    const answers = await Promise.all([
      fetch(`${url}/readyz`).then((answer) => answer.json()),
      fetch(`${url}/healthz`).then((answer) => answer.json()),
    ]);
    expect(answers).to.deep.equal([{ status: 'ready' }, { status: 'alive' }]);
  });

  it('tells its numbers as Prometheus text', async () => {
    const answer = await fetch(`${leadloop.ready.url}/metrics`);
    const lines = (await answer.text()).split('\n').filter((line) => line !== '');
    expect(answer.headers.get('content-type')).to.match(/^text\/plain/);
    expect(lines).to.include('leadloop_connected{system="hubspot"} 1');
    const odd = lines.filter(
      (line) => !/^# (HELP|TYPE) \w+ |^\w+(\{[^}]*\})? (-?[\d.e+-]+|[+-]Inf|NaN)$/i.test(line),
    );
    expect(odd).to.deep.equal([]);
  });

  it('brings the people of both systems together, then what the market does', async () => {
    await until(async () => {
      const person = (await json<Status>(['status'])).entities.find(({ kind }) => kind === 'person');
      return person !== undefined && person.linkedBoth >= 40;
    });
    const before = await written();
    await until(async () => (await written()) > before);
  });

  it('answers status in words and with exit code 0 when all is well', async () => {
    const { code, stdout } = await workspace.run(['status']);
    expect(stdout).to.match(/Connections\n +System +Account +State\n +hubspot .* connected\n/);
    expect(stdout).to.match(/Kept in step\n[^]*person +\d+ +\d+/);
    expect(code).to.equal(0);
  });

  it('syncs when asked, in words and as JSON', async () => {
    const told = await workspace.run(['sync']);
    expect(told.stdout).to.match(/^\d+ records looked at in [\d.]+ s\.\n\nWritten\n/);
    expect(told.code).to.equal(0);
    expect(await json<object>(['sync', '--full'])).to.have.all.keys(
      'seen',
      'writes',
      'parked',
      'openConflicts',
      'breakers',
      'failures',
      'seconds',
    );
  });

  it('takes over a list, and explains what became of a person in it', async () => {
    await writeFile(
      join(workspace.folder, 'Fair 2026.csv'),
      'First Name,Last Name,E-Mail,Company,Phone\nAda,Byron,ada@example.org,Engines,\nNobody,,,,\n',
    );
    const report = await json<object>(['import', 'Fair 2026.csv']).catch((error: unknown) => error);
    expect(report).to.include({ rows: 2, created: 1, matched: 0, repeated: 0, rejected: 1 });

    const again = await workspace.run(['import', 'Fair 2026.csv']);
    expect(again.stdout).to.match(
      /^Fair 2026\.csv: 2 rows = 0 created \+ 1 matched \+ 0 repeated \+ 1 rejected\./,
    );
    expect(again.code).to.equal(1);

    const why = await workspace.run(['why', 'ADA@example.org']);
    expect(why.stdout).to.match(/^\nperson [0-9a-f-]{36}: in step in /);
    expect(why.stdout).to.match(/lead-intake +fair-2026 /);
    expect(await json<object[]>(['why', 'ada@example.org'])).to.have.length(1);
  });

  it('tells where a person stands, and makes every decision about them again', async () => {
    await until(async () => (await workspace.run(['why', 'ada@example.org'])).stdout.includes(' since 2'));
    const why = await workspace.run(['why', 'ada@example.org', '--decisions']);
    expect(why.stdout).to.match(/\nStage .*\n {2}\w+ since \S+ \S+, round 1\n/);
    expect(why.stdout).to.match(/\nDecisions\n +When +Version +What +Score\n/);
    const { code, stdout } = await workspace.run(['why', 'ada@example.org', '--replay']);
    expect(stdout).to.match(/^\n[0-9a-f-]{36}: (\d+) of \1 decisions are the same to the letter\n/);
    expect(code).to.equal(0);
  });

  it('sets up what is there already without doing it twice', async () => {
    // The first tells what the start has made.
    const told = await workspace.run(['setup']);
    expect(told.stdout).to.match(/Setup\n +System +What +Outcome/);
    expect(told.code).to.equal(0);
    const steps = await json<{ readonly outcome: string }[]>(['setup']);
    expect(new Set(steps.map(({ outcome }) => outcome))).to.deep.equal(new Set(['present']));
  });

  it('ends within 10 s of SIGTERM with exit code 0, and leaves nothing to be found', async () => {
    const { code, stderr, afterMs } = await leadloop.stop();
    expect([code, errorsIn(stderr)]).to.deep.equal([0, []]);
    expect(afterMs).to.be.below(10_000);
    await expectGone(leadloop.ready.url);
  });
});

async function expectGone(url: string): Promise<void> {
  const answer = await fetch(`${url}/healthz`).catch(() => null);
  expect(answer).to.equal(null);
}
