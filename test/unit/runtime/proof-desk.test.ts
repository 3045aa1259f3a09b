import { join } from 'node:path';
import { expect } from 'chai';
import { sql } from 'kysely';
import type { ProofDesk, ProofRequest } from '../../../src/api/proof.ts';
import type { EntityId } from '../../../src/domain/entity.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { loadMappings, type Mappings } from '../../../src/runtime/mappings.ts';
import { makeProofDesk } from '../../../src/runtime/proof/desk.ts';
import { emptyLedger } from '../../support/ledger.ts';
import { ids, openTestLedger, type TestLedger } from '../ledger/support.ts';
import { seedInto } from '../report/seed.ts';

const ALL: ProofRequest = { from: null, until: null, by: 'source', list: null, offline: true };

describe('the proof of a ledger', function () {
  this.timeout(60_000);
  let ledger: TestLedger;
  let seed: ReturnType<typeof seedInto>;
  let mappings: Mappings | null;
  let desk: ProofDesk;
  before(async () => {
    ledger = await openTestLedger();
    seed = seedInto(ledger.db);
    desk = makeProofDesk(ledger.db, systemClock, () => Promise.resolve(mappings), null);
  });
  after(() => ledger.close());
  beforeEach(async () => {
    await emptyLedger(ledger.db);
    mappings = await loadMappings(join(import.meta.dirname, '..', '..', '..', 'mappings'));
  });

  /** Somebody whom sales sees, `times` handed over: as one person, or as several who turned out to be one. */
  async function delivered(times = 1): Promise<EntityId> {
    const person = await seed.person();
    await seed.came(person, [['2026-01-31', 'mql']]);
    for (let time = 0; time < times; time += 1)
      await sql`
        insert into hand_off (id, person_id, entity_id, cycle, kind, routed, made, received_at, decided_at, given_at, visible_at)
        values (${ids.next()}, ${ids.next()}, ${person}, 1, 'Lead', '{}', '{"records":[]}', now(), now(), now(), now())`.execute(
        ledger.db,
      );
    return person;
  }
  const rowsOf = async (by: ProofRequest['by']) =>
    (await desk.proof({ ...ALL, by })).rows.map((row) => [row.source, row.qualified]);
  const codeOf = (): Promise<string> =>
    desk.proof(ALL).then(
      () => 'nothing was refused',
      (error: unknown) => (error as { code: string }).code,
    );

  it('has a row for each channel, or each campaign by its own name, in which people were first', async () => {
    const campaign = await seed.opportunity({ name: 'Spring fair', utm: 'spring-26' });
    await sql`update entity set kind = 'campaign' where id = ${campaign}`.execute(ledger.db);
    await seed.touch(await delivered(), '2026-01-01', 'form_submit', {
      campaign: 'spring-26',
      about: 'Demo',
    });
    const bea = await delivered();
    await seed.touch(bea, '2026-01-02', 'form_submit', { campaign: 'Spring Fair', about: 'Demo' });
    await seed.touch(bea, '2026-01-03', 'form_submit', { campaign: 'Summer', about: 'Demo' });
    await delivered();
    expect(await rowsOf('source')).to.deep.equal([
      ['Demo or sales request', 2],
      ['(blank)', 1],
    ]);
    expect(await rowsOf('campaign')).to.deep.equal([
      ['Spring fair', 2],
      ['(blank)', 1],
    ]);
  });

  it('knows no channels without reports.yaml, but everybody all the same', async () => {
    await seed.touch(await delivered(), '2026-01-01', 'form_submit', { campaign: 'Spring' });
    if (mappings !== null) mappings = { ...mappings, reports: null };
    expect(await rowsOf('source')).to.deep.equal([['(blank)', 1]]);
  });

  it('does not add up when somebody is with sales twice', async () => {
    const ada = await delivered(2);
    expect((await desk.proof(ALL)).addsUp).to.equal(true);
    await sql`
      insert into link (system, object, record_id, entity_id, is_primary, linked_by, linked_at)
      values ('salesforce', 'Lead', 'second', ${ada}, false, 'created', now())`.execute(ledger.db);
    const { addsUp, total, list } = await desk.proof({ ...ALL, list: 'twice' });
    expect([addsUp, total.delivered, total.twice, list?.entries[0]?.person]).to.deep.equal([
      false,
      1,
      1,
      ada,
    ]);
  });

  it('is refused where nobody can be handed over', async () => {
    if (mappings !== null) mappings = { ...mappings, handOff: null };
    expect(await codeOf()).to.equal('NO_HAND_OFF');
    mappings = null;
    expect(await codeOf()).to.equal('NO_MAPPINGS');
  });
});
