import { sql } from 'kysely';
import type { EntityId, EntityKind } from '../domain/entity.ts';
import { jsonb, type LedgerDb, type LedgerTx } from './database.ts';
import { partitionOf } from './entities.ts';

/** One person handed to sales, once in a cycle. */
export interface StoredHandOff {
  readonly id: string;
  readonly entity: EntityId;
  readonly cycle: number;
  /** The kind of handoff.yaml, by its name. */
  readonly kind: string;
  /** By e-mail address; null: a queue has the person. */
  readonly owner: string | null;
  readonly queue: string | null;
  /** Who got the person, why, and who did not. */
  readonly routed: unknown;
  /** What was made of it. */
  readonly made: unknown;
  readonly priority: string | null;
  /** When the person did what led to it; null when that is not known. */
  readonly sourceAt: Date | null;
  readonly receivedAt: Date;
  readonly decidedAt: Date;
}

/** Something that was done because nobody touched the person. */
export interface StepDone {
  /** `moved`: sales gave the person to somebody else. */
  readonly kind: 'remind' | 'escalate' | 'reassign' | 'moved';
  readonly at: Date;
  /** Who had the person: an e-mail address, or the name of a queue. */
  readonly from: string;
  /** The function that was told, or who has the person now; null: nobody else could take them. */
  readonly to: string | null;
  /** How many of their working minutes those had who had the person. */
  readonly minutes: number;
}

/** What has become of a hand-off. */
export interface HandOffCourse {
  /** When it was decided that whoever has it now gets it. */
  readonly givenAt: Date;
  readonly visibleAt: Date | null;
  /** When whoever has it now could see it; null: the first owner, or not yet. */
  readonly reassignedAt: Date | null;
  readonly touchedAt: Date | null;
  readonly closedAt: Date | null;
  /** When the first touch is due. */
  readonly dueAt: Date | null;
  /** Of the steps of the file, those done for whoever has it now. */
  readonly stepsDone: number;
  readonly reassignments: number;
  /** All that were done, in order. */
  readonly steps: readonly StepDone[];
}

/** As columns of a look-up of `hand_off h`. */
export const COURSE = sql`
  h.given_at as "givenAt", h.visible_at as "visibleAt", h.reassigned_at as "reassignedAt", h.touched_at as "touchedAt",
  h.closed_at as "closedAt", h.due_at as "dueAt", h.steps_done as "stepsDone", h.reassignments, h.steps`;

/** JSON keeps dates as text. */
export const withDate = (step: StepDone): StepDone => ({ ...step, at: new Date(step.at) });

export async function storeHandOffs(tx: LedgerTx, handOffs: readonly StoredHandOff[]): Promise<void> {
  if (handOffs.length === 0) return;
  await sql`
    insert into hand_off (id, person_id, entity_id, cycle, kind, owner, queue, routed, made, priority, source_at, received_at, decided_at, given_at, look_at)
    select id, entity, entity, cycle, kind, owner, queue, routed, made, priority, "sourceAt", "receivedAt", "decidedAt", "decidedAt", "decidedAt"
    from jsonb_to_recordset(${jsonb(handOffs)}) as r(id uuid, entity uuid, cycle integer, kind text, owner text, queue text,
      routed jsonb, made jsonb, priority text, "sourceAt" timestamptz, "receivedAt" timestamptz, "decidedAt" timestamptz)`.execute(
    tx,
  );
}

/** Who had a person last. */
export interface LastHandOff {
  readonly cycle: number;
  readonly owner: string | null;
  readonly decidedAt: Date;
}

/** The last hand-off of each person who was ever handed to sales. Of two who are one, `cycle` is the later one of either. */
export async function lastHandOffs(
  db: LedgerDb,
  entities: readonly EntityId[],
): Promise<ReadonlyMap<EntityId, LastHandOff>> {
  const { rows } = await sql<LastHandOff & { entity: EntityId }>`
    select distinct on (entity_id) entity_id as entity, max(cycle) over (partition by entity_id) as cycle, owner,
      decided_at as "decidedAt"
    from hand_off where entity_id = any(${[...entities]}::uuid[])
    order by entity_id, decided_at desc, cycle desc`.execute(db);
  return new Map(rows.map(({ entity, ...last }) => [entity, last]));
}

/** All hand-offs of a person, the last one first. */
export async function readHandOffs(
  db: LedgerDb,
  entity: EntityId,
): Promise<readonly (StoredHandOff & HandOffCourse)[]> {
  const { rows } = await sql<StoredHandOff & HandOffCourse>`
    select h.id, h.entity_id as entity, h.cycle, h.kind, h.owner, h.queue, h.routed, h.made, h.priority,
      h.source_at as "sourceAt", h.received_at as "receivedAt", h.decided_at as "decidedAt", ${COURSE}
    from hand_off h where h.entity_id = ${entity}::uuid order by h.decided_at desc, h.cycle desc`.execute(db);
  return rows.map((row) => ({ ...row, steps: row.steps.map(withDate) }));
}

/** Makes entities that a decision has brought about, each with the id that it was given there. */
export async function bearEntities(
  tx: LedgerTx,
  born: readonly { readonly id: EntityId; readonly kind: EntityKind }[],
  { partitions, now }: { readonly partitions: number; readonly now: Date },
): Promise<void> {
  if (born.length === 0) return;
  const rows = born.map(({ id, kind }) => ({ id, kind, partition: partitionOf(id, partitions) }));
  await sql`
    insert into entity (id, kind, partition, created_at)
    select id, kind, partition, ${now} from jsonb_to_recordset(${jsonb(rows)}) as r(id uuid, kind text, partition smallint)
    order by id on conflict (id) do nothing`.execute(tx);
}

/** Whose turn it is and what everybody has; nobody else reads it before the transaction ends. Null: nobody was given anything yet. */
export async function takeRoutingState(tx: LedgerTx): Promise<unknown> {
  await sql`insert into routing_state (state) values ('null') on conflict do nothing`.execute(tx);
  const { rows } = await sql<{ state: unknown }>`select state from routing_state for update`.execute(tx);
  return rows[0]?.state ?? null;
}

export async function keepRoutingState(tx: LedgerTx, state: unknown): Promise<void> {
  await sql`update routing_state set state = ${jsonb(state)}`.execute(tx);
}
