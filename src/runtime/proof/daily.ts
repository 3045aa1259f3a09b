import type { Connected } from '../../capture/hydrate.ts';
import type { Log } from '../../connector/contract.ts';
import { DAY_MS, type Clock } from '../../domain/clock.ts';
import type { SystemName } from '../../domain/record.ts';
import type { LedgerDb } from '../../ledger/database.ts';
import { noteProof, readLastProof } from '../../ledger/last-proof.ts';
import type { Mappings } from '../mappings.ts';
import { makeProofDesk } from './desk.ts';

export interface DailyProofContext {
  readonly bulkDb: LedgerDb;
  readonly systems: ReadonlyMap<SystemName, Connected>;
  readonly mappings: Mappings;
  readonly clock: Clock;
  readonly log: Log;
}

/** Proves the day that is over, once. Only the counts are kept: who is behind them is told when somebody asks. */
export async function proveYesterday({
  bulkDb,
  systems,
  mappings,
  clock,
  log,
}: DailyProofContext): Promise<void> {
  if (mappings.handOff === null) return;
  const now = clock.now();
  const until = new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS);
  const from = new Date(until.getTime() - DAY_MS);
  const day = from.toISOString().slice(0, 10);
  const last = await readLastProof(bulkDb);
  if (last !== null && last.day >= day) return;
  const desk = makeProofDesk(bulkDb, clock, () => Promise.resolve(mappings), systems);
  const { addsUp, total } = await desk.proof({ from, until, by: 'source', list: null, offline: false });
  await noteProof(bulkDb, now, { day, addsUp, total });
  if (addsUp) log.info(`the proof of ${day} adds up`, { ...total });
  else
    log.error(`the proof of ${day} does not add up: 'leadloop proof --day ${day}' tells more`, { ...total });
}
