import { sql } from 'kysely';
import { CAMPAIGN, CAMPAIGN_MEMBER } from '../domain/campaign.ts';
import { OPPORTUNITY, PERSON, type EntityId, type EntityKind } from '../domain/entity.ts';
import type { Settlement } from '../domain/plan.ts';
import { RULES } from '../domain/record.ts';
import type { Due } from './capture-events.ts';
import type { ClaimedEntity } from './claim-entities.ts';
import type { LedgerTx } from './database.ts';
import type { PlannedEntity } from './planned-entity.ts';
import { ACCOUNT } from './opportunities.ts';
import { askToDecide, type News } from './to-decide.ts';
import { uuidIn } from './uuid.ts';

/**
 * Makes the people due for a decision of whom plans have found something new, in their own records or in those of a company,
 * opportunity or campaign that they have to do with; and the companies whose opportunities they are. What the rules themselves
 * have told is nothing new.
 *
 * @returns where decisions are due now
 */
export async function noteNews(
  tx: LedgerTx,
  planned: readonly PlannedEntity[],
  now: Date,
): Promise<readonly Due[]> {
  const changed = planned.filter(({ claimed: { kind }, plan }) => {
    const found = [...plan.settled, ...plan.intents.flatMap(({ sources }) => sources)].filter(isOthers);
    // A campaign may have very many members, and of it they are told the name alone.
    return found.some(({ fields }) => kind !== CAMPAIGN || 'name' in fields);
  });
  const [people, others] = [
    changed.filter(({ claimed }) => claimed.kind === PERSON),
    changed.filter(({ claimed }) => claimed.kind !== PERSON),
  ];
  const news = [
    ...people.map(newsOf),
    ...(await newsOfOthers(
      tx,
      others.map(({ claimed }) => claimed),
    )),
  ];
  await askToDecide(tx, news, now);
  return news.map(({ lane, partition }) => ({ lane, partition }));
}

/**
 * The same where members of campaigns or opportunities have changed and no plan tells of it: a receipt has made or changed one,
 * or its record is about to end. Of these entities, those that are something else are passed over.
 */
export async function noteParts(tx: LedgerTx, changed: readonly Changed[], now: Date): Promise<void> {
  if (changed.length === 0) return;
  const { rows } = await sql<{ id: EntityId }>`
    select id from entity where id = any(${changed.map(({ id }) => id)}::uuid[]) and kind = any(${PARTS}::text[])`.execute(
    tx,
  );
  const parts = new Set(rows.map(({ id }) => id));
  await askToDecide(
    tx,
    await newsOfOthers(
      tx,
      changed.filter(({ id }) => parts.has(id)),
    ),
    now,
  );
}

/** What somebody has a part in, or is. */
const PARTS: readonly EntityKind[] = [CAMPAIGN_MEMBER, OPPORTUNITY];

/** Whatever rang: a look that the rules rang for may find what somebody has changed meanwhile. */
const isOthers = ({ ref }: Settlement): boolean => ref.system !== RULES;

interface PlacedNews extends News {
  readonly partition: number;
}

/** An entity that has changed, and when that came in. */
type Changed = Pick<ClaimedEntity, 'id' | 'lane' | 'receivedAt'>;

const newsOf = ({ claimed: { id, lane, receivedAt, partition } }: PlannedEntity): PlacedNews => ({
  entity: id,
  lane,
  since: receivedAt,
  partition,
});

/** Who rests on these entities, whom these name as their person, and the companies that opportunities among them name. */
async function newsOfOthers(tx: LedgerTx, others: readonly Changed[]): Promise<readonly PlacedNews[]> {
  if (others.length === 0) return [];
  const ids = others.map(({ id }) => id);
  const { rows } = await sql<{ other: EntityId; entity: EntityId; partition: number }>`
    with others as (select unnest(${ids}::uuid[]) as id),
    named as materialized (
      select o.id as other, s.fields ->> ${PERSON} as person,
        case when e.kind = ${OPPORTUNITY} then s.fields ->> ${ACCOUNT} end as company
      from others o join entity e using (id) join link l on l.entity_id = o.id join shadow s using (system, object, record_id)),
    concerned as (
      select o.id as other, s.entity_id from others o join standing s on s.rests_on @> array[o.id]
      union
      select other, ${uuidIn(sql`person`)} from named
      union
      select other, ${uuidIn(sql`company`)} from named)
    select c.other, e.id as entity, e.partition from concerned c join entity f on f.id = c.entity_id
      join entity e on e.id = coalesce(f.folded_into, f.id)`.execute(tx);
  const changed = new Map(others.map((other) => [other.id, other]));
  return rows.flatMap(({ other, entity, partition }) => {
    const one = changed.get(other);
    return one === undefined ? [] : [{ entity, lane: one.lane, since: one.receivedAt, partition }];
  });
}
