import { sql } from 'kysely';
import type { EntityId } from '../domain/entity.ts';
import { jsonb, type LedgerDb, type LedgerTx } from './database.ts';

/** The receipt of a decision, as the rules made it. */
export interface StoredDecision<Receipt = unknown> {
  readonly entity: EntityId;
  readonly decidedAt: Date;
  /** The version of the configuration. */
  readonly rulesVersion: string;
  /** Whether the person came into another stage by it. */
  readonly moved: boolean;
  readonly receipt: Receipt;
}

export async function storeDecisions(tx: LedgerTx, decisions: readonly StoredDecision[]): Promise<void> {
  if (decisions.length === 0) return;
  await sql`
    insert into decision (entity_id, decided_at, rules_version, moved, receipt)
    select entity, "decidedAt", "rulesVersion", moved, receipt
    from jsonb_to_recordset(${jsonb(decisions)}) as r(entity uuid, "decidedAt" timestamptz, "rulesVersion" text,
      moved boolean, receipt jsonb)`.execute(tx);
}

/** The latest ones, newest first; only those before the one with the id `before`, if it is given. */
export async function readDecisions(
  db: LedgerDb,
  entity: EntityId,
  most: number,
  before: number | null = null,
): Promise<readonly (StoredDecision & { readonly id: number })[]> {
  const { rows } = await sql<StoredDecision & { id: number }>`
    select id, entity_id as entity, decided_at as "decidedAt", rules_version as "rulesVersion", moved, receipt
    from decision where entity_id = ${entity}::uuid and receipt -> 'input' is not null and (${before}::bigint is null or id < ${before}::bigint)
    order by id desc limit ${most}`.execute(db);
  return rows;
}

/** A decision without what went into it: what the rules said, or what was heard of sales. */
export interface PastDecision {
  readonly id: number;
  readonly at: Date;
  /** The configuration that it was made by, and its number. */
  readonly rules: { readonly version: string; readonly number: number | null };
  readonly moved: boolean;
  readonly decision: unknown;
  readonly hearing: unknown;
}

/** The latest ones, newest first. */
export async function pastDecisions(
  db: LedgerDb,
  entity: EntityId,
  most: number,
): Promise<readonly PastDecision[]> {
  const { rows } = await sql<PastDecision>`
    select d.id, d.decided_at as at, jsonb_build_object('version', d.rules_version, 'number', v.number) as rules, d.moved,
      d.receipt -> 'decision' as decision, d.receipt -> 'hearing' as hearing
    from decision d left join config_version v on v.id = d.rules_version
    where d.entity_id = ${entity}::uuid and d.receipt -> 'input' is not null order by d.id desc limit ${most}`.execute(
    db,
  );
  return rows;
}
