/**
 * `npm run eval:score -- <folder>`: scores learned from public sets of leads, measured on leads that nothing was
 * learned from, and the columns that the tool itself left out as leaks. The data are not part of the project; the
 * folder can also be named by LEADLOOP_EVAL_DATA. Measured twice: on the latest leads, which is what counts, and on
 * leads taken by a toss of their ids, which tells how much of the difference is the change of the times. The last row
 * shows what a score would seem to be that learned from the leaks, too. `--points` also prints the points.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { printFit } from '../../src/cli/print-fit.ts';
import { fit, type Fit, type FitOptions } from '../../src/rules/learn/fit.ts';
import type { Interval } from '../../src/rules/learn/interval.ts';
import { readHistory } from '../../src/runtime/score/read-history.ts';
import { printTable } from '../support/report.ts';
import { DATASETS, missingFiles, type Dataset } from './datasets.ts';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { points: { type: 'boolean', default: false } },
});
const folder = positionals[0] ?? process.env['LEADLOOP_EVAL_DATA'];

function evaluate(dataset: Dataset, from: string): void {
  console.log(`\n## ${dataset.name}\n`);
  const missing = missingFiles(dataset, from);
  if (missing.length > 0) {
    console.log(`Left out: ${from} has no ${missing.join(', ')}.`);
    process.exitCode = 1;
    return;
  }
  const read = readHistory(join(from, dataset.files[0]), dataset.recipe);
  if (read.kind === 'invalid') throw new Error(read.problems.map(({ cause }) => cause).join('\n'));
  const { table } = read.history;
  const learned = (how: Partial<FitOptions>): Fit => {
    const result = fit(table, { knownAfter: read.knownAfter, allow: [], splitBy: 'time', ...how });
    if (result.kind === 'fitted') return result;
    throw new Error(`${result.wins} wins and ${result.losses} losses are too few`);
  };
  const latest = learned({});
  printTable([
    row('the latest leads', latest),
    row('leads by a toss of their ids', learned({ splitBy: 'id' })),
    row('the latest leads, leaks allowed', learned({ allow: table.columns.map(({ name }) => name) })),
  ]);
  console.log(`Left out by the tool itself: ${latest.refused.join(', ')}.`);
  if (dataset.aim !== null) compare(latest, dataset.aim);
  if (options.points) printFit(latest, { undecided: read.history.undecided, withSales: 0 });
}

const shown = (figure: Interval | null): string =>
  figure === null
    ? 'unknown'
    : `${figure.value.toFixed(3)} (${figure.low.toFixed(3)} to ${figure.high.toFixed(3)})`;

const row = (
  measuredOn: string,
  { trained, holdout, crossValidated }: Fit,
): Readonly<Record<string, string>> => ({
  'measured on': measuredOn,
  'leads, won': `${holdout.rows}, ${holdout.wins}`,
  'learned from, won': `${trained.rows}, ${trained.wins}`,
  AUC: shown(holdout.auc),
  'won of the top tenth': shown(holdout.topTenth),
  'calibration error': holdout.calibrationError.toFixed(3),
  'AUC by cross-validation': shown(crossValidated),
});

function compare({ holdout }: Fit, aim: NonNullable<Dataset['aim']>): void {
  const auc = holdout.auc?.value ?? 0;
  const judge = (name: string, value: number, wanted: number): void => {
    const isMet = value >= wanted;
    console.log(`${name}: ${value.toFixed(3)}, ${isMet ? 'at least' : 'below'} the aim of ${wanted}.`);
    if (!isMet) process.exitCode = 1;
  };
  judge('AUC', auc, aim.auc);
  judge('Won of the top tenth', holdout.topTenth.value, aim.topTenth);
}

if (folder === undefined) {
  console.error('Which folder are the data in? npm run eval:score -- <folder>, or set LEADLOOP_EVAL_DATA.');
  process.exitCode = 2;
} else for (const dataset of DATASETS) evaluate(dataset, folder);
