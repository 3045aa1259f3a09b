import type { Connection } from '../connector/contract.ts';
import type { TouchpointSource } from '../connector/touchpoints.ts';
import type { Clock } from '../domain/clock.ts';
import type { EntityId } from '../domain/entity.ts';
import type { Failure } from '../domain/failure.ts';
import type { Lane } from '../domain/lane.ts';
import type { SystemName } from '../domain/record.ts';
import { dropCursor, readCursor } from '../ledger/cursors.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { endRefusal, noteRefusal } from '../ledger/touch-refusals.ts';
import { withoutErased } from '../ledger/erased-addresses.ts';
import type { HashOf } from '../ledger/erasures.ts';
import { storeTouchpoints } from '../ledger/touchpoints.ts';

export interface TouchSource extends TouchpointSource {
  readonly system: SystemName;
}

export const touchKey = ({ system, name }: Pick<TouchSource, 'system' | 'name'>): string =>
  `${system}/${name}`;

export interface Collecting {
  readonly db: LedgerDb;
  readonly connection: Connection;
  readonly clock: Clock;
  readonly lane: Lane;
  readonly signal: AbortSignal;
  readonly hashOf: HashOf;
  /** People about whom something new is known: the one place where that is told, whatever the source. */
  readonly onTouched: (people: readonly EntityId[]) => void;
}

/** `refused`: the account does not offer the source; `isNew` when that was not known yet. */
export type Collected =
  | { readonly kind: 'collected'; readonly seen: number; readonly isBack: boolean }
  | { readonly kind: 'refused'; readonly failure: Failure; readonly isNew: boolean };

/**
 * Takes over what people did since the last time; with hints, what they tell of. The first time only notes where "now" is.
 */
export const collectNew = (
  source: TouchSource,
  hints: readonly string[],
  collecting: Collecting,
): Promise<Collected> =>
  collect(source, `touch:${touchKey(source)}`, collecting.clock.now(), collecting, hints);

/** Takes over what people did since a moment, whatever was told before. Goes on where a stopped one was. */
export async function collectHistory(
  source: TouchSource,
  since: Date,
  collecting: Collecting,
): Promise<Collected> {
  const name = `touch-scan:${touchKey(source)}`;
  const collected = await collect(source, name, since, collecting);
  if (!collecting.signal.aborted) await dropCursor(collecting.db, name);
  return collected;
}

async function collect(
  source: TouchSource,
  name: string,
  since: Date,
  { db, connection, clock, lane, signal, hashOf, onTouched }: Collecting,
  hints: readonly string[] = [],
): Promise<Collected> {
  if (connection.touchpoints === undefined) throw new Error(`${source.system} has no touchpoints`);
  let cursor = await readCursor(db, name);
  let seen = 0;
  let told = hints.length > 0 ? { hints } : {};
  for (;;) {
    const request = { source: source.name, cursor, since, ...told };
    const page = await connection.touchpoints(request, { lane, signal });
    told = {};
    const now = clock.now();
    if (page.kind === 'refused') {
      const isNew = await noteRefusal(db, source.system, source.name, page.failure, now);
      return { kind: 'refused', failure: page.failure, isNew };
    }
    if (page.cursor !== cursor || page.touchpoints.length > 0) {
      const position = { name, position: page.cursor };
      const touchpoints = await withoutErased(db, page.touchpoints, hashOf);
      onTouched(await storeTouchpoints(db, touchpoints, { lane, now }, position));
    }
    seen += page.touchpoints.length;
    cursor = page.cursor;
    if (!page.more || signal.aborted)
      return { kind: 'collected', seen, isBack: await endRefusal(db, source.system, source.name) };
  }
}
