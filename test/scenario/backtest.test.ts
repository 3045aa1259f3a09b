import { expect } from 'chai';
import type { Backtest } from '../../src/api/backtest.ts';
import { remoteOperations } from '../../src/cli/remote.ts';
import { backtestPage } from '../../src/cli/report/backtest-page.ts';
import { openHarness, type Harness } from '../support/harness.ts';
import { rulesOfFolder } from '../unit/backtest/build.ts';
import { eventually, why, listening } from './views.ts';

const ADA = 'ada@acme.example';
const GRACE = 'grace@acme.example';
const ASKED = `count("form_submit", 30d, "talk to sales") > 0`;

describe('a backtest of a recorded history', function () {
  this.timeout(60_000);
  let world: Harness;
  before(async () => {
    world = await openHarness({ touchpointDays: 1 });
    await listening(world);
    await fill(ADA, 'Talk to sales');
    await fill(GRACE, 'Newsletter');
    await eventually(async () => (await standing(ADA)) === 'mql');
  });
  after(() => world.close());

  const standing = async (email: string): Promise<string | undefined> =>
    (await world.runtime.operations.why(email))[0]?.decided?.standing?.stage;
  const fill = async (email: string, form: string): Promise<void> => {
    const fields = { email, firstname: 'Ada', lastname: 'Byron', company: 'Acme' };
    const page = 'https://www.acme.example/';
    await world.hub.control.post('people', { does: 'fill-form', form, page, fields });
    await eventually(async () => (await standing(email)) !== undefined);
  };

  const tried = (rules: ReadonlyMap<string, string>): Promise<Backtest> =>
    world.runtime.operations.backtest({ files: rules, folder: 'stricter', from: null, until: null });
  const stricter = new Map(rulesOfFolder()).set(
    'scoring.yaml',
    (rulesOfFolder().get('scoring.yaml') ?? '').replace(ASKED, ASKED.replace('> 0', '> 1')),
  );

  it('promotes the same people by the rules in force, and loses whom a higher threshold leaves out', async () => {
    const same = await tried(rulesOfFolder());
    expect(same.classes.both.people).to.equal(1);
    expect(same.people).to.equal(2);
    const { classes, examples } = await tried(stricter);
    expect(classes.both.people + classes.gained.people).to.equal(0);
    expect(classes.lost.people).to.equal(1);
    expect(examples.lost).to.have.nested.property('[0].recorded.by', 'Asked for sales');
    expect(examples.lost[0]?.entity).to.equal((await why(world, ADA)).id);
  });

  it('is had from a running Leadloop over its API, and makes a page of it without names', async () => {
    const remote = remoteOperations({ url: world.url, token: 'test', pid: process.pid });
    const request = { files: stricter, folder: 'stricter', from: null, until: null };
    const report = await remote.backtest(request);
    expect(report.classes.lost.people).to.equal(1);
    const page = backtestPage(report);
    expect(page).to.include('<svg').and.not.include('Byron').and.not.include(ADA);
    expect(page).not.to.match(/https?:|<script/u);
    const earlier = { ...request, from: new Date('2020-01-01'), until: new Date('2020-01-02') };
    expect(await refusal(remote.backtest(earlier))).to.match(/^nothing was decided between 2020-01-01/u);
  });

  it('has nothing to learn from yet, as nobody knows what comes of them; over its API, too', async () => {
    const remote = remoteOperations({ url: world.url, token: 'test', pid: process.pid });
    const past = await remote.pastLeads({});
    expect(past).to.deep.equal(await world.runtime.operations.pastLeads({}));
    expect(past).to.include({ undecided: 2, withSales: 0, scoring: rulesOfFolder().get('scoring.yaml') });
    expect(past.table.columns.map(({ name }) => name)).to.include.members(['Decides', 'Pricing page']);
  });

  it('tells what is wrong with the rules, by the names of their own files', async () => {
    const broken = new Map(stricter).set('scoring.yaml', 'fit: 7\n');
    expect(await refusal(tried(broken))).to.match(/stricter\/scoring\.yaml:1:/u);
  });

  it('is followed by a shadow, which only counts what it would have decided', async () => {
    const remote = remoteOperations({ url: world.url, token: 'test', pid: process.pid });
    const request = { files: stricter, folder: 'stricter', share: 1, tell: null, who: 'kim' };
    await remote.tryRules({ ...request, kind: 'shadow' });
    await fill('mary@acme.example', 'Talk to sales');
    await eventually(async () => (await standing('mary@acme.example')) === 'mql');
    const { id } = await why(world, 'mary@acme.example');
    await eventually(async () => (await remote.trial())?.differing !== 0);
    expect((await remote.trial())?.differences).to.deep.include.members([
      { live: 'mql, cold', candidate: 'engaged, cold', people: 1, example: id },
    ]);
    expect(await refusal(remote.tryRules({ ...request, kind: 'canary' }))).to.match(
      /^a shadow of version 2 is/u,
    );
    expect((await remote.endTrial('kim')).ended).to.include({ by: 'kim', why: 'ended' });
  });

  it('is followed by a canary, which decides about its people until it ends', async () => {
    const remote = remoteOperations({ url: world.url, token: 'test', pid: process.pid });
    const request = { files: stricter, folder: 'stricter', share: 1, tell: null, who: 'kim' };
    const { version } = await remote.tryRules({ ...request, kind: 'canary' });
    await fill('jean@acme.example', 'Talk to sales');
    await eventually(async () => (await standing('jean@acme.example')) === 'engaged');
    const [decision] = (await why(world, 'jean@acme.example')).decided?.decisions ?? [];
    expect(decision?.rules).to.deep.equal({ version, number: 2 });
    const [replayed] = await world.runtime.operations.replay('jean@acme.example');
    expect(replayed?.decisions.every(({ outcome }) => outcome.kind === 'same')).to.equal(true);
    await remote.endTrial('kim');
    await eventually(async () => (await standing('jean@acme.example')) === 'mql');
  });
});

/** Why something could not be done. */
const refusal = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => expect.fail('it was done'),
    (error: unknown) => (error as Error).message,
  );
