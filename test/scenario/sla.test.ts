import { expect } from 'chai';
import { sql } from 'kysely';
import { readHandOffs, type HandOffCourse, type StoredHandOff } from '../../src/ledger/hand-offs.ts';
import { openHarness, type Harness } from '../support/harness.ts';
import { editedMappings } from './edited-mappings.ts';
import { eventually, inForce, inHub, only, why, listening } from './views.ts';

const ALAN = 'alan@bletchley.example';
const TIMELINES = 'https://leadloop.example.com/people';
const REPS = ['alex.rep@example.com', 'sam.rep@example.com'];

describe('the clock of a hand-off', function () {
  this.timeout(60_000);
  let world: Harness;
  let config: Awaited<ReturnType<typeof editedMappings>>;
  before(async () => {
    // Whoever has no hours is always there, on whatever day this runs.
    config = await editedMappings({}, { 'rules/routing.yaml': { 'usual-calendar: office\n': '' } });
    world = await openHarness({ touchpointDays: 1, configDir: config.folder, timelines: TIMELINES });
    await listening(world);
    await world.hub.control.post('people', {
      does: 'fill-form',
      form: 'Talk to sales',
      page: 'https://www.acme.example/demo',
      fields: { email: ALAN, firstname: 'Alan', lastname: 'Turing', company: 'Bletchley' },
    });
  });
  after(async () => {
    await world.close();
    await config.remove();
  });

  const handOff = async (): Promise<StoredHandOff & HandOffCourse> =>
    only(await readHandOffs(world.runtime.db, (await why(world, ALAN)).id));
  const until = (holds: (one: StoredHandOff & HandOffCourse) => boolean): Promise<void> =>
    eventually(async () => {
      const [{ id } = { id: null }] = await world.runtime.operations.why(ALAN);
      const [one] = id === null ? [] : await readHandOffs(world.runtime.db, id);
      return one !== undefined && holds(one);
    });
  /** As if whoever has the person had had them for so long by now. */
  const later = (minutes: number): Promise<unknown> =>
    sql`
      update hand_off set visible_at = now() - make_interval(mins => ${minutes}), look_at = now(),
        reassigned_at = case when reassigned_at is not null then now() - make_interval(mins => ${minutes}) end`.execute(
      world.runtime.db,
    );
  const told = async (occasion: string): Promise<readonly string[]> => {
    const { rows } = await sql<{ address: string }>`
      select split_part(key, '/', 5) as address from notice where key like ${`%/${occasion}/%`} order by id`.execute(
      world.runtime.db,
    );
    return rows.map(({ address }) => address);
  };
  const owners = async (): Promise<Readonly<Record<string, unknown>>> => {
    const users = await world.force.records('User');
    const nameOf = (id: unknown): unknown => users.find(({ Id }) => Id === id)?.['Email'];
    const lead = (await inForce(world, 'Lead')).find((one) => one['Email'] === ALAN);
    const task = (await inForce(world, 'Task')).find((one) => one['WhoId'] === lead?.Id);
    return { lead: nameOf(lead?.['OwnerId']), task: nameOf(task?.['OwnerId']) };
  };

  const hubOwner = async (): Promise<unknown> =>
    (await inHub(world, 'contacts')).find(({ properties }) => properties['email'] === ALAN)?.properties[
      'hubspot_owner_id'
    ];

  it('begins with the receipt of the write that makes it visible', async () => {
    await until(({ visibleAt, dueAt }) => visibleAt !== null && dueAt !== null);
    const { visibleAt, decidedAt, dueAt, priority } = await handOff();
    const { rows } = await sql<{ at: Date }>`
      select min(delivered_at) as at from receipt where system = 'salesforce' and delivered_at >= ${decidedAt}`.execute(
      world.runtime.db,
    );
    expect(visibleAt).to.deep.equal(only(rows).at);
    const allowed = { hot: 5, warm: 120 }[priority ?? ''] ?? 480;
    expect(dueAt?.getTime()).to.equal((visibleAt?.getTime() ?? 0) + allowed * 60_000);
    await sql`update hand_off set priority = 'hot'`.execute(world.runtime.db);
  });

  it('reminds, escalates and gives the person to somebody else, each once', async () => {
    const first = (await handOff()).owner ?? '';
    await world.settle();
    const before = await hubOwner();
    const second = only(REPS.filter((rep) => rep !== first));
    await later(3);
    await until(({ steps }) => steps.length === 1);
    expect(await told('remind')).to.deep.equal([first]);
    await later(6);
    await until(({ steps }) => steps.length === 2);
    expect(await told('escalate')).to.deep.equal(['kim.lead@example.com']);
    await later(11);
    await until(({ reassignments, reassignedAt }) => reassignments === 1 && reassignedAt !== null);
    await world.settle();
    const { owner, steps, stepsDone } = await handOff();
    expect({ owner, stepsDone }).to.deep.equal({ owner: second, stepsDone: 0 });
    expect(steps.map(({ kind, from, to, minutes }) => [kind, from, to, minutes])).to.deep.equal([
      ['remind', first, first, 3],
      ['escalate', first, 'field', 6],
      ['reassign', first, second, 11],
    ]);
    expect(await owners()).to.deep.equal({ lead: second, task: second });
    expect(await hubOwner()).to.not.be.oneOf([before, null, '', undefined]);
    expect(await told('reassigned')).to.deep.equal([second, first]);
  });

  it('tells the rep in the task, and whoever hears of it, where all of the person can be seen', async () => {
    const address = `${TIMELINES}/${(await handOff()).entity}`;
    const [task] = await inForce(world, 'Task');
    expect(task?.['Description']).to.match(new RegExp(`^All of it: ${address}$`, 'mu'));
    const { rows } = await sql<{ occasion: string; linked: boolean }>`
      select split_part(key, '/', 2) as occasion, body like ${`%${address}%`} as linked from notice
      where address is not null and not body like 'Nobody had touched%' order by id`.execute(
      world.runtime.db,
    );
    expect(rows).to.deep.equal(
      ['handed-off', 'remind', 'escalate', 'reassigned'].map((occasion) => ({ occasion, linked: true })),
    );
  });

  it('gives the person to nobody twice, and leaves them where they are when nobody else is left', async () => {
    const again = (): Promise<unknown> =>
      sql`update hand_off set steps_done = 2, reassignments = 1`.execute(world.runtime.db);
    await again();
    await later(11);
    await until(({ queue, reassignedAt }) => queue === 'New Leads' && reassignedAt !== null);
    await again();
    await later(11);
    await until(({ steps }) => steps.length === 5);
    const { queue, steps } = await handOff();
    expect(queue).to.equal('New Leads');
    expect(steps.at(-1)).to.deep.include({ kind: 'reassign', from: 'New Leads', to: null });
  });

  it('follows sales, who give the person to somebody else', async () => {
    await world.settle();
    const lead = (await inForce(world, 'Lead')).find((one) => one['Email'] === ALAN);
    const kim = (await world.force.records('User')).find((one) => one['Email'] === 'kim.lead@example.com');
    await world.force.edit('Lead', lead?.Id ?? '', { OwnerId: kim?.Id ?? '' });
    await world.settle();
    await sql`update hand_off set steps_done = 0`.execute(world.runtime.db);
    await later(3);
    await until(({ owner }) => owner === 'kim.lead@example.com');
    const { steps, stepsDone, queue } = await handOff();
    expect({ stepsDone, queue }).to.deep.equal({ stepsDone: 0, queue: null });
    expect(steps.at(-1)).to.deep.include({ kind: 'moved', from: 'New Leads', to: 'kim.lead@example.com' });
    expect(await told('remind')).to.have.length(1);
  });

  it('ends with the answer of sales, which is a touch', async () => {
    await world.settle();
    const lead = (await inForce(world, 'Lead')).find((one) => one['Email'] === ALAN);
    await world.force.edit('Lead', lead?.Id ?? '', { Status: 'Working - Contacted' });
    await world.settle();
    await until(({ closedAt }) => closedAt !== null);
    const { touchedAt, steps } = await handOff();
    expect(touchedAt).to.be.an.instanceOf(Date);
    await later(600);
    expect((await handOff()).steps).to.deep.equal(steps);
  });
});
