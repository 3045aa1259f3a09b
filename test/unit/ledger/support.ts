import { sql } from 'kysely';
import type { Changes } from '../../../src/domain/change.ts';
import type { Event } from '../../../src/domain/event.ts';
import type { Lane } from '../../../src/domain/lane.ts';
import type { EntityPlan, Intent } from '../../../src/domain/plan.ts';
import type { RecordRef } from '../../../src/domain/record.ts';
import type { Fields } from '../../../src/domain/value.ts';
import { captureEvents, type CaptureContext, type Due } from '../../../src/ledger/capture-events.ts';
import { claimEntities, type ClaimedEntity } from '../../../src/ledger/claim-entities.ts';
import { commitPlans } from '../../../src/ledger/commit-plans.ts';
import { claimIntents, type ClaimedIntent } from '../../../src/ledger/claim-intents.ts';
import { ledgerOver, type LedgerDb } from '../../../src/ledger/database.ts';
import { settleIntents } from '../../../src/ledger/settle-intents.ts';
import type { Settling } from '../../../src/ledger/settled.ts';
import { nothingToDo } from '../../../src/reconcile/nothing-to-do.ts';
import { createIds } from '../../../src/platform/ids.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { migratedDatabase } from '../../support/ledger.ts';
import type { Database } from '../../../src/platform/database/database.ts';

export const ids = createIds(systemClock);
export const T0 = new Date('2026-11-21T10:00:00Z');
export const after = (seconds: number): Date => new Date(T0.getTime() + seconds * 1000);

export const hubRef = (id: string): RecordRef => ({ system: 'hub', object: 'contacts', id });
export const crmRef = (id: string): RecordRef => ({ system: 'crm', object: 'Lead', id });

export const rang = (ref: RecordRef, over: Partial<Event> = {}): Event => ({
  ref,
  origin: 'webhook',
  lane: 'live',
  snapshot: null,
  occurredAt: null,
  ...over,
});

export const present = (ref: RecordRef, fields: Fields) =>
  ({ kind: 'present', record: { ref, fields, externalKey: null, modifiedAt: T0 } }) as const;

/** A ledger of its own with short names for what tests do to it. */
export interface TestLedger {
  readonly db: LedgerDb;
  readonly database: Database;
  capture(events: readonly Event[], now?: Date): Promise<void>;
  claim(worker?: string, now?: Date, limit?: number, lane?: Lane): Promise<readonly ClaimedEntity[]>;
  commit(claimed: ClaimedEntity, plan: Partial<EntityPlan>, worker?: string, now?: Date): Promise<void>;
  take(worker?: string, now?: Date, lane?: Lane): Promise<readonly ClaimedIntent[]>;
  settle(intent: ClaimedIntent, settling: Settling, worker?: string, now?: Date): Promise<readonly Due[]>;
  close(): Promise<void>;
}

/** `rules`: whether somebody decides about people; where nobody does, no write waits for it. */
export async function openTestLedger(rules: 'none' | 'some' = 'none'): Promise<TestLedger> {
  const database = await migratedDatabase();
  const db = ledgerOver(database.pool);
  const context = (now: Date): CaptureContext => ({ now, ids, partitions: 1, kindOf: () => 'person' });
  return {
    db,
    database,
    capture: async (events, now = T0) => {
      await captureEvents(db, events, context(now));
    },
    claim: (worker = 'w1', now = T0, limit = 100, lane = 'live') =>
      claimEntities(db, { lane, partition: 0, limit, worker, now, leaseMs: 30_000 }),
    commit: async (claimed, plan, worker = 'w1', now = T0) => {
      await commitPlans(db, [{ claimed, plan: { ...emptyPlan(claimed.id), ...plan } }], {
        worker,
        readAt: now,
        now,
        mappingVersion: 'v1',
      });
      if (rules === 'none') await sql`delete from to_decide`.execute(db);
    },
    take: async (worker = 'w1', now = T0, lane = 'live') => {
      const claim = { lane, partition: 0, except: [], limit: 100, worker, now, leaseMs: 30_000 };
      return (await claimIntents(db, claim)).intents;
    },
    settle: (intent, settling, worker = 'w1', now = T0) =>
      settleIntents(db, [{ intent, ...settling }], { worker, now, mappingVersion: 'v1' }),
    close: () => database.close(),
  };
}

export const emptyPlan = (entity: string): EntityPlan => ({ ...nothingToDo({ id: entity }), decided: true });

export const createIntent = (entity: string, fields: Fields, source: RecordRef): Intent => ({
  id: ids.next(),
  write: { kind: 'create', system: 'crm', object: 'Lead', key: entity, fields },
  settles: fields,
  sources: [{ ref: source, fields }],
  changes: { create: {} },
});

export const updateIntent = (
  ref: RecordRef,
  fields: Fields,
  source: RecordRef,
  changes: Changes = {},
): Intent => ({
  id: ids.next(),
  write: { kind: 'update', ref, fields },
  settles: fields,
  sources: [{ ref: source, fields }],
  changes,
});

/** The one claimed entity; fails when there is not exactly one. */
export function one<T>(items: readonly T[]): T {
  const [first, ...rest] = items;
  if (first === undefined || rest.length > 0) throw new Error(`expected one, got ${items.length}`);
  return first;
}

/** Until so many sessions wait for another one to end. */
export async function untilWaiting(db: LedgerDb, sessions: number): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from pg_stat_activity where wait_event_type = 'Lock'`.execute(db);
    if ((rows[0]?.n ?? 0) >= sessions) return;
  }
}
