import { sql } from 'kysely';
import type { ConflictSide, ConflictState } from '../domain/conflict.ts';
import type { EntityId } from '../domain/entity.ts';
import { RULES } from '../domain/record.ts';
import { whoHas } from '../domain/touchpoint.ts';
import type { LedgerDb } from './database.ts';
import { isMeant } from './meant-id.ts';
import { readTouches, type Touch } from './read-touches.ts';
import { splitHistory, type SplitHistory } from './split-history.ts';

/** Everything the ledger holds about one entity, for "why did this not sync?". */
export interface EntityHistory extends SplitHistory {
  readonly id: EntityId;
  readonly kind: string;
  readonly links: readonly {
    readonly system: string;
    readonly object: string;
    readonly id: string;
    readonly primary: boolean;
    readonly linkedBy: string;
    readonly endedWhy: string | null;
    readonly agreed: Readonly<Record<string, unknown>> | null;
    readonly lastSeen: Readonly<Record<string, unknown>> | null;
    readonly seenAt: Date | null;
    /** When the record's system says it last changed. */
    readonly modifiedAt: Date | null;
  }[];
  readonly waiting: readonly {
    readonly stage: 'inbox' | 'outbox';
    readonly system: string;
    readonly lane: string;
    readonly since: Date;
    /** By the mass-change breaker. */
    readonly held: boolean;
  }[];
  readonly failures: readonly {
    readonly system: string;
    readonly code: string;
    readonly message: string;
    readonly meaning: string;
    readonly fix: string;
    readonly seen: number;
    /** Records that it could be, and why. */
    readonly detail: unknown;
    readonly lastAt: Date;
  }[];
  readonly conflicts: readonly {
    readonly id: number;
    readonly field: string;
    readonly state: ConflictState;
    readonly revision: number;
    readonly rule: string;
    readonly sides: readonly ConflictSide[];
    readonly winner: string | null;
    readonly value: unknown;
    readonly losers: unknown;
    readonly reason: string;
    readonly at: Date;
    readonly chosenBy: string | null;
  }[];
  readonly receipts: readonly {
    readonly system: string;
    readonly kind: string;
    readonly fields: readonly string[];
    /** The configuration that made it, by the start of its hash; its number, when the ledger holds that version. */
    readonly mapping: { readonly version: string; readonly number: number | null };
    readonly at: Date;
  }[];
  /** What the person did last, newest first; a page of it. */
  readonly touches: readonly Touch[];
  /** They did more before. */
  readonly moreTouches: boolean;
}

/** Touchpoints that are told at once. */
const TOUCHES = 20;

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The people whose records hold that e-mail address, or the entity with that id, or with a record of that id. */
export async function findEntities(db: LedgerDb, needle: string): Promise<readonly EntityId[]> {
  const address = whoHas(needle);
  const found =
    address?.kind === 'email'
      ? sql`select l.entity_id as id from address a join link l using (system, object, record_id)
          where a.address = ${address.address}`
      : UUID.test(needle)
        ? sql`select id from entity where id = ${needle}::uuid
          union all select l.entity_id from link l where l.record_id = ${needle}`
        : sql`select l.entity_id as id from link l where ${isMeant(needle)}`;
  const { rows } = await sql<{ id: EntityId }>`
    select distinct coalesce(e.folded_into, e.id) as id from entity e join (${found}) f on f.id = e.id
    limit 20`.execute(db);
  return rows.map((row) => row.id);
}

export interface HistoryAsked {
  /** From 1, which has the newest. */
  readonly touchesPage: number;
}

/** What the systems and the ledger hold of one entity. What the rules say of it is told apart: see decisions.ts. */
export async function readHistory(
  db: LedgerDb,
  id: EntityId,
  { touchesPage }: HistoryAsked,
): Promise<EntityHistory | null> {
  const entity = await db.selectFrom('entity').select(['id', 'kind']).where('id', '=', id).executeTakeFirst();
  if (entity === undefined) return null;
  const [links, waiting, failures, conflicts, receipts, split, touches] = await Promise.all([
    sql<EntityHistory['links'][number]>`
      select l.system, l.object, l.record_id as id, l.is_primary as "primary", l.linked_by as "linkedBy", l.ended_why as "endedWhy",
        s.fields as agreed, r.fields as "lastSeen", r.seen_at as "seenAt", r.modified_at as "modifiedAt"
      from link l left join shadow s using (system, object, record_id) left join record r using (system, object, record_id)
      where l.entity_id = ${id} and l.system <> ${RULES} order by l.linked_at`.execute(db),
    sql<EntityHistory['waiting'][number]>`
      select 'inbox' as stage, system, lane, received_at as since, false as held from inbox where entity_id = ${id}
      union all select 'outbox', system, lane, read_at, state = 'held' from intent where entity_id = ${id}`.execute(
      db,
    ),
    sql<EntityHistory['failures'][number]>`
      select system, code, message, meaning, fix, seen, detail, last_at as "lastAt" from failure where entity_id = ${id}`.execute(
      db,
    ),
    sql<EntityHistory['conflicts'][number]>`
      select id, field, state, revision, rule, sides, winner, value, losers, reason, decided_at as at, chosen_by as "chosenBy"
      from conflict where entity_id = ${id}
      order by (state in ('open', 'resolving')) desc, id desc limit 20`.execute(db),
    sql<EntityHistory['receipts'][number]>`
      select r.system, r.kind, r.fields, r.delivered_at as at,
        jsonb_build_object('version', r.mapping_version, 'number', v.number) as mapping
      from receipt r left join config_version v on v.id = r.mapping_version
      where r.entity_id = ${id} order by r.id desc limit 20`.execute(db),
    splitHistory(db, id),
    readTouches(db, [id], { since: new Date(0), most: TOUCHES, skip: (touchesPage - 1) * TOUCHES }),
  ]);
  return {
    id: entity.id,
    kind: entity.kind,
    links: links.rows,
    waiting: waiting.rows,
    failures: failures.rows,
    conflicts: conflicts.rows,
    receipts: receipts.rows,
    touches: touches.get(id)?.recent ?? [],
    moreTouches: touches.get(id)?.more ?? false,
    ...split,
  };
}
