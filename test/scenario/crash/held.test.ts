import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { COMPILE_ONCE } from '../../support/compile-once.ts';
import { prepareDataFolder } from '../../support/data-folder.ts';
import { writesIn } from '../../support/harness.ts';
import { call, controlOf, type Control } from '../../support/people.ts';
import { startTestSandbox, type TestSandbox } from '../../support/sandbox.ts';
import { freePort } from '../../support/servers.ts';
import { setUpSystems } from '../../support/set-up.ts';
import { eventually } from '../views.ts';
import { startLeadloop, type LeadloopProcess } from './leadloop-process.ts';

const MAPPINGS = join(import.meta.dirname, '..', '..', '..', 'mappings');
const PEOPLE = 80;

describe('a mapping mistake that would blank a field of everybody', function () {
  this.timeout(180_000);
  let folder: string;
  let sandbox: TestSandbox;
  let force: Control;
  let running: LeadloopProcess;
  let start: () => Promise<void>;

  /** Ended without a word, and started again. */
  async function kill(): Promise<void> {
    await running.kill();
    await start();
  }
  const ask = () => running.operations();
  const leads = async () =>
    (await force.get<Record<string, unknown>[]>('records/Lead')).map((lead) => lead['City']);
  const writes = async () => writesIn((await force.get<{ routes: Record<string, number> }>('stats')).routes);
  /** Which field of the marketing system the city is read from, from the next start on. */
  async function mapCityTo(field: string): Promise<void> {
    const file = join(folder, 'mappings', 'person.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(/(?<=city:\n +type: text\n +hubspot: )\w+/, field));
    await kill();
    await (await ask()).sync({ full: true });
  }

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leadloop-held-'));
    await prepareDataFolder(folder, ['ledger']);
    await cp(MAPPINGS, join(folder, 'mappings'), { recursive: true });
    const port = await freePort();
    sandbox = await startTestSandbox();
    await setUpSystems(sandbox.environment);
    const environment = { ...sandbox.environment, SALESFORCE_STREAM: 'off', LEADLOOP_BREAKER_FLOOR: '50' };
    start = async () => {
      running = startLeadloop({
        dataDir: folder,
        port,
        environment,
        configDir: join(folder, 'mappings'),
        nodeArguments: [COMPILE_ONCE],
      });
      await running.ready;
    };
    await start();
    await (await ask()).setup();
    const { hub } = sandbox;
    force = controlOf(sandbox.force);
    const people = Array.from({ length: PEOPLE }, (_, number) => ({
      properties: {
        email: `person-${number}@example.com`,
        lastname: `Last ${number}`,
        city: 'London',
        lastmodifieddate: '2020-01-01T00:00:00.000Z',
      },
    }));
    await call(`${hub.url}/_sim/records/contacts`, 'POST', people);
    await (await ask()).sync({ full: true });
    expect(await leads()).to.deep.equal(people.map(() => 'London'));
    await force.clear('stats');
  });
  after(async () => {
    await running.kill();
    await sandbox.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('is stopped before the first write, stays so through kill -9 and another full sync, and is gone with the mistake', async () => {
    await mapCityTo('fax');
    const [before] = await (await ask()).breakers();
    expect(before).to.include({ system: 'salesforce', kind: 'blank', waiting: PEOPLE });
    await kill();
    const { breakers } = await (await ask()).sync({ full: true });
    expect(breakers).to.have.length(1);
    expect(breakers[0]).to.include({ id: before!.id, waiting: PEOPLE });
    expect((await (await ask()).status()).breakers[0]).to.include({ waiting: PEOPLE });
    expect(await writes()).to.equal(0);

    await mapCityTo('city');
    expect((await (await ask()).breakers())[0]).to.include({ waiting: 0 });
    expect(await (await ask()).discardBreaker(before!.id)).to.deep.equal({ kind: 'discarded', changes: 0 });
    expect(await writes()).to.equal(0);
    expect(new Set(await leads())).to.deep.equal(new Set(['London']));
  });

  it('is sent to the last of them once released, though Leadloop is killed in the middle', async () => {
    await mapCityTo('fax');
    const [breaker] = await (await ask()).breakers();
    expect(await (await ask()).releaseBreaker(breaker!.id)).to.deep.equal({
      kind: 'released',
      changes: PEOPLE,
    });
    await kill();
    const sent = async (): Promise<boolean> => (await leads()).every((city) => city === null);
    await eventually(sent, 60_000);
    expect(await leads()).to.have.length(PEOPLE);
    expect(await (await ask()).breakers()).to.deep.equal([]);
  });

  it('answers a decision about a breaker that is not there with what to do', async () => {
    const failed = await (await ask()).discardBreaker(99).catch((error: unknown) => String(error));
    expect(failed).to.include("there is no breaker 99. 'leadloop breaker' lists those that wait");
  });
});
