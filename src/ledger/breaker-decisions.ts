import { sql } from 'kysely';
import type { EntityId } from '../domain/entity.ts';
import { allowReleased } from './allowances.ts';
import { audit } from './audit.ts';
import type { LockedBreaker } from './breakers.ts';
import { DAY_HOURS, hourOf } from './change-counts.ts';
import { inTransaction, type LedgerDb, type LedgerTx } from './database.ts';
import { dropHeld } from './drop-held.ts';
import { lookAgain } from './look-again.ts';

export interface Decider {
  readonly who: string;
  readonly now: Date;
}

/** What became of a decision about a breaker. `changes`: how many held writes it was about. */
export type BreakerDecision =
  | { readonly kind: 'released' | 'discarded'; readonly changes: number }
  | { readonly kind: 'unknown' }
  /** Somebody has decided before. */
  | { readonly kind: 'ended'; readonly how: 'released' | 'discarded'; readonly by: string };

/**
 * Lets a breaker's stream go on. What was held is decided anew and sent: it may have waited for days, and what has changed
 * meanwhile is not overwritten. As much as this is usual from now on. Of a discarded breaker, the records that were not
 * to be made are wanted after all.
 */
export function releaseBreaker(db: LedgerDb, id: number, decider: Decider): Promise<BreakerDecision> {
  return inTransaction(db, async (tx) => {
    const breaker = await lockBreaker(tx, id);
    if (breaker === null) return { kind: 'unknown' };
    if (breaker.ended !== null) {
      const wanted = await wantAgain(tx, id);
      if (wanted.length === 0) return { kind: 'ended', how: breaker.ended, by: breaker.ended_by ?? '' };
      await goOn(tx, breaker, wanted, decider);
      return { kind: 'released', changes: wanted.length };
    }
    const { rows } = await sql<{ entity_id: EntityId }>`
      delete from intent where state = 'held' and lane = ${breaker.lane} and system = ${breaker.system}
        and changes ? ${breaker.kind}::text
      returning entity_id`.execute(tx);
    await goOn(
      tx,
      breaker,
      rows.map((row) => row.entity_id),
      decider,
    );
    return { kind: 'released', changes: rows.length };
  });
}

/**
 * Drops what a breaker holds, so that it is not planned again: the two sides agree to differ. A later change of either
 * side flows as any other. An entity that was to get a record gets none there, until the breaker is released after all.
 */
export function discardBreaker(db: LedgerDb, id: number, decider: Decider): Promise<BreakerDecision> {
  return inTransaction(db, async (tx) => {
    const breaker = await lockBreaker(tx, id);
    if (breaker === null) return { kind: 'unknown' };
    if (breaker.ended !== null) return { kind: 'ended', how: breaker.ended, by: breaker.ended_by ?? '' };
    const changes = await dropHeld(tx, breaker, decider.now);
    await end(tx, breaker, 'discarded', changes, decider);
    return { kind: 'discarded', changes };
  });
}

async function lockBreaker(tx: LedgerTx, id: number): Promise<LockedBreaker | null> {
  const { rows } = await sql<LockedBreaker>`
    select id, system, lane, kind, ended, ended_by from breaker where id = ${id} for update`.execute(tx);
  return rows[0] ?? null;
}

async function goOn(
  tx: LedgerTx,
  breaker: LockedBreaker,
  entities: readonly EntityId[],
  decider: Decider,
): Promise<void> {
  const { system, lane, kind } = breaker;
  const { now } = decider;
  const { rows } = await sql<{ recent: number }>`
    select coalesce(sum(changes), 0)::int as recent from change_count
    where (system, lane, kind) = (${system}, ${lane}, ${kind}) and hour > ${hourOf(now) - DAY_HOURS}`.execute(
    tx,
  );
  await allowReleased(tx, breaker, entities.length + (rows[0]?.recent ?? 0), now);
  await lookAgain(
    tx,
    entities.map((entity) => ({ entity, dueAt: now, since: now, lane })),
  );
  await end(tx, breaker, 'released', entities.length, decider);
}

async function wantAgain(tx: LedgerTx, id: number): Promise<readonly EntityId[]> {
  const { rows } = await sql<{ entity_id: EntityId }>`
    delete from unwanted where breaker_id = ${id} returning entity_id`.execute(tx);
  return rows.map((row) => row.entity_id);
}

async function end(
  tx: LedgerTx,
  breaker: LockedBreaker,
  how: 'released' | 'discarded',
  changes: number,
  { who, now }: Decider,
): Promise<void> {
  const { id, system, lane, kind } = breaker;
  await tx
    .updateTable('breaker')
    .set({ ended: how, ended_at: now, ended_by: who })
    .where('id', '=', id)
    .execute();
  const verb = how === 'released' ? 'release' : 'discard';
  await audit(tx, now, who, `breaker ${verb}`, { breaker: id, system, lane, kind, changes });
}
