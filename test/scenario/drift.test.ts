import { expect } from 'chai';
import { systemClock } from '../../src/platform/clock.ts';
import { findProblems } from '../../src/runtime/check-mappings.ts';
import { makeSchemaWatch, type SchemaWatch } from '../../src/runtime/watch-schema.ts';
import { openHarness, type Harness } from '../support/harness.ts';
import { silentLog } from '../support/log.ts';

const QUARTER_MS = 15 * 60_000;

describe('a system that changes under a running mapping', function () {
  this.timeout(60_000);
  let world: Harness;
  let logged: string[];
  let watch: SchemaWatch;

  before(async () => {
    world = await openHarness();
  });
  after(() => world.close());
  beforeEach(async () => {
    await world.reset();
    logged = [];
    let now = Date.now();
    watch = makeSchemaWatch({
      db: world.runtime.db,
      // A quarter of an hour passes between any two looks.
      clock: { ...systemClock, now: () => new Date((now += QUARTER_MS)) },
      log: {
        ...silentLog,
        warn: (message) => void logged.push(`warn ${message}`),
        info: (message) => void logged.push(`info ${message}`),
      },
      found: [],
      find: () => findProblems(world.runtime.mappings, world.runtime.systems),
    });
    await watch.begin();
  });

  const hide = (...fields: readonly string[]): Promise<void> =>
    world.force.control.post('fls', { hidden: { Lead: fields } });
  const status = async () => (await world.runtime.operations.status()).mappingProblems;

  it('is told of once, stands in the status with what to do until it is mended, and that is told, too', async () => {
    await watch.look();
    expect([logged, await status()]).to.deep.equal([[], []]);

    await hide('Title');
    await watch.look();
    await watch.look();
    expect(logged).to.have.length(1);
    expect(logged[0]).to.match(
      /^warn the mapping no longer fits: .*person\.yaml:\d+:\d+ salesforce Lead\.Title does not exist, or is hidden/,
    );
    const [problem] = await status();
    expect(problem).to.deep.include({ code: 'unknown-field', severity: 'error' });
    expect(problem?.place).to.match(/person\.yaml:\d+:\d+$/);
    expect(problem?.fix).to.match(/permissions/);

    await hide();
    await watch.look();
    await watch.look();
    expect(logged.slice(1)).to.have.length(1);
    expect(logged[1]).to.match(/^info the mapping fits again; .* salesforce Lead\.Title/);
    expect(await status()).to.deep.equal([]);
  });

  it('is not taken for mended while the system cannot be asked', async () => {
    await hide('Title');
    await watch.look();
    await world.force.control.post('faults', {
      path: '/describe',
      times: null,
      effect: {
        kind: 'status',
        status: 401,
        body: [{ errorCode: 'INVALID_SESSION_ID', message: 'expired' }],
      },
    });
    await watch.look();
    await world.force.control.clear('faults');
    expect(await status()).to.have.length(1);
    expect(logged).to.have.length(1);
    await hide();
  });

  it('is told of at the next start when nobody looked meanwhile', async () => {
    await hide('Title');
    const found = await findProblems(world.runtime.mappings, world.runtime.systems);
    await makeSchemaWatch({
      db: world.runtime.db,
      clock: systemClock,
      log: { ...silentLog, warn: (message) => void logged.push(message) },
      found,
      find: () => Promise.reject(new Error('the start has looked already')),
    }).begin();
    expect(logged).to.have.length(1);
    await hide();
  });
});
