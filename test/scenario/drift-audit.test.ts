import { expect } from 'chai';
import { sql } from 'kysely';
import type { DriftDesk } from '../../src/api/drift.ts';
import { DAY_MS, HOUR_MS } from '../../src/domain/clock.ts';
import { inTransaction } from '../../src/ledger/database.ts';
import { lookAgain } from '../../src/ledger/look-again.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { createIds } from '../../src/platform/ids.ts';
import { watchDrift } from '../../src/runtime/drift/background.ts';
import { makeDriftDesk } from '../../src/runtime/drift/desk.ts';
import { openHarness, writesIn, type Harness } from '../support/harness.ts';
import { silentLog } from '../support/log.ts';
import { inForce, inHub, only, why } from './views.ts';

const ADA = { email: 'ada@example.com', lastname: 'Byron', company: 'Engines', jobtitle: 'Countess' };
const SAMPLE = { object: 'person', sample: 100 };
const REFUSED = 'Not with this title';

/** Nothing tells of a change, and nobody asks for one before an hour is over. */
describe('the drift audit', function () {
  this.timeout(120_000);
  let world: Harness;
  let desk: DriftDesk;
  before(async () => {
    world = await openHarness({ webhooks: false, drift: { sample: 0, everyMs: DAY_MS, lagMs: 0 } });
    desk = world.runtime.operations;
  });
  after(() => world.close());
  beforeEach(async () => {
    await world.reset();
    await world.hub.create('contacts', ADA);
    await world.settle();
    await world.forgetCalls();
  });

  const deskWith = (lagMs: number): DriftDesk =>
    makeDriftDesk({
      ...{ db: world.runtime.db, bulkDb: world.runtime.db, systems: world.runtime.systems },
      ...{ clock: systemClock, ids: createIds(systemClock), random: () => 0.5, lagMs, who: 'a test' },
      mappingsNow: () => world.runtime.mappings,
      ring: (bell) => world.runtime.engine.ring(bell),
      signal: AbortSignal.timeout(60_000),
    });
  const lead = async () => only(await inForce(world, 'Lead'));
  const contact = async () => only(await inHub(world, 'contacts'));
  const retitled = async (jobtitle: string) => world.hub.edit('contacts', (await contact()).id, { jobtitle });
  const nothingWritten = async (): Promise<void> => {
    const { hub, force } = await world.calls();
    expect([writesIn(hub), writesIn(force)]).to.deep.equal([0, 0]);
    const { inbox, outbox } = await world.runtime.operations.status();
    expect([inbox, outbox]).to.deep.equal([[], []]);
  };

  it('finds nothing where both systems agree', async () => {
    const { rows, findings, onItsWay } = await desk.drift(SAMPLE);
    expect([findings, onItsWay]).to.deep.equal([[], 0]);
    const whole = only(rows.filter(({ field }) => field === null));
    expect(whole).to.include({ object: 'person', compared: 1, differing: 0, apart: 0 });
    expect(only(rows.filter(({ field }) => field === 'jobTitle'))).to.include({ compared: 1, differing: 0 });
    await nothingWritten();
  });

  it('finds a change that nothing told of, says what a sync would write, and mends it on demand alone', async () => {
    await retitled('Engineer');
    await world.forgetCalls();
    const { rows, findings } = await desk.drift(SAMPLE);
    const { Id } = await lead();
    expect(only(findings)).to.deep.include({
      entity: (await why(world, ADA.email)).id,
      system: 'salesforce',
      record: `salesforce/Lead/${Id}`,
      field: 'jobTitle',
      cause: 'not-captured',
      mendable: true,
      writes: [{ name: 'Title', before: 'Countess', after: 'Engineer' }],
    });
    const rate = only(rows.filter(({ field }) => field === 'jobTitle'));
    expect([rate.compared, rate.differing, rate.rate?.share]).to.deep.equal([1, 1, 1]);
    await nothingWritten();

    const { looked, mended, left } = await desk.repairDrift({ object: null });
    expect([looked, mended, left.findings]).to.deep.equal([1, 1, []]);
    expect((await lead())['Title']).to.equal('Engineer');
    const { rows: noted } = await sql<{ detail: unknown }>`
      select detail from audit where what = 'drift-repair'`.execute(world.runtime.db);
    expect(only(noted).detail).to.deep.equal({ object: null, entities: 1, differences: 1 });
    expect((await world.runtime.operations.status()).drift).to.deep.include({
      kind: 'person',
      field: null,
      compared: 1,
      differing: 1,
      apart: 0,
    });
  });

  it('tells a change that was missed from one that was not asked for yet', async () => {
    await retitled('Engineer');
    await sql`update cursor set moved_at = ${new Date(Date.now() + HOUR_MS)}`.execute(world.runtime.db);
    expect(only((await desk.drift(SAMPLE)).findings).cause).to.equal('missed');
  });

  it('does not take for drift what is on its way', async () => {
    await retitled('Engineer');
    expect(await deskWith(HOUR_MS).drift(SAMPLE)).to.deep.include({ findings: [], onItsWay: 1 });

    const { id } = await why(world, ADA.email);
    const look = { entity: id, dueAt: new Date(Date.now() + HOUR_MS), since: new Date() };
    await inTransaction(world.runtime.db, (tx) => lookAgain(tx, [look]));
    await sql`delete from drift`.execute(world.runtime.db);
    const { findings, onItsWay, rows } = await desk.drift(SAMPLE);
    expect([findings, onItsWay, rows]).to.deep.equal([[], 1, []]);
    await sql`update inbox set due_at = now()`.execute(world.runtime.db);
  });

  it('pulls nothing across by looking', async () => {
    const company = await world.hub.create('companies', { name: 'Engines', domain: 'engines.example' });
    await world.hub.associate((await contact()).id, company);
    expect((await desk.drift(SAMPLE)).findings).to.deep.equal([]);
    const { entities } = await world.runtime.operations.status();
    expect(entities.map(({ kind }) => kind)).to.deep.equal(['person']);
  });

  it('says what a system has refused, which no repair mends', async () => {
    const validation = [{ type: 'Lead', field: 'Title', pattern: '^Refused', message: REFUSED }];
    await world.force.control.post('rules', { validation });
    await retitled('Refused');
    await world.settle();
    const found = only((await desk.drift(SAMPLE)).findings);
    expect(found).to.include({ field: 'jobTitle', cause: 'refused', mendable: false });
    expect(found.why).to.contain('FIELD_CUSTOM_VALIDATION_EXCEPTION');
    expect(await desk.repairDrift({ object: 'person' })).to.include({ looked: 0, mended: 0 });
    await world.force.control.post('rules', { validation: [] });
  });

  it('finds a record that is gone, and lets its link end on demand', async () => {
    await world.force.remove('Lead', (await lead()).Id);
    const found = only((await desk.drift(SAMPLE)).findings);
    expect(found).to.deep.include({ system: 'salesforce', field: null, mendable: true, writes: [] });
    const { mended, left } = await desk.repairDrift({ object: null });
    expect([mended, left.findings]).to.deep.equal([1, []]);
  });

  it('finds what no sync sees, where both hold what was noted as agreed', async () => {
    const { Id } = await lead();
    await world.force.edit('Lead', Id, { Title: 'Baroness' });
    await sql`update shadow set fields = fields || '{"jobTitle":"Baroness"}' where record_id = ${Id}`.execute(
      world.runtime.db,
    );
    await world.settle();
    const found = only((await desk.drift(SAMPLE)).findings);
    expect(found).to.include({ field: 'jobTitle', cause: 'agreed', mendable: true });
    const { mended, left } = await desk.repairDrift({ object: null });
    expect([mended, left.findings]).to.deep.equal([1, []]);
    expect((await lead())['Title']).to.equal((await contact()).properties['jobtitle']);
  });

  it('goes its rounds by itself, keeps what it finds without values, and mends nothing', async () => {
    await retitled('Engineer');
    await world.forgetCalls();
    const logged: unknown[] = [];
    const { db, systems, mappings } = world.runtime;
    await watchDrift({
      ...{ bulkDb: db, systems, mappings, clock: systemClock, ids: createIds(systemClock) },
      random: () => 0.5,
      drift: { sample: 10, everyMs: HOUR_MS, lagMs: 0 },
      log: { ...silentLog, warn: (...said) => void logged.push(said) },
    });
    await nothingWritten();
    expect(logged).to.deep.equal([
      [
        "both systems differ where they should not: 'leadloop drift' tells more",
        { compared: 1, differing: 1 },
      ],
    ]);
    const { rows } = await sql<{ told: string }>`select row_to_json(d)::text as told from drift d`.execute(
      db,
    );
    expect(only(rows).told).to.not.match(/Engineer|Countess|ada@/);
    // A later look without a sample tells of it, and of the rates of the rounds.
    const { rows: rates, findings } = await desk.drift({ object: null, sample: null });
    expect(only(findings).field).to.equal('jobTitle');
    expect(only(rates.filter(({ field }) => field === null))).to.include({ compared: 1, differing: 1 });
  });

  it('refuses what no mapping is about', async () => {
    const refused = await desk.drift({ object: 'persn', sample: null }).then(
      () => 'nothing',
      (error: unknown) => String(error),
    );
    expect(refused).to.contain("no mapping is about 'persn'. There are: ");
  });
});
