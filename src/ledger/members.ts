import { sql } from 'kysely';
import { CAMPAIGN_MEMBER } from '../domain/campaign.ts';
import type { EntityId } from '../domain/entity.ts';
import { RULES } from '../domain/record.ts';
import type { LedgerDb } from './database.ts';
import { entityWith, partsOf } from './parts.ts';
import { uuidIn } from './uuid.ts';

/** That a living record of a system says somebody is a member of a campaign. */
export interface MemberOf {
  readonly member: EntityId;
  readonly person: EntityId;
  readonly campaign: EntityId;
  /** As it was last agreed: of a record that has just been made, nothing else is known yet. Null: nothing is agreed. */
  readonly status: string | null;
}

/** What people are members of in the systems; what was only decided does not count. */
export async function readMembers(db: LedgerDb, people: readonly EntityId[]): Promise<readonly MemberOf[]> {
  const { rows } = await sql<MemberOf>`
    with ${partsOf(people)}
    select distinct p.person, p.entity_id as member, coalesce(e.folded_into, e.id) as campaign, p.fields ->> 'status' as status
    from part p
    cross join lateral ${entityWith(sql`p.entity_id`)} m
    cross join lateral ${entityWith(uuidIn(sql`p.fields ->> 'campaign'`))} e
    where p.is_primary and p.system <> ${RULES} and m.kind = ${CAMPAIGN_MEMBER}
    order by 1, 3, 2`.execute(db);
  return rows;
}
