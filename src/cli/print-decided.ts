import type { DecidedAnswer } from '../api/decided.ts';
import { decisionCells, handOffLines, recipeCells, stageLines } from '../api/decided-text.ts';
import { printTable } from './print.ts';

/** Where a person stands and how they came there; with `all`, every decision that is told. */
export function printDecided(decided: DecidedAnswer, all: boolean): void {
  printLines('Stage (times are UTC)', stageLines(decided, all), 'None: there are no stages.');
  printLines('Handed to sales', handOffLines(decided, all), 'Never.');
  if (!all) return;
  printTable(
    'Recipes from here',
    ['Recipe', 'To', 'Condition', 'Stopped by'],
    decided.now === null ? [] : recipeCells(decided.now),
    'None.',
  );
  printTable(
    'Decisions',
    ['When', 'Version', 'What', 'Score'],
    decided.decisions.map(decisionCells),
    'None yet.',
  );
}

function printLines(title: string, lines: readonly string[], empty: string): void {
  console.log(`\n${title}`);
  for (const line of lines.length === 0 ? [empty] : lines) console.log(`  ${line}`);
}
