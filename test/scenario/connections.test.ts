import { expect } from 'chai';
import { connect } from '../../src/runtime/connect.ts';
import { OtherAccountError } from '../../src/ledger/connections.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { createIds } from '../../src/platform/ids.ts';
import { openSecrets } from '../../src/platform/secrets.ts';
import { KEY } from '../support/harness.ts';
import { silentLog } from '../support/log.ts';
import { describeShapes } from './shapes.ts';
import { eventually, inForce, only, waiting } from './views.ts';

const ADA = { email: 'ada@example.com', firstname: 'Ada', lastname: 'Byron', company: 'Engines' };

describeShapes('the connection to a system', (world) => {
  const paused = async () =>
    (await world.runtime.operations.status()).connections.find((each) => each.system === 'salesforce')
      ?.paused ?? null;

  it('is paused when its access is revoked, keeps what should go there, and goes on by itself', async () => {
    await world.force.control.post('faults', {
      times: null,
      effect: {
        kind: 'status',
        status: 401,
        body: [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }],
      },
    });
    await world.hub.create('contacts', ADA);
    await eventually(async () => (await paused()) !== null);
    expect(await paused()).to.include({ kind: 'auth' });
    await world.forgetCalls();
    await world.hub.create('contacts', { ...ADA, email: 'grace@example.com' });
    await world.webhooksArrived();

    await world.force.control.clear('faults');
    await eventually(async () => (await paused()) === null, 40_000);
    await eventually(async () => (await inForce(world, 'Lead')).length === 2, 40_000);
    await world.settle();
    expect(await inForce(world, 'Lead')).to.have.length(2);
  });

  it('is refused when another account answers, and nothing is written', async () => {
    const { definition } = world.runtime.systems.get('salesforce')!;
    const clock = systemClock;
    const again = () =>
      connect(definition, {
        db: world.runtime.db,
        clock,
        ids: createIds(clock),
        random: Math.random,
        log: silentLog,
        secrets: openSecrets({ key: KEY, dataDir: '.' }),
        configDir: 'mappings',
        stopping: new AbortController().signal,
        environment: world.force.simulator.environment,
      });
    await (await again()).connection.close();
    await world.force.control.post('reset', { seed: 99, population: 0, schema: 'kept' });
    const error = await again().then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(OtherAccountError);
    expect(String(error)).to.include('Nothing was written');
  });
});

describeShapes('the lanes', (world) => {
  it('let a live change across while 1,000 records are taken over, not after them', async function () {
    this.timeout(180_000);
    const many = Array.from({ length: 1_000 }, (_, n) => ({
      properties: { email: `bulk${n}@example.com`, lastname: `Bulk ${n}`, company: 'Acme' },
    }));
    await world.hub.control.post('records/contacts', many);
    const scan = world.runtime.engine.scanAll(AbortSignal.timeout(170_000));
    const leads = () => inForce(world, 'Lead');
    await eventually(async () => (await waiting(world, 'bulk')) > 0, 60_000);
    const id = await world.hub.create('contacts', ADA);
    // As its webhook does, which may be on its way for longer than the others take.
    const ref = { system: 'hubspot', object: 'contacts', id };
    await world.runtime.engine.sink.store([
      { ref, origin: 'webhook', lane: 'live', snapshot: null, occurredAt: null },
    ]);
    await eventually(async () => {
      const found = await leads();
      const isThere = found.some((lead) => lead['Email'] === ADA.email);
      if (found.length >= 1_000 && !isThere) throw new Error('all others were first');
      return isThere;
    }, 60_000);
    await scan;
    await eventually(async () => (await waiting(world)) === 0, 60_000);
    expect(await leads()).to.have.length(1_001);
    expect(only((await leads()).filter((lead) => lead['Email'] === ADA.email))['LastName']).to.equal('Byron');
  });
});
