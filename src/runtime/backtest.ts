import type { Backtest, BacktestRequest } from '../api/backtest.ts';
import { RefusedError } from '../api/config-operations.ts';
import type { RouteRules } from '../backtest/route-all.ts';
import { makeSummary } from '../backtest/summary.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { firstDecisionAt } from '../ledger/past.ts';
import { readCandidate } from './candidate.ts';
import { eachHistory } from './each-history.ts';
import { formatProblem, type Mappings } from './mappings.ts';

/** What a candidate would have decided, person by person; see {@link Backtest}. Only reads. */
export async function backtest(db: LedgerDb, request: BacktestRequest, now: Date): Promise<Backtest> {
  const { inForce, mappings } = await readCandidate(db, request);
  const { qualification } = mappings.rules;
  if (qualification === null || mappings.handOff === null)
    throw refused(
      'NO_STAGES',
      `${request.folder} has no ${qualification === null ? 'qualification.yaml' : 'handoff.yaml'}, so nobody is ever promoted by it. Copy the whole folder mappings/rules, and change the copy.`,
    );
  const recordedAt = (inForce.mappings.handOff ?? mappings.handOff).value.at;
  const { from, until } = await windowOf(db, request, now);
  const summing = makeSummary(
    {
      candidate: {
        rules: mappings.rules,
        outcomes: mappings.outcomes?.value ?? null,
        version: mappings.version,
        hash: noHash,
        qualification,
      },
      candidateAt: mappings.handOff.value.at,
      recordedAt,
      window: { from: from.getTime(), until: until.getTime() },
    },
    routeRulesOf(mappings),
  );
  for await (const history of eachHistory(db, until, request.onProgress)) summing.add(history);
  const summary = summing.end();
  if (summary.people === 0)
    throw refused(
      'NO_HISTORY',
      `nothing was decided between ${from.toISOString()} and ${until.toISOString()}.`,
    );
  return {
    ...summary,
    from: from.toISOString(),
    until: until.toISOString(),
    inForce: { version: inForce.version.id, number: inForce.version.number },
    version: mappings.version,
    warnings: mappings.ruleWarnings.map(formatProblem),
  };
}

/** Nobody compares these receipts. */
const noHash = (): string => '';

async function windowOf(
  db: LedgerDb,
  { from, until }: BacktestRequest,
  now: Date,
): Promise<{ readonly from: Date; readonly until: Date }> {
  const first = await firstDecisionAt(db);
  if (first === null)
    throw refused('NO_HISTORY', 'no decision is kept yet. Let Leadloop run with rules for a while first.');
  const window = { from: from ?? first, until: until ?? now };
  if (window.from < window.until) return window;
  throw refused(
    'NO_WINDOW',
    `the time to go through begins at ${window.from.toISOString()} and ends at ${window.until.toISOString()}: nothing is between. The first decision that is kept is of ${first.toISOString()}.`,
  );
}

function routeRulesOf({ routing, handOff }: Mappings): RouteRules | null {
  return routing === null || handOff === null ? null : { routing: routing.value, handOff: handOff.value };
}

const refused = (code: string, message: string): RefusedError => new RefusedError(code, 409, message);
