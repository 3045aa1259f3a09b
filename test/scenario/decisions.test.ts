import { expect } from 'chai';
import { sql, type RawBuilder } from 'kysely';
import { RULES } from '../../src/domain/record.ts';
import { readDecisions } from '../../src/ledger/decisions.ts';
import { readKnown } from '../../src/ledger/known-records.ts';
import { readHandOffs } from '../../src/ledger/hand-offs.ts';
import { findEntities } from '../../src/ledger/history.ts';
import { readStages, readStandings, type StoredStanding } from '../../src/ledger/standings.ts';
import { replay, type Receipt } from '../../src/rules/receipt.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { openHarness, type Harness } from '../support/harness.ts';
import { eventually, inForce, only, why, listening } from './views.ts';

const ADA = 'ada@acme.example';
const GRACE = 'grace@acme.example';
const MARY = 'mary@shelley.example';
const ALAN = 'alan@bletchley.example';

describe('decisions', function () {
  this.timeout(60_000);
  let world: Harness;
  before(async () => {
    world = await openHarness({ touchpointDays: 1 });
    await listening(world);
  });
  after(() => world.close());

  const does = (what: string, more: Record<string, unknown>): Promise<void> =>
    world.hub.control.post('people', { does: what, ...more });
  const fill = (form: string, fields: Record<string, string>): Promise<void> =>
    does('fill-form', { form, page: 'https://www.acme.example/demo', fields });
  const standing = async (email: string): Promise<StoredStanding | undefined> => {
    const ids = await findEntities(world.runtime.db, email);
    return [...(await readStandings(world.runtime.db, ids)).values()][0];
  };
  const untilAt = (email: string, stage: string): Promise<void> =>
    eventually(async () => (await standing(email))?.stage === stage);

  it('come at once when somebody asks for sales, with a receipt that can be made again', async () => {
    await fill('Talk to sales', { email: ADA, firstname: 'Ada', lastname: 'Byron', company: 'Acme' });
    await untilAt(ADA, 'mql');
    const { id } = await why(world, ADA);
    const stages = await readStages(world.runtime.db, id);
    expect(stages.map(({ from, to, by, name }) => [from, to, by, name])).to.deep.equal([
      [null, 'inquiry', 'start', null],
      ['inquiry', 'mql', 'recipe', 'Asked for sales'],
    ]);
    const decisions = await readDecisions(world.runtime.db, id, 10);
    expect(decisions.filter(({ moved }) => moved)).to.have.length(1);
    for (const { receipt } of decisions)
      expect(replay(receipt as Receipt, world.runtime.mappings.rules, sha256)).to.deep.equal(receipt);
  });

  it('are told with the stages, and come out the same again by the rules of their version', async () => {
    const { decided, score } = await why(world, ADA);
    expect(decided?.standing).to.include({ stage: 'mql', cycle: 1 });
    expect(decided?.stages.map(({ to }) => to)).to.deep.equal(['inquiry', 'mql']);
    expect(decided?.decisions.filter(({ moved }) => moved)).to.have.length(1);
    expect(score?.intents.map(({ name }) => name)).to.include('asked-for-sales');
    const { decisions } = only(await world.runtime.operations.replay(ADA));
    expect(decisions.map(({ id }) => id)).to.deep.equal(decided?.decisions.map(({ id }) => id));
    expect(decisions.every(({ outcome }) => outcome.kind === 'same')).to.equal(true);
  });

  it('that were tampered with, or whose rules are lost, do not come out the same', async () => {
    const [oldest] = (await readDecisions(world.runtime.db, (await why(world, ADA)).id, 100)).toReversed();
    const tamper = (set: RawBuilder<unknown>): Promise<unknown> =>
      sql`update decision set ${set} where id = ${oldest?.id}`.execute(world.runtime.db);
    const outcome = async (): Promise<unknown> =>
      only(await world.runtime.operations.replay(ADA)).decisions.at(-1)?.outcome;
    await tamper(sql`receipt = jsonb_set(receipt, '{decision,score,fit}', '1000')`);
    expect(await outcome()).to.have.nested.property('differences[0].path', 'decision.score.fit');
    await tamper(sql`rules_version = 'gone'`);
    expect(await outcome()).to.deep.include({ kind: 'impossible' });
  });

  it('keep people where a gate is closed until it opens', async () => {
    await fill('Talk to sales', { email: GRACE, firstname: 'Grace', company: 'Navy' });
    await untilAt(GRACE, 'engaged');
    const { decided } = await why(world, GRACE);
    const [closed] = decided?.now?.gates ?? [];
    expect(closed?.lacks.map(({ field }) => field)).to.deep.equal(['lastName']);
    const contact = (await world.hub.records('contacts')).find(
      ({ properties }) => properties['email'] === GRACE,
    );
    await world.hub.edit('contacts', contact?.id ?? '', { lastname: 'Hopper' });
    await untilAt(GRACE, 'mql');
  });

  it('are known to mappings to come, too, where they say nothing that any system is told', async () => {
    const contact = await world.hub.create('contacts', { email: MARY, lastname: 'Shelley' });
    await world.settle();
    const { id } = await why(world, MARY);
    await world.hub.edit('contacts', contact, { jobtitle: 'Writer' });
    await eventually(async () => (await standing(MARY))?.told['sentence'] === 'Writer');
    await world.settle();
    expect(only((await inForce(world, 'Lead')).filter((one) => one['Email'] === MARY))['Title']).to.equal(
      'Writer',
    );
    const rules = (await readKnown(world.runtime.db, [id])).get(id)?.find(({ ref }) => ref.system === RULES);
    expect(rules?.lastSeen).to.deep.equal((await standing(MARY))?.told);
  });

  it('hand people to somebody in sales, with a task that says why, once', async () => {
    await fill('Talk to sales', {
      email: ALAN,
      firstname: 'Alan',
      lastname: 'Turing',
      company: 'Bletchley',
      jobtitle: 'Head of IT',
    });
    await untilAt(ALAN, 'mql');
    await world.settle();
    const lead = (await inForce(world, 'Lead')).find((one) => one['Email'] === ALAN);
    expect(lead).to.include({
      Leadloop_Stage__c: 'mql',
      Leadloop_Reason__c: 'Asked to talk to sales; Head of IT',
    });
    const users = await world.force.records('User');
    const owner = users.find(({ Id }) => Id === lead?.['OwnerId']);
    expect(owner?.['Email']).to.be.oneOf(['alex.rep@example.com', 'sam.rep@example.com']);
    const task = only((await inForce(world, 'Task')).filter((one) => one['WhoId'] === lead?.Id));
    expect(task).to.include({
      OwnerId: lead?.['OwnerId'],
      Subject: 'Alan Turing, Bletchley: Asked to talk to sales; Head of IT',
    });
    expect(task['Description']).to.include('Form: Talk to sales');
    const { id } = await why(world, ALAN);
    expect(only(await readHandOffs(world.runtime.db, id))).to.include({
      kind: 'Lead',
      owner: owner?.['Email'],
      cycle: 1,
    });

    await world.force.edit('Lead', lead?.Id ?? '', { Status: 'Working - Contacted' });
    await world.settle();
    await untilAt(ALAN, 'sal');
    await world.force.edit('Lead', lead?.Id ?? '', { Status: 'Closed - Not Converted' });
    await world.settle();
    await untilAt(ALAN, 'recycled');
    const now = await standing(ALAN);
    expect(now?.told).to.include({ nurture: 'Keep warm', lifecycle: 'lead' });
    expect(now?.returnAt?.getTime()).to.be.greaterThan(Date.now() + 59 * 86_400_000);
    expect(Object.values(await world.settle()).reduce((sum, count) => sum + count, 0)).to.equal(0);
  });
});
