import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { sql } from 'kysely';
import { HOUR_MS } from '../../src/domain/clock.ts';
import type { Touchpoint } from '../../src/domain/touchpoint.ts';
import { dueWork } from '../../src/ledger/leases.ts';
import { storeTouchpoints } from '../../src/ledger/touchpoints.ts';
import { openHarness, type Harness } from '../support/harness.ts';
import type { SalesforceRecord } from '../support/people.ts';
import { editedMappings } from './edited-mappings.ts';
import { eventually, inForce, inHub, only, why } from './views.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'activities.md'), 'utf8');
const [, EXAMPLE = ''] = /```yaml digest\n(.*?)```/su.exec(page) ?? [];

/** For everybody, and something to do. */
const TO_DO = `
touches: 3
status: Not Started
subject: 'Last: {lastTouch}'
body: '{touches}'
`;

/** A Leadloop with this `digest.yaml`, opened once for the tests of a group. */
function worldWith(digest: string): () => Harness {
  let world: Harness | null = null;
  let config: Awaited<ReturnType<typeof editedMappings>>;
  before(async () => {
    // Whoever has no hours is always there, on whatever day this runs.
    config = await editedMappings({}, { 'rules/routing.yaml': { 'usual-calendar: office\n': '' } });
    await writeFile(join(config.folder, 'rules', 'digest.yaml'), digest);
    world = await openHarness({ configDir: config.folder, touchpointDays: 1 });
  });
  beforeEach(() => world?.reset());
  after(async () => {
    await world?.close();
    await config.remove();
  });
  return () => {
    if (world === null) throw new Error('the world is there only while a test runs');
    return world;
  };
}

describe('what marketing saw of a person, as one Task', function () {
  this.timeout(120_000);
  let done = 0;
  let people = 0;

  /** What HubSpot would tell of, without the wait for it: so many things, a second apart, the last one now. */
  async function does(
    world: Harness,
    email: string,
    about: string,
    { times = 1, kind = 'page_view' }: { readonly times?: number; readonly kind?: Touchpoint['kind'] } = {},
  ): Promise<void> {
    const now = new Date();
    const touchpoints = Array.from({ length: times }, (_, index): Touchpoint => {
      done += 1;
      return {
        source: { system: 'hubspot', object: 'doing', id: String(done) },
        who: { kind: 'email', address: email },
        kind,
        at: new Date(now.getTime() - (times - 1 - index) * 1_000),
        about: about.replace('#', String(index + 1)),
        campaign: null,
        details: {},
      };
    });
    await storeTouchpoints(world.runtime.db, touchpoints, { lane: 'live', now });
    await world.settle();
  }

  async function person(world: Harness): Promise<{ readonly email: string; readonly lead: string }> {
    people += 1;
    const email = `digest-${people}@acme.example`;
    await world.hub.create('contacts', { email, lastname: `Digest ${people}`, company: 'Acme' });
    await world.settle();
    const lead = only((await inForce(world, 'Lead')).filter((one) => one['Email'] === email)).Id;
    return { email, lead };
  }

  const tasksOf = async (world: Harness, who: string): Promise<readonly SalesforceRecord[]> =>
    (await inForce(world, 'Task')).filter(
      (task) => task['WhoId'] === who && /^(?:Last|Marketing): /u.test(String(task['Subject'])),
    );
  const linesOf = (task: SalesforceRecord): readonly string[] =>
    String(task['Description'])
      .split('\n')
      .map((line) => line.slice('2026-11-21 '.length));
  /** As if every digest had been written two hours ago. */
  const later = async (world: Harness): Promise<void> => {
    await sql`update record set modified_at = modified_at - interval '2 hours' where object = 'digest'`.execute(
      world.runtime.db,
    );
    await sql`update to_decide set due_at = ${new Date()}`.execute(world.runtime.db);
    await eventually(async () => (await dueWork(world.runtime.db, new Date())).length === 0);
    await world.settle();
  };
  const writesNothing = async (world: Harness): Promise<void> => {
    expect(Object.values(await world.settle()).every((count) => count === 0)).to.equal(true);
    await world.settleAll();
    expect(Object.values(await world.settle()).every((count) => count === 0)).to.equal(true);
  };

  describe('for everybody, as something to do', () => {
    const there = worldWith(TO_DO);

    it('holds the last 3 of 20 things, and is written anew once the time between two writes is over', async () => {
      const world = there();
      const { email, lead } = await person(world);
      await does(world, email, '/page-#', { times: 20 });
      const made = only(await tasksOf(world, lead));
      expect(made).to.include({ Status: 'Not Started', IsClosed: false });
      expect(made['Subject']).to.match(/^Last: \d{4}-\d\d-\d\d Page: \/page-20$/u);
      expect(linesOf(made)).to.deep.equal(['Page: /page-20', 'Page: /page-19', 'Page: /page-18']);
      expect(made['ActivityDate']).to.equal(String(made['Subject']).slice(6, 16));
      await writesNothing(world);

      await does(world, email, '/prices', { times: 2 });
      await does(world, email, 'Talk to sales', { kind: 'form_submit' });
      expect(only(await tasksOf(world, lead)), 'before the hour is over').to.deep.equal(made);
      const { rows } = await sql<{ wait: number }>`
        select (extract(epoch from d.due_at - r.modified_at) * 1000)::float8 as wait from to_decide d, record r
        where r.object = 'digest' and r.fields ->> 'person' = d.entity_id::text`.execute(world.runtime.db);
      expect(Math.round(only(rows).wait)).to.equal(HOUR_MS);

      await world.forgetCalls();
      await later(world);
      const again = only(await tasksOf(world, lead));
      expect(again.Id).to.equal(made.Id);
      expect(linesOf(again)).to.deep.equal([
        'Form: Talk to sales',
        'Page: /prices, 2 times',
        'Page: /page-20',
      ]);
      await writesNothing(world);
    });

    it('tells what marketing sees, and neither mails that were sent nor calls', async () => {
      const world = there();
      const { email, lead } = await person(world);
      await does(world, email, 'News', { kind: 'email_sent' });
      await does(world, email, 'Intro', { kind: 'call' });
      expect(await tasksOf(world, lead)).to.deep.equal([]);
      await does(world, email, 'News', { kind: 'email_open' });
      expect(linesOf(only(await tasksOf(world, lead)))).to.deep.equal(['Mail opened: News']);
    });

    it('stays deleted when a rep deletes it, whatever the person does', async () => {
      const world = there();
      const { email, lead } = await person(world);
      await does(world, email, '/one');
      await world.force.remove('Task', only(await tasksOf(world, lead)).Id);
      await world.settle();
      await does(world, email, '/two');
      await later(world);
      await world.settleAll();
      expect(await tasksOf(world, lead)).to.deep.equal([]);
      await writesNothing(world);
    });

    it('is left as it is when a rep has completed it, and what is new is one more', async () => {
      const world = there();
      const { email, lead } = await person(world);
      await does(world, email, '/one');
      const first = only(await tasksOf(world, lead));
      await world.force.edit('Task', first.Id, { Status: 'Completed' });
      await world.settle();
      await later(world);
      only(await tasksOf(world, lead));
      await writesNothing(world);
      await does(world, email, '/two');
      await later(world);
      const [closed, open, ...more] = (await tasksOf(world, lead)).toSorted((a) =>
        a.Id === first.Id ? -1 : 1,
      );
      expect(more).to.deep.equal([]);
      expect(closed).to.include({ Id: first.Id, Status: 'Completed', Description: first['Description'] });
      expect(open?.['Status']).to.equal('Not Started');
      expect(linesOf(open!)).to.deep.equal(['Page: /two', 'Page: /one']);
      await does(world, email, '/three');
      await later(world);
      expect(await tasksOf(world, lead)).to.have.length(2);
      await writesNothing(world);
      // What sales has done with it is no touch, and nothing for HubSpot.
      expect((await why(world, email)).touches.map(({ kind }) => kind)).to.deep.equal(
        Array(3).fill('page_view'),
      );
      for (const object of ['tasks', 'calls']) expect(await inHub(world, object)).to.deep.equal([]);
    });

    it('follows a lead into the contact that it becomes, and is not made again', async () => {
      const world = there();
      const { email, lead } = await person(world);
      await does(world, email, '/one');
      const { Id } = only(await tasksOf(world, lead));
      await world.force.convert(lead);
      await world.settle();
      await does(world, email, '/two');
      await later(world);
      const task = only(await inForce(world, 'Task'));
      expect(task).to.include({ Id, WhoId: only(await inForce(world, 'Contact')).Id });
      expect(linesOf(task)).to.deep.equal(['Page: /two', 'Page: /one']);
      await writesNothing(world);
    });

    it('is one when two people turn out to be one', async () => {
      const world = there();
      const [one, two] = [await person(world), await person(world)];
      await does(world, two.email, '/two');
      const { Id } = only(await inForce(world, 'Task'));
      const contacts = await inHub(world, 'contacts');
      const idOf = (email: string): string =>
        only(contacts.filter(({ properties }) => properties['email'] === email)).id;
      await world.hub.merge('contacts', idOf(one.email), idOf(two.email));
      await world.settle();
      await does(world, one.email, '/one');
      await later(world);
      const task = only(await inForce(world, 'Task'));
      expect(task.Id).to.equal(Id);
      expect(linesOf(task)).to.deep.equal(['Page: /one', 'Page: /two']);
      await writesNothing(world);
    });

    it('is made once though Salesforce answers nothing', async () => {
      const world = there();
      const { email, lead } = await person(world);
      await world.force.control.post('faults', {
        path: 'composite/sobjects/Task/Leadloop_Id__c',
        effect: { kind: 'lose-answer' },
        times: 1,
      });
      await does(world, email, '/one');
      await eventually(async () => (await tasksOf(world, lead)).length > 0);
      await world.settleAll();
      only(await tasksOf(world, lead));
      expect(await world.force.control.get('faults')).to.deep.equal([1]);
      await writesNothing(world);
    });

    it('waits for the Lead of somebody who comes later, and belongs to whoever has it', async () => {
      const world = there();
      const email = 'early@acme.example';
      await does(world, email, '/one');
      expect(await inForce(world, 'Task')).to.deep.equal([]);
      await world.hub.create('contacts', { email, lastname: 'Early', company: 'Acme' });
      await world.settle();
      const { Id } = only(await inForce(world, 'Lead'));
      only(await tasksOf(world, Id));
      const rep = only(
        (await world.force.records('User')).filter((user) => user['Email'] === 'alex.rep@example.com'),
      );
      await world.force.edit('Lead', Id, { OwnerId: rep.Id });
      await world.settle();
      await later(world);
      expect(only(await tasksOf(world, Id))['OwnerId']).to.equal(rep.Id);
      await writesNothing(world);
    });
  });

  describe('as the documentation has it', () => {
    const there = worldWith(EXAMPLE);

    it('is for whom sales works with alone, is the rep’s from the hand-off on, and counts as nothing', async () => {
      const world = there();
      const { email, lead } = await person(world);
      await does(world, email, '/prices', { times: 2 });
      expect(await tasksOf(world, lead), 'before the hand-off').to.deep.equal([]);
      await does(world, email, 'Talk to sales', { kind: 'form_submit' });
      const { score } = await why(world, email);
      const digest = only(await tasksOf(world, lead));
      expect(await inForce(world, 'Task'), 'with that of the hand-off').to.have.length(2);
      expect(digest).to.include({ Status: 'Completed', IsClosed: true });
      const { OwnerId } = only((await inForce(world, 'Lead')).filter(({ Id }) => Id === lead));
      const owner = (await world.force.records('User')).find(({ Id }) => Id === OwnerId);
      expect(owner?.['Email']).to.match(/rep@example/u);
      expect(digest['OwnerId']).to.equal(OwnerId);
      expect(digest['Subject'])
        .to.include('Marketing: 3 in 30 days. Last: ')
        .and.to.include('Form: Talk to sales');
      await writesNothing(world);
      const known = await why(world, email);
      expect(known.touches.map(({ kind }) => kind)).to.deep.equal(['form_submit', 'page_view', 'page_view']);
      // Points for what was done go down with time.
      expect(known.score?.engagement).to.be.closeTo(score?.engagement ?? 0, 0.01);
      const { rows } = await sql<{ touched: boolean }>`
        select touched_at is not null as touched from hand_off`.execute(world.runtime.db);
      expect(only(rows).touched).to.equal(false);
      for (const object of ['tasks', 'calls']) expect(await inHub(world, object)).to.deep.equal([]);

      await does(world, email, '/terms');
      await later(world);
      const again = only(await tasksOf(world, lead));
      expect(again).to.include({ Id: digest.Id, Status: 'Completed' });
      expect(linesOf(again).slice(0, 3)).to.deep.equal([
        'Page: /terms',
        'Form: Talk to sales',
        'Page: /prices, 2 times',
      ]);
      await writesNothing(world);
    });
  });
});
