import type { DecidedAnswer, DecidedNow, ToldDecision, ToldHandOff } from '../api/decided.ts';
import type { EntityId } from '../domain/entity.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { pastDecisions } from '../ledger/decisions.ts';
import { readHandOffs, type HandOffCourse, type StoredHandOff } from '../ledger/hand-offs.ts';
import { readStages, readStandings } from '../ledger/standings.ts';
import type { Lost, Won } from '../rules/routing/reason.ts';
import type { ClockReading } from '../rules/sla/clock.ts';

/** The last decisions that are told. */
const LAST_DECISIONS = 20;

type NotedHandOff = StoredHandOff & HandOffCourse;

/** All that was decided about a person, with what the rules say now; `clock` reads the clocks of hand-offs. */
export async function readDecided(
  db: LedgerDb,
  id: EntityId,
  now: DecidedNow | null,
  clock: (handOff: NotedHandOff) => ClockReading | null,
): Promise<DecidedAnswer> {
  const [standings, stages, handOffs, decisions] = await Promise.all([
    readStandings(db, [id]),
    readStages(db, id),
    readHandOffs(db, id),
    pastDecisions(db, id, LAST_DECISIONS),
  ]);
  return {
    standing: standings.get(id) ?? null,
    stages,
    handOffs: handOffs.map((handOff) => tellHandOff(handOff, clock(handOff))),
    decisions: decisions as readonly ToldDecision[],
    now,
  };
}

/** As it was stored, but that moments are dates again. */
function tellHandOff(stored: NotedHandOff, clock: ClockReading | null): ToldHandOff {
  const { routed, made, ...rest } = stored as ToldHandOff;
  return {
    ...rest,
    clock,
    made,
    routed: {
      ...routed,
      why: withDate(routed.why),
      losers: routed.losers.map((loser) => ({ ...loser, why: withDate(loser.why) })),
    },
  };
}

const withDate = <Reason extends Won | Lost>(reason: Reason): Reason =>
  'at' in reason ? { ...reason, at: new Date(reason.at) } : reason;
