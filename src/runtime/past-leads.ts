import { RefusedError } from '../api/config-operations.ts';
import type { PastLeads, PastLeadsRequest } from '../api/past-leads.ts';
import { makeLeadTable } from '../backtest/lead-table.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { SCORING_FILE } from '../rules/files/parse.ts';
import { readInForce } from './candidate.ts';
import { eachHistory } from './each-history.ts';

/** Everybody about whom something was decided, as a table to learn from; see {@link PastLeads}. Only reads. */
export async function pastLeads(
  db: LedgerDb,
  { onProgress }: PastLeadsRequest,
  now: Date,
): Promise<PastLeads> {
  const inForce = await readInForce(db);
  const text = inForce?.mappings.sources.get(SCORING_FILE);
  const scoring = inForce?.mappings.rules.scoring ?? null;
  if (inForce === null || text === undefined || scoring === null)
    throw new RefusedError(
      'NO_SCORING',
      409,
      `the configuration in force has no ${SCORING_FILE}, so there are no signals to learn points for. Write one, start Leadloop with it, and let it run for a while.`,
    );
  const { rules, handOff } = inForce.mappings;
  const handsOver = handOff?.value.at ?? new Set();
  const making = makeLeadTable({ rules, scoring, handsOver }, now.getTime());
  for await (const history of eachHistory(db, now, onProgress)) making.add(history);
  return { ...making.end(), scoring: text };
}
