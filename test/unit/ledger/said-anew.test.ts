import { expect } from 'chai';
import { sql } from 'kysely';
import type { Value } from '../../../src/domain/value.ts';
import { inTransaction } from '../../../src/ledger/database.ts';
import { sayAnew } from '../../../src/ledger/said-anew.ts';
import { mergeField } from '../../../src/merge/merge.ts';
import { field, side } from '../merge/build.ts';
import { ids, openTestLedger, type TestLedger } from './support.ts';

describe('what a hand-off says anew', function () {
  this.timeout(60_000);
  let ledger: TestLedger;
  const [ada, grace] = [ids.next(), ids.next()] as [string, string];
  before(async () => {
    ledger = await openTestLedger();
    for (const id of [ada, grace]) {
      await sql`insert into entity (id, kind, partition, created_at) values (${id}, 'person', 0, now())`.execute(
        ledger.db,
      );
      await sql`insert into link (system, object, record_id, entity_id, is_primary, linked_by, linked_at)
        values ('rules', 'person', ${id}, ${id}, true, 'first-seen', now())`.execute(ledger.db);
      await sql`insert into shadow (system, object, record_id, fields)
        values ('rules', 'person', ${id}, '{"leadStatus": "Open", "grade": "A"}')`.execute(ledger.db);
    }
  });
  after(() => ledger.close());

  const agreedWith = async (id: string): Promise<Readonly<Record<string, Value>>> => {
    const { rows } = await sql<{ fields: Record<string, Value> }>`
      select fields from shadow where record_id = ${id}`.execute(ledger.db);
    return rows[0]?.fields ?? {};
  };

  it('goes to sales, though the rules said the same before and sales has answered since', async () => {
    await inTransaction(ledger.db, (tx) => sayAnew(tx, [ada], ['leadStatus']));
    const { leadStatus = null, grade } = await agreedWith(ada);
    expect(grade).to.equal('A');
    const status = field({ nulls: 'keep', authority: { kind: 'system', system: 'hubspot' } });
    const writes = (agreed: Value, answer: Value, heard: Value): readonly string[] =>
      mergeField(status, [side('hubspot', 'Open', agreed), side('salesforce', answer, heard)], () => true)
        .writes;
    expect(writes('Open', 'Closed', 'Closed'), 'without').to.deep.equal([]);
    expect(writes(leadStatus, 'Closed', 'Closed'), 'an answer that was heard').to.deep.equal(['salesforce']);
    expect(writes(leadStatus, 'Closed', 'Open'), 'an answer that was not').to.deep.equal(['salesforce']);
  });

  it('is nobody else’s', async () => {
    expect(await agreedWith(grace)).to.deep.equal({ leadStatus: 'Open', grade: 'A' });
  });
});
