import { expect } from 'chai';
import fc from 'fast-check';
import { sql } from 'kysely';
import type { RecordRef } from '../../../src/domain/record.ts';
import type { Touchpoint } from '../../../src/domain/touchpoint.ts';
import type { ClaimedEntity } from '../../../src/ledger/claim-entities.ts';
import { commitPlans } from '../../../src/ledger/commit-plans.ts';
import { readCounts } from '../../../src/ledger/counts.ts';
import { readCursor } from '../../../src/ledger/cursors.ts';
import { joinLastTouchpoints, joinTouchpoints } from '../../../src/ledger/join-touchpoints.ts';
import { readTouches } from '../../../src/ledger/read-touches.ts';
import { splitEntity } from '../../../src/ledger/split-entity.ts';
import { storeTouchpoints } from '../../../src/ledger/touchpoints.ts';
import { endRefusal, noteRefusal, readRefusals } from '../../../src/ledger/touch-refusals.ts';
import { emptyLedger } from '../../support/ledger.ts';
import {
  after as later,
  crmRef,
  emptyPlan,
  hubRef,
  ids,
  one,
  openTestLedger,
  rang,
  T0,
  type TestLedger,
} from './support.ts';

const ANNA = hubRef('1');
const LEAD = crmRef('L1');
const ADDRESS = 'anna@acme.example';
const CAME = { lane: 'live', now: T0 } as const;

describe('touchpoints in the ledger', () => {
  let ledger: TestLedger;
  before(async () => {
    ledger = await openTestLedger();
  });
  beforeEach(() => emptyLedger(ledger.db));
  after(() => ledger.close());

  let made = 0;
  const view = (over: Partial<Touchpoint> = {}): Touchpoint => ({
    source: { system: 'hub', object: 'event', id: String((made += 1)) },
    who: { kind: 'record', object: ANNA.object, id: ANNA.id },
    kind: 'page_view',
    at: T0,
    about: 'acme.example/pricing',
    campaign: null,
    details: {},
    ...over,
  });
  const byAddress = (over: Partial<Touchpoint> = {}): Touchpoint =>
    view({ who: { kind: 'email', address: ADDRESS }, kind: 'form_submit', about: 'Talk to sales', ...over });

  const store = (...touchpoints: Touchpoint[]): Promise<readonly string[]> =>
    storeTouchpoints(ledger.db, touchpoints, CAME);
  const personOf = async (ref: { system: string; object: string; id: string }): Promise<string> =>
    one(
      await ledger.db
        .selectFrom('link')
        .select('entity_id')
        .where('system', '=', ref.system)
        .where('record_id', '=', ref.id)
        .execute(),
    ).entity_id;
  const told = async (entity: string) => {
    const touches = await readTouches(ledger.db, [entity], { since: new Date(0), most: 100 });
    return touches.get(entity)!;
  };
  const totals = async (entity: string): Promise<Record<string, number>> =>
    Object.fromEntries((await told(entity)).totals.map((row) => [`${row.kind} ${row.about}`, row.touches]));

  /** What reconcile does of a record that came in. */
  async function commit(
    claimed: ClaimedEntity,
    addressesOf: (id: string) => readonly string[],
    now = T0,
  ): Promise<void> {
    const addresses = claimed.links.map(({ ref }) => ({ ref, addresses: addressesOf(ref.id) }));
    await commitPlans(ledger.db, [{ claimed, plan: emptyPlan(claimed.id), addresses }], {
      worker: 'w1',
      readAt: now,
      now,
      mappingVersion: 'v1',
    });
  }

  async function known(ref: RecordRef, addresses: readonly string[]): Promise<string> {
    await ledger.capture([rang(ref)]);
    const claimed = one(await ledger.claim());
    await commit(claimed, () => addresses);
    return claimed.id;
  }

  it('keeps what is told twice once, and counts it once', async () => {
    const anna = await known(ANNA, []);
    const visit = view();
    expect(await store(visit, visit)).to.deep.equal([anna]);
    expect(await store(visit)).to.deep.equal([]);
    expect(await totals(anna)).to.deep.equal({ 'page_view acme.example/pricing': 1 });
    expect((await told(anna)).recent).to.deep.equal([
      {
        system: 'hub',
        kind: 'page_view',
        at: T0,
        about: 'acme.example/pricing',
        campaign: null,
        details: {},
      },
    ]);
  });

  it('keeps what comes before its person, and joins it once the record comes in', async () => {
    expect(await store(view(), view({ at: later(60) }))).to.deep.equal([]);
    const anna = await known(ANNA, []);
    const { totals: rows } = await told(anna);
    expect(rows).to.deep.equal([
      { kind: 'page_view', about: 'acme.example/pricing', touches: 2, firstAt: T0, lastAt: later(60) },
    ]);
  });

  it('joins by e-mail address, before and after the address is known', async () => {
    await store(byAddress());
    const anna = await known(ANNA, [ADDRESS]);
    expect(await store(byAddress())).to.deep.equal([anna]);
    expect(await totals(anna)).to.deep.equal({ 'form_submit Talk to sales': 2 });
  });

  it('leaves what comes by an address that a record has no longer', async () => {
    const anna = await known(ANNA, [ADDRESS]);
    await known(ANNA, ['anna@new.example']);
    expect(await store(byAddress())).to.deep.equal([]);
    expect(await totals(anna)).to.deep.equal({});
  });

  it('prefers, of several with one address, the record in the same system', async () => {
    const lead = await known(LEAD, [ADDRESS]);
    const contact = await known(ANNA, [ADDRESS]);
    expect(lead < contact).to.equal(true);
    expect(await store(byAddress())).to.deep.equal([contact]);
    const elsewhere = { system: 'forms', object: 'form', id: '1' };
    expect(await store(byAddress({ source: elsewhere }))).to.deep.equal([lead]);
  });

  it('gives the one who stays what either did, when two turn out to be one', async () => {
    const anna = await known(ANNA, []);
    const twin = await known(LEAD, [ADDRESS]);
    await store(view(), byAddress(), byAddress({ at: later(5) }));
    await ledger.capture([rang(ANNA)], later(1));
    const claimed = one(await ledger.claim('w1', later(1)));
    await ledger.commit(claimed, { links: [{ kind: 'fold', other: twin }], next: 'again' }, 'w1', later(1));
    expect(await totals(anna)).to.deep.equal({
      'page_view acme.example/pricing': 1,
      'form_submit Talk to sales': 2,
    });
    expect(await store(byAddress())).to.deep.equal([anna]);
    expect(await totals(twin)).to.deep.equal({});
  });

  it('gives those who are split apart each what is told of their own records and addresses', async () => {
    const anna = await known(ANNA, [ADDRESS]);
    const lead = await known(LEAD, ['berta@acme.example']);
    await ledger.capture([rang(ANNA)], later(1));
    const claimed = one(await ledger.claim('w1', later(1)));
    await ledger.commit(claimed, { links: [{ kind: 'fold', other: lead }], next: 'again' }, 'w1', later(1));
    const bertas = byAddress({ who: { kind: 'email', address: 'berta@acme.example' }, about: 'Press' });
    const call = view({
      source: { system: 'crm', object: 'Task', id: 'T1' },
      who: { kind: 'record', object: 'Lead', id: 'L1' },
      kind: 'call',
      about: 'Hello',
    });
    await store(view(), byAddress(), bertas, call);
    const newcomer = ids.next();
    await splitEntity(ledger.db, {
      entity: anna,
      kind: 'person',
      newcomer,
      leave: [LEAD],
      known: [ANNA, LEAD],
      corrections: [],
      creates: 0,
      who: 'eve',
      now: later(2),
      partitions: 1,
    });
    expect(await totals(anna)).to.deep.equal({
      'page_view acme.example/pricing': 1,
      'form_submit Talk to sales': 1,
    });
    expect(await totals(newcomer)).to.deep.equal({ 'form_submit Press': 1, 'call Hello': 1 });
  });

  it('loses none when a person and what they did come in side by side', async () => {
    const people = Array.from({ length: 20 }, (_, index) => hubRef(`p${index}`));
    const addressOf = (id: string): string => `${id}@acme.example`;
    await ledger.capture(people.map((ref) => rang(ref)));
    await Promise.all([
      ...(await ledger.claim()).map((claimed) => commit(claimed, (id) => [addressOf(id)])),
      ...people.map(({ id, object }) =>
        store(
          view({ who: { kind: 'record', object, id } }),
          byAddress({ who: { kind: 'email', address: addressOf(id) } }),
        ),
      ),
    ]);
    for (const ref of people)
      expect(Object.values(await totals(await personOf(ref))), ref.id).to.deep.equal([1, 1]);
  }).timeout(20_000);

  it('joins at the start what a crash has left', async () => {
    await store(view());
    await ledger.capture([rang(ANNA)]);
    expect(await joinLastTouchpoints(ledger.db, CAME)).to.deep.equal([await personOf(ANNA)]);
    expect(await joinLastTouchpoints(ledger.db, CAME)).to.deep.equal([]);
  });

  it('moves the cursor with what was found before it', async () => {
    await storeTouchpoints(ledger.db, [], CAME, { name: 'touch:hub/forms', position: 'here' });
    expect(await readCursor(ledger.db, 'touch:hub/forms')).to.equal('here');
  });

  it('tells what many did since a moment, newest first, at most so many of each, and whether there is more', async () => {
    const anna = await known(ANNA, []);
    const berta = await known(hubRef('2'), []);
    const times = [10, 20, 30, 40].map(later);
    await store(
      ...times.map((at) => view({ at })),
      view({ who: { kind: 'record', object: 'contacts', id: '2' }, at: later(15) }),
    );
    const touches = await readTouches(ledger.db, [anna, berta], { since: later(20), most: 2 });
    expect(touches.get(anna)?.recent.map(({ at }) => at)).to.deep.equal([later(40), later(30)]);
    expect(touches.get(anna)?.more).to.equal(true);
    expect(touches.get(berta)).to.deep.include({ recent: [], more: false });
    expect(touches.get(berta)?.totals[0]?.touches).to.equal(1);
    const next = await readTouches(ledger.db, [anna], { since: later(20), most: 2, skip: 2 });
    expect(next.get(anna)).to.deep.include({ more: false });
    expect(next.get(anna)?.recent.map(({ at }) => at)).to.deep.equal([later(20)]);
  });

  it('counts by kind what is joined and what is of nobody known', async () => {
    await known(ANNA, []);
    await store(view(), view(), byAddress());
    const { touchpoints } = await readCounts(ledger.db, T0);
    expect(touchpoints).to.deep.equal([
      { kind: 'form_submit', joined: 0, unknown: 1 },
      { kind: 'page_view', joined: 2, unknown: 0 },
    ]);
  });

  it('says once that a source is refused, and that it is not any more', async () => {
    const failure = { kind: 'auth', code: 'x', message: '', meaning: 'M', fix: 'F', actor: 'admin' } as const;
    expect(await noteRefusal(ledger.db, 'hub', 'forms', failure, T0)).to.equal(true);
    expect(await noteRefusal(ledger.db, 'hub', 'forms', failure, later(1))).to.equal(false);
    expect(await readRefusals(ledger.db)).to.deep.equal([
      { system: 'hub', source: 'forms', meaning: 'M', fix: 'F', since: T0 },
    ]);
    expect(await endRefusal(ledger.db, 'hub', 'forms')).to.equal(true);
    expect(await endRefusal(ledger.db, 'hub', 'forms')).to.equal(false);
  });

  it('has totals that are the sums of the touchpoints, whatever is told in whatever order', async () => {
    const told_ = fc.record({
      id: fc.nat(12),
      person: fc.nat(2),
      kind: fc.constantFrom('page_view', 'form_submit'),
      second: fc.nat(100),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(told_, fc.nat(2)), { maxLength: 25 }), async (steps) => {
        await emptyLedger(ledger.db);
        for (const step of steps) {
          if (typeof step === 'number') await known(hubRef(String(step)), []);
          else
            await store(
              view({
                source: { system: 'hub', object: 'event', id: String(step.id) },
                who: { kind: 'record', object: 'contacts', id: String(step.person) },
                kind: step.kind as 'page_view',
                at: later(step.second),
              }),
            );
        }
        const { rows } = await sql`
          (select entity_id, kind, about, touches, first_at, last_at from touch_total except all
           select entity_id, kind, about, count(*), min(at), max(at) from touchpoint where entity_id is not null group by 1, 2, 3)
          union all (select id, '', '', 0, now(), now() from entity e where exists (
            select 1 from touchpoint t join link l on (l.system, l.object, l.record_id) = (t.system, t.who_object, t.who_id)
            where t.entity_id is null and l.entity_id = e.id))`.execute(ledger.db);
        expect(rows).to.deep.equal([]);
      }),
      { numRuns: 10 },
    );
  }).timeout(60_000);

  it('answers for a person who did nothing', async () => {
    const anna = await known(ANNA, []);
    expect(await told(anna)).to.deep.equal({ recent: [], more: false, totals: [] });
    expect(await joinTouchpoints(ledger.db, { records: [], addresses: [] }, CAME)).to.deep.equal([]);
  });
});
