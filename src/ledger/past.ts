import { sql, type RawBuilder } from 'kysely';
import { PERSON, type EntityId } from '../domain/entity.ts';
import type { LedgerDb } from './database.ts';

/** All that was recorded about one person and bears on what rules decide. Moments are milliseconds since 1970. */
export interface PastPerson {
  readonly entity: EntityId;
  readonly decisions: readonly PastReceipt[];
  readonly touches: readonly PastTouch[];
  readonly moves: readonly PastMove[];
  readonly handOffs: readonly PastHandOff[];
}

/** What a receipt says, in the order in which it was made; the parts are as the rules made them. */
export interface PastReceipt {
  readonly at: number;
  /** Whether the person came into another stage by it. */
  readonly moved: boolean;
  readonly person: unknown;
  readonly company: unknown;
  readonly opportunities: unknown;
  /** Where the person stood before. */
  readonly standing: unknown;
  /** Null: nobody was scored. */
  readonly fit: number | null;
  readonly engagement: number | null;
  /** Where a recipe led; null: nowhere. */
  readonly transition: unknown;
  /** What sales answered; null: nothing new. */
  readonly answer: unknown;
  /** The answers that were heard by then; null: it was no hearing. */
  readonly heard: unknown;
}

export interface PastTouch {
  readonly kind: string;
  readonly at: number;
  readonly about: string;
  /** When it became known that this person did it. */
  readonly knownAt: number;
}

export interface PastMove {
  readonly at: number;
  readonly to: string;
  readonly cycle: number;
  readonly by: string | null;
}

export interface PastHandOff {
  readonly at: number;
  readonly cycle: number;
  /** An e-mail address, or the name of a queue. */
  readonly to: string;
  readonly isOwner: boolean;
  /** When the first touch was due; null: that was not said. */
  readonly dueAt: number | null;
}

interface Whose {
  readonly entity: EntityId;
}

/** When the first decision was made; null: none is kept. */
export async function firstDecisionAt(db: LedgerDb): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`select min(decided_at) as at from decision`.execute(db);
  return rows[0]?.at ?? null;
}

/** The next people, in the order of their ids, about whom something was decided before a moment. */
export async function peopleDecided(
  db: LedgerDb,
  { after, until, limit }: { readonly after: EntityId | null; readonly until: Date; readonly limit: number },
): Promise<readonly EntityId[]> {
  const { rows } = await sql<{ id: EntityId }>`
    select id from entity e
    where kind = ${PERSON} and folded_into is null and withheld is distinct from 'erased' and (${after}::uuid is null or id > ${after}::uuid)
      and exists (select 1 from decision d where d.entity_id = e.id and d.decided_at < ${until})
    order by id limit ${limit}`.execute(db);
  return rows.map((row) => row.id);
}

/** Everything recorded of these people, what came later than any moment included. Four look-ups for all of them. */
export async function readPast(db: LedgerDb, people: readonly EntityId[]): Promise<readonly PastPerson[]> {
  const ids = [...people];
  const [decisions, touches, moves, handOffs] = await Promise.all([
    sql<PastReceipt & Whose>`
      select entity_id as entity, (receipt -> 'input' ->> 'now')::float8 as at, moved,
        receipt -> 'input' -> 'person' as person, receipt -> 'input' -> 'company' as company,
        receipt -> 'input' -> 'opportunities' as opportunities, receipt -> 'input' -> 'standing' as standing,
        (receipt -> 'decision' -> 'score' ->> 'fit')::float8 as fit,
        (receipt -> 'decision' -> 'score' ->> 'engagement')::float8 as engagement,
        receipt -> 'decision' -> 'qualification' -> 'transition' as transition,
        receipt -> 'hearing' -> 'answer' as answer, receipt -> 'hearing' -> 'heard' as heard
      from decision where entity_id = any(${ids}::uuid[]) order by id`.execute(db),
    sql<PastTouch & Whose>`
      select entity_id as entity, kind, ${ms(sql`at`)} as at, coalesce(about, '') as about,
        ${ms(sql`coalesce(joined_at, received_at)`)} as "knownAt"
      from touchpoint where entity_id = any(${ids}::uuid[]) order by coalesce(joined_at, received_at), id`.execute(
      db,
    ),
    sql<PastMove & Whose>`
      select entity_id as entity, ${ms(sql`at`)} as at, to_stage as "to", cycle, name as by
      from stage_log where entity_id = any(${ids}::uuid[]) and from_stage is not null order by id`.execute(
      db,
    ),
    sql<PastHandOff & Whose>`
      select entity_id as entity, ${ms(sql`decided_at`)} as at, cycle, coalesce(owner, queue, '') as "to",
        owner is not null as "isOwner", ${ms(sql`(made -> 'person' ->> 'dueAt')::timestamptz`)} as "dueAt"
      from hand_off where entity_id = any(${ids}::uuid[]) order by decided_at, cycle`.execute(db),
  ]);
  const [decisionsOf, touchesOf, movesOf, handOffsOf] = [
    byPerson(decisions.rows),
    byPerson(touches.rows),
    byPerson(moves.rows),
    byPerson(handOffs.rows),
  ];
  return ids.map((entity) => ({
    entity,
    decisions: decisionsOf.get(entity) ?? [],
    touches: touchesOf.get(entity) ?? [],
    moves: movesOf.get(entity) ?? [],
    handOffs: handOffsOf.get(entity) ?? [],
  }));
}

const ms = (moment: RawBuilder<unknown>): RawBuilder<number> =>
  sql<number>`(extract(epoch from ${moment}) * 1000)::float8`;

const byPerson = <Row>(rows: readonly (Row & Whose)[]): ReadonlyMap<EntityId, readonly (Row & Whose)[]> =>
  Map.groupBy(rows, ({ entity }) => entity);
