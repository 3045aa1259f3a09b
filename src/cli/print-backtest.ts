import type { Backtest } from '../api/backtest.ts';
import { backtestTables, EXAMPLE_HEAD, exampleRow, warningsOf } from './backtest-tables.ts';
import { CLASS_WORDS } from './backtest-words.ts';
import { printTable } from './print.ts';

/** What a candidate would have done, for people. */
export function printBacktest(report: Backtest): void {
  const { from, until, people, inForce, recorded, candidate, examples } = report;
  console.log(
    `${people} people, from ${from} until ${until}.\n` +
      `Recorded: ${recorded.decisions} decisions, ${recorded.promotions} promotions. ` +
      `The candidate: ${candidate.decisions} decisions, ${candidate.promotions} promotions, ` +
      `with the mappings of version ${inForce.number}.`,
  );
  for (const table of Object.values(backtestTables(report)))
    if (table !== null) printTable(table.title, table.head, table.rows, table.empty);
  for (const name of ['gained', 'lost'] as const)
    printTable(`Examples: ${CLASS_WORDS[name]}`, EXAMPLE_HEAD, examples[name].map(exampleRow), 'None.');
  for (const warning of warningsOf(report)) console.log(`\nWarning: ${warning}`);
}
