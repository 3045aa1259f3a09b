import { setTimeout as sleep } from 'node:timers/promises';
import type { Connected } from '../capture/hydrate.ts';
import type { Log, Page } from '../connector/contract.ts';
import type { Clock, Ids } from '../domain/clock.ts';
import type { SystemName, SystemRecord } from '../domain/record.ts';
import { chunks } from '../domain/chunks.ts';
import { refillBlocks } from '../ledger/block-index.ts';
import { noteBlocks, noteSeen, type RecordBlocks } from '../ledger/block-keys.ts';
import { moveCursor, readCursor } from '../ledger/cursors.ts';
import { inTransaction, type LedgerDb } from '../ledger/database.ts';
import { placeRecords } from '../ledger/entities.ts';
import type { Resolver } from '../mapping/canonical.ts';
import { blocksOf, rulesFor } from '../reconcile/identity-fields.ts';
import type { Mappings } from './mappings.ts';

/** What the blocks of a record are made from: a new one makes the index anew. */
const FORMAT = 1;
const PAGE = 100;
/** Between two small batches everybody else goes first. */
const NAP_MS = 20;

/** Rules compare what people are called and where they can be reached: owners and references are not asked about. */
const NOBODY: Resolver = {
  owner: () => null,
  ownerId: () => null,
  entityOf: () => null,
  refOf: () => null,
};

/** The blocks of a record by the rules of its kind; null when there are none. */
function blocksBy(mappings: Mappings, record: SystemRecord): RecordBlocks | null {
  const kind = mappings.kindOf(record.ref.system, record.ref.object);
  const mapping = kind === null ? undefined : mappings.byKind.get(kind);
  if (kind === null || mapping === undefined) return null;
  const rules = rulesFor(kind, mapping, mappings.identity);
  return rules === null ? null : blocksOf(rules, mapping, record, NOBODY);
}

/**
 * Brings the index of blocks to the rules and mappings of now, in the background and batch by batch, until it is or
 * `signal` says stop. A start after a failure goes on where this one was.
 */
export async function refillIndex(
  db: LedgerDb,
  mappings: Mappings,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  if (mappings.identity === null) return;
  const version = `${FORMAT}/${mappings.version}`;
  try {
    while (await refillBlocks(db, version, ({ record }) => blocksBy(mappings, record)))
      await sleep(NAP_MS, undefined, { signal });
  } catch (error) {
    if (!signal.aborted)
      log.error('the index of who is who is not complete; it goes on at the next start', {
        error: String(error),
      });
  }
}

export interface AcquaintContext {
  readonly db: LedgerDb;
  readonly systems: ReadonlyMap<SystemName, Connected>;
  readonly mappings: Mappings;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly partitions: number;
}

/**
 * Before all records are looked at for the first time: gets to know who is there, without deciding anything. Otherwise
 * the first system's records would be decided about before the second's are known, and whoever no exact look-up finds
 * would be doubled. Only objects with rules of identity, each once. The first system is left out: its records are looked
 * at before those of the others are.
 */
export async function getAcquainted(context: AcquaintContext, signal: AbortSignal): Promise<void> {
  const { db, systems, mappings, clock } = context;
  const [, ...others] = [...systems].filter(([, { definition }]) => definition.capabilities.readable);
  for (const [system, { connection }] of others) {
    for (const { object, fields } of mappings.watched(system)) {
      const name = `known:${system}/${object}`;
      const probe = { ref: { system, object, id: '' }, fields: {}, externalKey: null, modifiedAt: null };
      if (blocksBy(mappings, probe) === null || (await readCursor(db, name)) !== null) continue;
      let page: Page | null = null;
      do {
        signal.throwIfAborted();
        const readAt = clock.now();
        page = await connection.scan(
          { object, fields, cursor: page?.cursor ?? null },
          { lane: 'bulk', signal },
        );
        const records = page.snapshots.flatMap((one) => (one.kind === 'present' ? [one.record] : []));
        for (const some of chunks(records, PAGE)) await remember(some, readAt, context);
      } while (page.more);
      await inTransaction(db, (tx) => moveCursor(tx, name, 'all', clock.now()));
    }
  }
}

function remember(
  records: readonly SystemRecord[],
  readAt: Date,
  { db, mappings, ids, partitions, clock }: AcquaintContext,
): Promise<void> {
  const newcomers = records.flatMap(({ ref, externalKey }) => {
    const kind = mappings.kindOf(ref.system, ref.object);
    return kind === null ? [] : [{ ref, kind, key: externalKey }];
  });
  return inTransaction(db, async (tx) => {
    await placeRecords(tx, newcomers, { ids, partitions, now: clock.now() });
    await noteSeen(tx, records, readAt);
    await noteBlocks(
      tx,
      records.flatMap((record) => blocksBy(mappings, record) ?? []),
    );
  });
}
