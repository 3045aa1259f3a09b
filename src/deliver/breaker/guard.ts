import type { Log } from '../../connector/contract.ts';
import { isAlarmOnly, type ChangeKind } from '../../domain/change.ts';
import type { Clock } from '../../domain/clock.ts';
import type { Lane } from '../../domain/lane.ts';
import { writeSystem } from '../../domain/plan.ts';
import { tripBreaker } from '../../ledger/breakers.ts';
import { loadsOf, pastOf, type StreamLoad } from '../../ledger/change-counts.ts';
import type { ClaimedIntent } from '../../ledger/claim-intents.ts';
import type { LedgerDb } from '../../ledger/database.ts';
import { giveBack } from '../../ledger/held-intents.ts';
import { bandOf, type Band, type BreakerSettings } from './band.ts';
import { judge } from './judge.ts';
import { tripMessage } from './message.ts';

export interface GuardContext {
  readonly db: LedgerDb;
  readonly clock: Clock;
  readonly worker: string;
  readonly breaker: BreakerSettings;
  readonly mappingVersion: string;
  readonly log: Log;
}

/** How long a crowd waits before it is counted again. */
const GATHER_MS = 500;

/**
 * The mass-change breaker: of a claimed batch, the intents that may be sent. The others go back into the outbox: held, when
 * their kind of change has left its band, or due again in a moment. Opt-outs are counted, told of and sent. Everything that anybody is about to send was claimed
 * before it is counted here, so two workers never send between them what one would have been stopped for.
 *
 * Costs nothing for a batch without dangerous changes, and one statement for any other but a crowd.
 */
export async function guard(
  batch: readonly ClaimedIntent[],
  lane: Lane,
  context: GuardContext,
): Promise<readonly ClaimedIntent[]> {
  const suspects = batch.filter((intent) => kindsOf(intent).length > 0);
  if (suspects.length === 0) return batch;
  const { db, clock, worker } = context;
  const now = clock.now();
  const systems = [...new Set(suspects.map((intent) => writeSystem(intent.write)))];
  const held = new Set<string>();
  const gathering = new Set<string>();
  for (const load of await loadsOf(db, lane, systems, now)) {
    const concerned = suspects.filter(
      (intent) => writeSystem(intent.write) === load.system && load.kind in intent.changes,
    );
    if (concerned.length === 0) continue;
    const verdict = load.tripped === null ? await judgeLoad(load, concerned, context) : 'trip';
    if (isAlarmOnly(load.kind)) continue;
    const into = verdict === 'trip' ? held : gathering;
    if (verdict !== 'send') for (const { id } of concerned) into.add(id);
  }
  const idle = [...gathering].filter((id) => !held.has(id));
  await giveBack(db, worker, { ids: [...held], state: 'held', dueAt: now });
  await giveBack(db, worker, { ids: idle, state: 'due', dueAt: new Date(now.getTime() + GATHER_MS) });
  return batch.filter(({ id }) => !held.has(id) && !gathering.has(id));
}

const kindsOf = (intent: ClaimedIntent): readonly ChangeKind[] => Object.keys(intent.changes) as ChangeKind[];

async function judgeLoad(
  load: StreamLoad,
  concerned: readonly ClaimedIntent[],
  context: GuardContext,
): Promise<'send' | 'gather' | 'trip'> {
  const { db, clock, breaker, log, mappingVersion } = context;
  const now = clock.now();
  const oldest = Math.min(...concerned.map((intent) => intent.readAt.getTime()));
  const total = load.waiting + load.recent;
  const band: Band | null =
    total > breaker.floor ? bandOf(load.kind, await pastOf(db, load, now), breaker) : null;
  const verdict = judge({ ...load, waitedMs: now.getTime() - oldest }, band, breaker.floor);
  if (verdict !== 'trip' || band === null) return verdict;
  const id = await tripBreaker(db, load, { ...band, changes: total, mappingVersion, now });
  // Only whoever tripped it tells.
  if (id !== null) log.error(tripMessage(id, load, total, band), { breaker: id, ...band, mappingVersion });
  return 'trip';
}
