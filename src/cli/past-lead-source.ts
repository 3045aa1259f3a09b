import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Fit } from '../rules/learn/fit.ts';
import { proposeScoring } from '../rules/learn/propose-scoring.ts';
import { writeProposal } from '../rules/learn/proposal.ts';
import type { Table } from '../rules/learn/table.ts';
import { readHistory } from '../runtime/score/read-history.ts';
import { CommandError, readContext, withLedger } from './context.ts';
import type { LeftOut } from './print-fit.ts';
import { progressLine } from './print.ts';
import { problemText } from './problem-text.ts';

/** Past leads to learn from, and what depends on where they come from. */
export interface PastLeadSource {
  readonly table: Table;
  readonly leftOut: LeftOut;
  /** Columns that are known only after the outcome, as somebody told. */
  readonly knownAfter: readonly string[];
  /** Where the names of the columns stand. */
  readonly whereNamed: string;
  /** What to do when too few are decided. */
  readonly whenTooFew: string;
  /** The points as a file for a person to approve; `day` is YYYY-MM-DD. */
  propose(fit: Fit, day: string): string;
}

/** From a file, as a recipe says. */
export function readLeadFile(file: string, recipe: string): PastLeadSource {
  const result = readHistory(file, recipe);
  if (result.kind === 'invalid')
    throw new CommandError(
      `the recipe cannot be used:\n${problemText(result.problems, (path) => readFileSync(path, 'utf8'))}`,
    );
  const { history, knownAfter } = result;
  return {
    table: history.table,
    leftOut: { undecided: history.undecided, withSales: 0 },
    knownAfter,
    whereNamed: 'the first line of the file',
    whenTooFew: "check the recipe's outcome, or wait until more leads are decided.",
    propose: (fit, day) => writeProposal(fit, { source: basename(file), day }),
  };
}

/** From what is recorded in the ledger: each column is a signal of the scoring file in force. */
export async function readLeadLedger(): Promise<PastLeadSource> {
  const progress = progressLine();
  const { table, undecided, withSales, scoring } = await withLedger(readContext({ quiet: true }), (ledger) =>
    ledger.pastLeads({ onProgress: (message) => progress.show(message) }),
  ).finally(() => progress.done());
  return {
    table,
    leftOut: { undecided, withSales },
    // What is recorded of a moment was known at that moment.
    knownAfter: [],
    whereNamed: 'scoring.yaml',
    whenTooFew: `wait until more are decided (${undecided} are not yet), or learn from a file of past leads: --from leads.csv --recipe leads-recipe.yaml.`,
    propose: (fit, day) => proposeScoring(scoring, fit, { source: 'recorded history', day }),
  };
}
