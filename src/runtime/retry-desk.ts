import type { RetryDesk } from '../api/operations.ts';
import type { Clock } from '../domain/clock.ts';
import { audit } from '../ledger/audit.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { retryParked } from '../ledger/drain.ts';
import { retryNotices } from '../ledger/notices.ts';

/** Where a person says that its cause is mended. It needs the ledger alone: who works by it finds what is due. */
export const makeRetryDesk = (db: LedgerDb, clock: Clock, who: string): RetryDesk => ({
  async retry(code) {
    const now = clock.now();
    const report = {
      entities: await retryParked(db, now, code),
      notices: await retryNotices(db, now, code),
    };
    await audit(db, now, who, 'retry', { code, ...report });
    return report;
  },
});
