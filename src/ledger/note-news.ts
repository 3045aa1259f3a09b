import { sql } from 'kysely';
import { CAMPAIGN, CAMPAIGN_MEMBER } from '../domain/campaign.ts';
import { PERSON, type EntityId } from '../domain/entity.ts';
import type { Settlement } from '../domain/plan.ts';
import { RULES } from '../domain/record.ts';
import type { Due } from './capture-events.ts';
import type { ClaimedEntity } from './claim-entities.ts';
import type { LedgerTx } from './database.ts';
import type { PlannedEntity } from './planned-entity.ts';
import { askToDecide, type News } from './to-decide.ts';
import { uuidIn } from './uuid.ts';

/**
 * Makes the people due for a decision of whom plans have found something new, in their own records or in those of a company,
 * opportunity or campaign that they have to do with. What the rules themselves have told is nothing new.
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
 * The same where members of campaigns have changed and no plan tells of it: a receipt has made or changed one, or its record is
 * about to end. Of these entities, those that are something else are passed over.
 */
export async function noteMembers(tx: LedgerTx, changed: readonly Changed[], now: Date): Promise<void> {
  if (changed.length === 0) return;
  const { rows } = await sql<{ id: EntityId }>`
    select id from entity where id = any(${changed.map(({ id }) => id)}::uuid[]) and kind = ${CAMPAIGN_MEMBER}`.execute(
    tx,
  );
  const members = new Set(rows.map(({ id }) => id));
  await askToDecide(
    tx,
    await newsOfOthers(
      tx,
      changed.filter(({ id }) => members.has(id)),
    ),
    now,
  );
}

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

/** The people who rest on these entities, and those whom these name as their person. */
async function newsOfOthers(tx: LedgerTx, others: readonly Changed[]): Promise<readonly PlacedNews[]> {
  if (others.length === 0) return [];
  const ids = others.map(({ id }) => id);
  const { rows } = await sql<{ other: EntityId; person: EntityId; partition: number }>`
    with others as (select unnest(${ids}::uuid[]) as id),
    named as materialized (
      select o.id as other, s.fields ->> ${PERSON} as person from others o join link l on l.entity_id = o.id
        join shadow s using (system, object, record_id)),
    concerned as (
      select o.id as other, s.entity_id as person from others o join standing s on s.rests_on @> array[o.id]
      union
      select other, ${uuidIn(sql`person`)} from named)
    select c.other, e.id as person, e.partition from concerned c join entity f on f.id = c.person
      join entity e on e.id = coalesce(f.folded_into, f.id)`.execute(tx);
  const changed = new Map(others.map((other) => [other.id, other]));
  return rows.flatMap(({ other, person, partition }) => {
    const one = changed.get(other);
    return one === undefined ? [] : [{ entity: person, lane: one.lane, since: one.receivedAt, partition }];
  });
}
