import { sql, type RawBuilder } from 'kysely';
import type { LedgerDb } from '../../src/ledger/database.ts';

export interface Size {
  readonly opportunities: number;
  /** Of each opportunity. */
  readonly touches: number;
  readonly campaigns: number;
}

/** With a contact role, in each opportunity; its touches are theirs in turn. */
const PEOPLE = sql.lit(4);
/** Opportunities in one statement. */
const AT_ONCE = 1_000;

/**
 * Puts won and lost opportunities into an empty ledger, each with what its people did in the half year before, stored in no order.
 * The same each time: chance is a hash.
 */
export async function fillLedger(db: LedgerDb, { opportunities, touches, campaigns }: Size): Promise<void> {
  const perOpportunity = sql.lit(touches);
  for (let from = 0; from < opportunities; from += AT_ONCE) {
    const until = Math.min(from + AT_ONCE, opportunities);
    const sold = sql`generate_series(${from}::int, ${until - 1}::int) n`;
    const people = sql`generate_series(${from}::int * ${PEOPLE}, ${until}::int * ${PEOPLE} - 1) n`;
    await add(db, 'opportunity', 'Opportunity', sold, OPPORTUNITY_FIELDS);
    await add(db, 'person', 'Contact', people, sql`'{}'::jsonb`);
    await add(
      db,
      'contact-role',
      'OpportunityContactRole',
      people,
      sql`jsonb_build_object('opportunity', ${idOf('opportunity', sql`(n / ${PEOPLE})`)}, 'person', ${idOf('person', sql`n`)})`,
    );
    await sql`
      insert into touchpoint (system, object, record_id, address, entity_id, kind, at, about, campaign, details, received_at)
      select 'salesforce', 'CampaignMember', t::text, 'someone@example.com',
        ${idOf('person', sql`(t / ${perOpportunity} * ${PEOPLE} + t % ${PEOPLE})`)},
        (array['campaign_member', 'form_submit', 'email_click', 'page_view'])[1 + chance % 4],
        timestamptz '2026-01-01T00:00:00Z' + make_interval(secs => chance % 15552000),
        '/page/' || chance % 50,
        'campaign ' || floor(power(chance % 10007 / 10007.0, 2) * ${sql.lit(campaigns)}),
        '{"status": "Responded"}', now()
      from generate_series(${from}::int * ${perOpportunity}, ${until}::int * ${perOpportunity} - 1) t,
        lateral (select abs(hashint4(t)::bigint) as chance) drawn
      order by chance`.execute(db);
  }
  for (const table of ['entity', 'link', 'shadow', 'touchpoint'])
    await sql`analyze ${sql.table(table)}`.execute(db);
}

const OPPORTUNITY_FIELDS = sql`jsonb_build_object('isClosed', true, 'isWon', n % 3 = 0, 'closeDate', '2026-06-30',
  'createdAt', '2026-03-31T00:00:00Z', 'amount', 12345.67, 'currency', 'EUR')`;

const KINDS = ['opportunity', 'person', 'contact-role'] as const;
type Kind = (typeof KINDS)[number];

/** As ids are in a ledger: in the order in which the entities came. */
const idOf = (kind: Kind, n: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`(lpad(to_hex(${n}), 8, '0') || ${sql.lit(`-0000-7000-8000-00000000000${KINDS.indexOf(kind)}`)})::uuid`;

async function add(
  db: LedgerDb,
  kind: Kind,
  object: string,
  numbers: RawBuilder<unknown>,
  fields: RawBuilder<unknown>,
): Promise<void> {
  const id = idOf(kind, sql`n`);
  await sql`
    with made as (
      insert into entity (id, kind, partition, created_at) select ${id}, ${kind}, 0, now() from ${numbers}),
    linked as (
      insert into link (system, object, record_id, entity_id, is_primary, linked_by, linked_at)
      select 'salesforce', ${object}, n::text, ${id}, true, 'created', now() from ${numbers})
    insert into shadow (system, object, record_id, fields)
    select 'salesforce', ${object}, n::text, ${fields} from ${numbers}`.execute(db);
}
