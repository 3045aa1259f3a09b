import type { BreakerDesk } from '../api/operations.ts';
import type { Clock } from '../domain/clock.ts';
import { discardBreaker, releaseBreaker } from '../ledger/breaker-decisions.ts';
import { breakerReports } from '../ledger/breaker-report.ts';
import type { LedgerDb } from '../ledger/database.ts';

/** Where a person decides about what a breaker holds. It needs the ledger alone: no system has to be reachable. */
export function makeBreakerDesk(db: LedgerDb, clock: Clock, who: string): BreakerDesk {
  const decider = () => ({ who, now: clock.now() });
  return {
    breakers: () => breakerReports(db),
    releaseBreaker: (id) => releaseBreaker(db, id, decider()),
    discardBreaker: (id) => discardBreaker(db, id, decider()),
  };
}
