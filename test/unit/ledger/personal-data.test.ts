import { expect } from 'chai';
import { sql } from 'kysely';
import { inTransaction, type LedgerDb } from '../../../src/ledger/database.ts';
import { countPersonal, erasePersonal, PERSONAL_DATA, subjectOf } from '../../../src/ledger/personal-data.ts';
import { EMPTIED } from '../../../src/ledger/reset.ts';
import { ids, openTestLedger, T0, type TestLedger } from './support.ts';

/** Written by Kysely itself. */
const MIGRATIONS = ['kysely_migration', 'kysely_migration_lock'];

describe('what the ledger holds of people', () => {
  let ledger: TestLedger;
  before(async () => {
    ledger = await openTestLedger();
  });
  after(() => ledger.close());

  const tables = async (): Promise<readonly string[]> => {
    const { rows } = await sql<{ name: string }>`
      select table_name as name from information_schema.tables
      where table_schema = current_schema() and table_type = 'BASE TABLE'`.execute(ledger.db);
    return rows.map(({ name }) => name).filter((name) => !MIGRATIONS.includes(name));
  };

  it('is judged for every table: whether it is personal, and how it is erased', async () => {
    expect(Object.keys(PERSONAL_DATA)).to.have.members(await tables());
  });

  it('says of each table without any why that is so', () => {
    for (const [table, holding] of Object.entries(PERSONAL_DATA))
      if (holding.kind === 'nothing') expect(holding.because, table).to.not.equal('');
  });

  it('is erased from every table that holds something, and nobody else’s is', async () => {
    const { db } = ledger;
    const [ada, grace] = [ids.next(), ids.next()];
    for (const [person, name, id] of [
      [ada, 'Adalina', '1'],
      [grace, 'Gracia', '2'],
    ] as const)
      await fill(db, person, name, id);
    const before = await textOf(db);
    expect(before).to.include('Adalina').and.include('Gracia');

    const subject = await subjectOf(db, ada, T0);
    const counts = await countPersonal(db, subject);
    const personal = Object.entries(PERSONAL_DATA).flatMap(([table, { kind }]) =>
      kind === 'personal' ? [table] : [],
    );
    expect(Object.keys(counts)).to.have.members(personal);
    await inTransaction(db, (tx) => erasePersonal(tx, subject));
    const after = await textOf(db);
    expect(after.split('\n').filter((line) => line.includes('Adalina'))).to.deep.equal([]);
    const of = (text: string, name: string) => text.split('\n').filter((line) => line.includes(name));
    expect(of(after, 'Gracia')).to.deep.equal(of(before, 'Gracia'));
    expect(after).to.include('"answer": "rejected"');
    expect(after).to.include('"campaign": "Spring"');
  });

  it('is gone when the ledger is emptied', () => {
    const personal = Object.entries(PERSONAL_DATA).flatMap(([table, { kind }]) =>
      kind === 'personal' ? [table] : [],
    );
    expect(EMPTIED).to.include.members(personal);
  });
});

/** Every row of every table, one a line. */
async function textOf(db: LedgerDb): Promise<string> {
  const lines: string[] = [];
  for (const table of Object.keys(PERSONAL_DATA)) {
    const { rows } = await sql<{ line: string }>`
      select ${table}::text || ' ' || to_jsonb(t)::text as line from ${sql.table(table)} t`.execute(db);
    lines.push(...rows.map(({ line }) => line).sort());
  }
  return lines.join('\n');
}

/** A row about the person in each table that can hold one, with their name wherever it can be. */
async function fill(db: LedgerDb, person: string, name: string, id: string): Promise<void> {
  const handOff = ids.next();
  const plan = ids.next();
  const told = JSON.stringify({ name });
  const ref = JSON.stringify([{ system: 'hub', object: 'contacts', id }]);
  const answer = { answer: 'rejected', reason: 'no-budget', said: name, from: { stage: 'sal', cycle: 1 } };
  const receipt = JSON.stringify({ input: { name }, hearing: { answer } });
  const made = JSON.stringify({
    kind: 'lead',
    person: { name },
    records: [{ id: handOff, object: 'task', fields: { name } }],
  });
  for (const statement of [
    sql`insert into entity (id, kind, partition, created_at) values (${person}, 'person', 0, ${T0})`,
    sql`insert into link (system, object, record_id, entity_id, is_primary, linked_by, linked_at)
      values ('hub', 'contacts', ${id}, ${person}, true, 'first-seen', ${T0})`,
    sql`insert into shadow values ('hub', 'contacts', ${id}, ${told})`,
    sql`insert into record (system, object, record_id, fields, seen_at) values ('hub', 'contacts', ${id}, ${told}, ${T0})`,
    sql`insert into address values (${`${name}@acme.example`}, 'hub', 'contacts', ${id})`,
    sql`insert into correction (system, object, record_id, fields) values ('hub', 'contacts', ${id}, ${told})`,
    sql`insert into block_member (id, system, object, record_id, keys) values (${id}, 'hub', 'contacts', ${id}, '{7}')`,
    sql`insert into block_key values (7, ${id})`,
    sql`insert into inbox (system, object, record_id, entity_id, lane, partition, origin, snapshot, received_at, due_at)
      values ('hub', 'contacts', ${id}, ${person}, 'live', 0, 'webhook', ${told}, ${T0}, ${T0})`,
    sql`insert into intent (id, entity_id, kind, system, object, record_id, fields, settles, sources, lane, partition, state, due_at, read_at)
      values (${ids.next()}, ${person}, 'update', 'hub', 'contacts', ${id}, ${told}, ${told}, '[]', 'live', 0, 'parked', ${T0}, ${T0})`,
    sql`insert into attempt (intent_id, entity_id, kind, system, started_at, outcome, failure)
      values (${ids.next()}, ${person}, 'update', 'hub', ${T0}, 'failed', ${told})`,
    sql`insert into conflict (entity_id, field, value, losers, reason, decided_at)
      values (${person}, 'lastName', ${told}, '[]', 'latest', ${T0})`,
    sql`insert into failure (entity_id, system, code, kind, message, meaning, fix, actor, fields, detail, first_at, last_at)
      values (${person}, 'hub', 'X', 'bug', ${name}, '', '', 'admin', '{}', ${told}, ${T0}, ${T0})`,
    sql`insert into drift (entity_id, system, object, record_id, field, cause, since, found_at)
      values (${person}, 'hub', 'contacts', ${name}, 'city', 'missed', ${T0}, ${T0})`,
    sql`insert into waiting values (${ids.next()}, ${person})`,
    sql`insert into unwanted values (${person}, 'crm', 1)`,
    sql`insert into receipt (entity_id, kind, system, object, record_id, fields, replaced, delivered_at)
      values (${person}, 'update', 'hub', 'contacts', ${id}, '{lastName}', ${told}, ${T0})`,
    sql`insert into applied_plan (id, who, mapping_version, begun_at) values (${plan}, 'kim', 'v1', ${T0})`,
    sql`insert into applied_write (plan_id, key, entity_kind, kind, system, object, sources, before, after)
      values (${plan}, 'k', 'person', 'create', 'crm', 'Lead', ${ref}, ${told}, ${told})`,
    sql`insert into touchpoint (system, object, record_id, who_object, who_id, entity_id, kind, at, about, campaign, details, received_at)
      values ('hub', 'calls', ${`c${id}`}, 'contacts', ${id}, ${person}, 'call', ${T0}, ${`Call with ${name}`}, 'Spring', '{}', ${T0})`,
    sql`insert into touchpoint (system, object, record_id, address, kind, at, details, received_at)
      values ('hub', 'mails', ${`m${id}`}, ${`${name}@acme.example`}, 'email_open', ${T0}, '{}', ${T0})`,
    sql`insert into touch_total values (${person}, 'call', ${`Call with ${name}`}, 1, ${T0}, ${T0})`,
    sql`insert into to_decide (entity_id, lane, partition, due_at) values (${person}, 'live', 0, ${T0})`,
    sql`insert into decision (entity_id, decided_at, rules_version, moved, receipt) values (${person}, ${T0}, 'v1', true, ${receipt})`,
    sql`insert into config_version (number, id, author, made_at, changes, files) values (${id}, ${`v${id}`}, 'kim', ${T0}, '[]', '{}')`,
    sql`insert into trial (kind, version_id, share, started_at, started_by, ended_at) values ('shadow', ${`v${id}`}, 1, ${T0}, 'kim', ${T0})`,
    sql`insert into trial_difference select max(id), ${person}, ${T0}, ${name}, ${name} from trial`,
    sql`insert into standing (entity_id, stage, cycle, since, heard, told, rests_on, decided_at)
      values (${person}, 'sal', 1, ${T0}, ${`{${name}}`}, ${told}, '{}', ${T0})`,
    sql`insert into stopped values (${person}, 1, 'asked', ${JSON.stringify([name])}, ${T0})`,
    sql`insert into hand_off (id, person_id, entity_id, cycle, kind, routed, made, received_at, decided_at, given_at)
      values (${handOff}, ${person}, ${person}, 1, 'lead', '{}', ${made}, ${T0}, ${T0}, ${T0})`,
    sql`insert into notice (key, subject, body, state, made_at, due_at)
      values (${`${handOff} given`}, ${name}, ${name}, 'due', ${T0}, ${T0})`,
  ])
    await statement.execute(db);
}
