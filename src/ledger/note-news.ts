import { sql } from 'kysely';
import { PERSON, type EntityId } from '../domain/entity.ts';
import type { Settlement } from '../domain/plan.ts';
import { RULES } from '../domain/record.ts';
import type { Due } from './capture-events.ts';
import type { LedgerTx } from './database.ts';
import type { PlannedEntity } from './planned-entity.ts';
import { askToDecide, type News } from './to-decide.ts';

/**
 * Makes the people due for a decision of whom plans have found something new, in their own records or in those of a company
 * or opportunity that they have to do with. What the rules themselves have told is nothing new.
 *
 * @returns where decisions are due now
 */
export async function noteNews(
  tx: LedgerTx,
  planned: readonly PlannedEntity[],
  now: Date,
): Promise<readonly Due[]> {
  const changed = planned.filter(
    ({ plan }) => plan.settled.some(isOthers) || plan.intents.some(({ sources }) => sources.some(isOthers)),
  );
  const [people, others] = [
    changed.filter(({ claimed }) => claimed.kind === PERSON),
    changed.filter(({ claimed }) => claimed.kind !== PERSON),
  ];
  const news = [...people.map(newsOf), ...(await newsOfOthers(tx, others))];
  await askToDecide(tx, news, now);
  return news.map(({ lane, partition }) => ({ lane, partition }));
}

/** What is no id of ours is a text of somebody's own mapping. */
const UUID = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';

/** Whatever rang: a look that the rules rang for may find what somebody has changed meanwhile. */
const isOthers = ({ ref }: Settlement): boolean => ref.system !== RULES;

interface PlacedNews extends News {
  readonly partition: number;
}

const newsOf = ({ claimed: { id, lane, receivedAt, partition } }: PlannedEntity): PlacedNews => ({
  entity: id,
  lane,
  since: receivedAt,
  partition,
});

/** The people who rest on these entities, and those whom these name as their person. */
async function newsOfOthers(tx: LedgerTx, others: readonly PlannedEntity[]): Promise<readonly PlacedNews[]> {
  if (others.length === 0) return [];
  const ids = others.map(({ claimed }) => claimed.id);
  const { rows } = await sql<{ other: EntityId; person: EntityId; partition: number }>`
    with others as (select unnest(${ids}::uuid[]) as id),
    named as materialized (
      select o.id as other, s.fields ->> ${PERSON} as person from others o join link l on l.entity_id = o.id
        join shadow s using (system, object, record_id)),
    concerned as (
      select o.id as other, s.entity_id as person from others o join standing s on s.rests_on @> array[o.id]
      union
      select other, case when person ~ ${UUID} then person::uuid end from named)
    select c.other, e.id as person, e.partition from concerned c join entity f on f.id = c.person
      join entity e on e.id = coalesce(f.folded_into, f.id)`.execute(tx);
  const claimed = new Map(others.map((other) => [other.claimed.id, other]));
  return rows.flatMap(({ other, person, partition }) => {
    const one = claimed.get(other);
    return one === undefined ? [] : [{ ...newsOf(one), entity: person, partition }];
  });
}
