import { sql } from 'kysely';
import type { EntityId } from '../../../src/domain/entity.ts';
import type { TouchpointKind } from '../../../src/domain/touchpoint.ts';
import type { Fields } from '../../../src/domain/value.ts';
import { jsonb, type LedgerDb } from '../../../src/ledger/database.ts';
import { ids } from '../ledger/support.ts';

/** Puts into a ledger what a year of business would have. All records are Salesforce's. */
export function seedInto(db: LedgerDb) {
  let records = 0;

  async function entity(kind: string, object: string, fields: Fields): Promise<EntityId> {
    const id = ids.next();
    records += 1;
    const record = `${object}-${records}`;
    await sql`insert into entity (id, kind, partition, created_at) values (${id}, ${kind}, 0, now())`.execute(
      db,
    );
    await sql`
      insert into link (system, object, record_id, entity_id, is_primary, linked_by, linked_at)
      values ('salesforce', ${object}, ${record}, ${id}, true, 'created', now())`.execute(db);
    await sql`
      insert into shadow (system, object, record_id, fields)
      values ('salesforce', ${object}, ${record}, ${jsonb(fields)})`.execute(db);
    return id;
  }

  return {
    campaign: (fields: Fields) => entity('campaign', 'Campaign', fields),
    company: (name: string) => entity('company', 'Account', { name }),
    person: (fields: Fields = {}) => entity('person', 'Lead', fields),
    opportunity: (fields: Fields) => entity('opportunity', 'Opportunity', fields),
    role: (opportunity: EntityId, person: EntityId) =>
      entity('contact-role', 'OpportunityContactRole', { opportunity, person }),
    async touch(
      person: EntityId,
      day: string,
      kind: TouchpointKind,
      more: { readonly about?: string; readonly campaign?: string; readonly details?: Fields } = {},
    ): Promise<void> {
      records += 1;
      await sql`
        insert into touchpoint (system, object, record_id, address, entity_id, kind, at, about, campaign, details, received_at)
        values ('hubspot', 'doing', ${String(records)}, 'someone@example.com', ${person}, ${kind}, ${new Date(day)},
          ${more.about ?? null}, ${more.campaign ?? null}, ${jsonb(more.details ?? {})}, now())`.execute(db);
    },
    async came(person: EntityId, steps: readonly (readonly [day: string, stage: string, cycle?: number])[]) {
      for (const [day, stage, cycle = 1] of steps)
        await sql`
          insert into stage_log (entity_id, at, to_stage, cycle, by)
          values (${person}, ${new Date(day)}, ${stage}, ${cycle}, ${stage === 'inquiry' ? 'start' : 'recipe'})`.execute(
          db,
        );
    },
  };
}
