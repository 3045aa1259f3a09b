import { join } from 'node:path';
import { expect } from 'chai';
import { sql } from 'kysely';
import { pick, seededRandom } from '../../src/connector/sim/random.ts';
import { decideBatch } from '../../src/decide/decide-batch.ts';
import type { Clock } from '../../src/domain/clock.ts';
import type { EntityId } from '../../src/domain/entity.ts';
import type { RecordRef } from '../../src/domain/record.ts';
import { TOUCHPOINT_KINDS, type Touchpoint } from '../../src/domain/touchpoint.ts';
import type { Fields } from '../../src/domain/value.ts';
import { captureEvents } from '../../src/ledger/capture-events.ts';
import { storeVersion } from '../../src/ledger/config-versions.ts';
import { inTransaction, jsonb, ledgerOver, type LedgerDb } from '../../src/ledger/database.ts';
import { storeTouchpoints } from '../../src/ledger/touchpoints.ts';
import { askToDecide } from '../../src/ledger/to-decide.ts';
import type { Database } from '../../src/platform/database/database.ts';
import { createIds } from '../../src/platform/ids.ts';
import { readConfigFiles, versionOf } from '../../src/runtime/config-folder.ts';
import { decideRules } from '../../src/runtime/decide-rules.ts';
import { parseMappings } from '../../src/runtime/mappings.ts';
import { makeReplayer } from '../../src/runtime/replay.ts';
import { migratedDatabase } from '../support/ledger.ts';
import { SANDBOX } from '../unit/rules/sandbox.ts';

/** More take longer: `REPLAY_DECISIONS=10000` five times as long. */
const DECISIONS = Number(process.env['REPLAY_DECISIONS'] ?? 2_000);
const SEED = Number(process.env['REPLAY_SEED'] ?? 11);
/** Most come to some ten decisions. */
const PEOPLE = Math.ceil(DECISIONS / 8);
const COMPANIES = 20;
const DAY_MS = 86_400_000;
const T0 = Date.parse('2026-01-31T22:59:59.123Z');
const CONFIG = await readConfigFiles(join(import.meta.dirname, '..', '..', 'mappings'));

/** What people write is not what one expects. */
const NAMES = [
  'Berg',
  'Ångström',
  'O’Neill "Bob"',
  '\u202eturned',
  'مرحبا',
  '李',
  '🦊',
  '\u2028',
  ' ',
  'e\u0301',
];
const TITLES = ['Head of IT', 'CTO', 'Student', 'Clerk', 'Sales manager', 'Vice President, Operations', ''];
const STATUSES = ['Open - Not Contacted', 'Working - Contacted', 'Closed - Not Converted'];
const REASONS = [
  '',
  'No need',
  'bad timing',
  'No budget',
  'Bad data',
  'No fit',
  'Something else',
  'unreachable',
];
const ABOUT = [
  '/pricing',
  '/product/a?b=1',
  '/careers',
  'Newsletter',
  'Talk to sales',
  'Book a demo',
  'Support',
  '',
  null,
];

describe('decisions that the ledger keeps', function () {
  this.timeout(120_000 + DECISIONS * 20);
  let database: Database;
  let db: LedgerDb;
  before(async () => {
    database = await migratedDatabase();
    db = ledgerOver(database.pool);
  });
  after(() => database.close());

  it(`come out the same to the letter, all ${DECISIONS} of them, and not when one is tampered with`, async () => {
    const people = await makeHistory();
    const replayAll = makeReplayer(db);
    const outcomes = new Map<string, number>();
    const differing: unknown[] = [];
    for (const person of people)
      for (const decision of await replayAll(person)) {
        outcomes.set(decision.outcome.kind, (outcomes.get(decision.outcome.kind) ?? 0) + 1);
        if (decision.outcome.kind !== 'same') differing.push(decision);
      }
    expect(differing).to.deep.equal([]);
    expect(outcomes.get('same')).to.be.at.least(DECISIONS);
    expect(await kinds()).to.have.all.keys('recipe', 'recipe, moved', 'answer, moved');

    const { rows } = await sql<{ id: number; entity: EntityId }>`
      update decision set receipt = jsonb_set(receipt, '{input,touchpoints,0,at}',
        to_jsonb((receipt #>> '{input,touchpoints,0,at}')::bigint + 1))
      where id = (select max(id) from decision where receipt #> '{input,touchpoints,0}' is not null)
      returning id, entity_id as entity`.execute(db);
    const [tampered] = rows;
    const again = await replayAll(tampered?.entity ?? '');
    expect(again.filter(({ outcome }) => outcome.kind === 'differs').map(({ id }) => id)).to.deep.equal([
      tampered?.id,
    ]);
  });

  /** Lets years go by for many people, by the shipped rules, until enough has been decided; answers who they are. */
  async function makeHistory(): Promise<readonly EntityId[]> {
    const random = seededRandom(SEED);
    const oneOf = <T>(items: readonly T[]): T => pick(random, items);
    let now = T0;
    const clock: Clock = { now: () => new Date(now) };
    const ids = createIds(clock);
    const mappings = parseMappings(CONFIG, (file) => file);
    const version = versionOf(CONFIG);
    await storeVersion(db, {
      id: version,
      files: CONFIG,
      author: 'test',
      at: new Date(T0),
      note: '',
      describe: () => [],
    });
    const context = {
      ...decideRules(mappings),
      db,
      clock,
      ids,
      directory: () => Promise.resolve(SANDBOX),
      trial: () => Promise.resolve(null),
      timelineOf: () => null,
      worker: 'w1',
      partitions: 1,
      leaseMs: 30_000,
      batchSize: 200,
    };
    const kindOf = (system: string, object: string) => mappings.kindOf(system, object);

    const companies = await known(
      Array.from({ length: COMPANIES }, (_, number) => ({
        ref: { system: 'hubspot', object: 'companies', id: `${number}` },
        fields: {
          name: `Company ${number}`,
          numberofemployees: oneOf([null, 3, 400, 12_000, 0.1 + 0.2]),
          industry: oneOf([null, 'MACHINERY', 'COMPUTER_SOFTWARE']),
        },
      })),
    );
    expect(companies).to.have.length(COMPANIES);
    const refs = Array.from({ length: PEOPLE }, (_, number) =>
      number % 3 === 0
        ? { system: 'hubspot', object: 'contacts', id: `${number}` }
        : { system: 'salesforce', object: 'Lead', id: `00Q${number}` },
    );
    const people = await known(refs.map((ref, number) => ({ ref, fields: personIn(ref, number) })));
    await giveOpportunities();

    for (let left = DECISIONS; left > 0; left = DECISIONS - (await count())) {
      await storeTouchpoints(db, refs.flatMap(touchesOf), { lane: 'live', now: clock.now() });
      const changed = refs.map((ref, number) => ({ ref, fields: personIn(ref, number) }));
      await write(changed.filter(() => random() < 0.5));
      const news = people.map((entity) => ({ entity, lane: 'live', since: clock.now() }) as const);
      await askToDecide(db, news, clock.now());
      while ((await decideBatch('live', 0, context)).decided > 0);
      now += Math.floor((0.2 + random() * 20) * DAY_MS);
    }
    return people;

    function personIn(ref: RecordRef, number: number): Fields {
      const email = oneOf([
        `p${number}@acme${number % 7}.example`,
        `p${number}@gmail.com`,
        `p${number}@rival.example`,
      ]);
      const [last, company, title] = [oneOf(NAMES), oneOf([...NAMES, null]), oneOf(TITLES)];
      const country = oneOf(['Germany', 'DE', 'Chile', null]);
      if (ref.system === 'hubspot')
        return {
          email,
          lastname: last,
          company,
          jobtitle: title,
          country,
          associatedcompanyid: oneOf([null, `${number % COMPANIES}`]),
        };
      return {
        Email: email,
        LastName: last,
        Company: company,
        Title: title,
        Country: country,
        Status: oneOf(STATUSES),
        Leadloop_Rejection_Reason__c: oneOf(REASONS),
      };
    }

    function touchesOf({ system, object, id }: RecordRef): readonly Touchpoint[] {
      return Array.from({ length: Math.floor(random() * 5) }, () => ({
        source: { system, object: 'thing', id: ids.next() },
        who: { kind: 'record', object, id },
        kind: oneOf([...TOUCHPOINT_KINDS, 'form_submit', 'page_view', 'form_submit', 'page_view']),
        at: new Date(now - Math.floor(random() * 12 * DAY_MS)),
        about: oneOf(ABOUT),
        campaign: null,
        details: {},
      }));
    }

    /** Makes entities of records, as if they had been looked at. */
    async function known(records: readonly Seen[]): Promise<readonly EntityId[]> {
      const events = records.map(({ ref }) => ({
        ref,
        origin: 'webhook' as const,
        lane: 'live' as const,
        snapshot: null,
        occurredAt: null,
      }));
      await captureEvents(db, events, { now: clock.now(), ids, partitions: 1, kindOf });
      await sql`delete from inbox`.execute(db);
      await write(records);
      const { rows } = await sql<{ id: EntityId }>`
        select l.entity_id as id from jsonb_to_recordset(${jsonb(records.map(({ ref }) => ref))}) as r(system text, object text, id text)
        join link l on (l.system, l.object, l.record_id) = (r.system, r.object, r.id)`.execute(db);
      return rows.map((row) => row.id);
    }

    async function write(records: readonly Seen[]): Promise<void> {
      const rows = records.map(({ ref, fields }) => ({ ...ref, fields }));
      await sql`
        insert into record (system, object, record_id, fields, modified_at, seen_at)
        select system, object, id, fields, ${clock.now()}, ${clock.now()}
        from jsonb_to_recordset(${jsonb(rows)}) as r(system text, object text, id text, fields jsonb)
        on conflict (system, object, record_id) do update set fields = excluded.fields, modified_at = excluded.modified_at`.execute(
        db,
      );
    }

    /** One in six has a part in an opportunity, open, won or lost. */
    async function giveOpportunities(): Promise<void> {
      const some = people.filter((_, number) => number % 6 === 0);
      const deals = await known(
        some.map((_, number) => ({
          ref: { system: 'salesforce', object: 'Opportunity', id: `006${number}` },
          fields: {
            StageName: 'Prospecting',
            IsClosed: number % 2 === 0,
            IsWon: number % 4 === 0,
            Amount: oneOf([null, 0.1, 1e15 / 3, 12_000]),
            CloseDate: '2026-02-28',
          },
        })),
      );
      const roles = some.map((person, number) => ({
        ref: { system: 'salesforce', object: 'OpportunityContactRole', id: `00K${number}` },
        fields: { person, opportunity: deals[number] ?? null },
      }));
      await known(roles);
      await inTransaction(db, (tx) =>
        sql`
          insert into shadow (system, object, record_id, fields)
          select system, object, id, fields from jsonb_to_recordset(${jsonb(roles.map(({ ref, fields }) => ({ ...ref, fields })))})
            as r(system text, object text, id text, fields jsonb)`.execute(tx),
      );
    }
  }

  const count = async (): Promise<number> =>
    (await sql<{ n: number }>`select count(*)::int as n from decision`.execute(db)).rows[0]?.n ?? 0;

  /** How many there are of each kind. */
  async function kinds(): Promise<Readonly<Record<string, number>>> {
    const { rows } = await sql<{ kind: string; n: number }>`
      select case when receipt ? 'hearing' then 'answer' else 'recipe' end || case when moved then ', moved' else '' end as kind,
        count(*)::int as n from decision group by 1`.execute(db);
    return Object.fromEntries(rows.map(({ kind, n }) => [kind, n]));
  }
});

interface Seen {
  readonly ref: RecordRef;
  readonly fields: Fields;
}
