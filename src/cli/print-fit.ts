import type { Fit } from '../rules/learn/fit.ts';
import { tellInterval, tellShare } from '../rules/learn/tell.ts';
import { printTable } from './print.ts';

/** With fewer wins to measure on, figures are rough. */
const FEW_WINS = 50;

/** Past leads that nothing can be learned from. */
export interface LeftOut {
  readonly undecided: number;
  /** Sales had them before anything was known of them. */
  readonly withSales: number;
}

/** What was learned and how good it is, for people. */
export function printFit(fit: Fit, { undecided, withSales }: LeftOut): void {
  const { rows, wins, trained, holdout, splitBy } = fit;
  const others = splitBy === 'time' ? 'the latest' : 'others, taken by their ids';
  console.log(
    [
      `${rows} leads, ${wins} won (${tellShare(wins / rows)}).`,
      ...(undecided === 0 ? [] : [`${undecided} more are not decided yet and were left out.`]),
      ...(withSales === 0
        ? []
        : [`${withSales} were with sales before anything was known of them, and were left out.`]),
    ].join(' ') +
      '\n' +
      `Learned from ${trained.rows} (${trained.wins} won), measured on ${holdout.rows} (${holdout.wins} won): ${others}.`,
  );
  printLeaks(fit);
  printPoints(fit);
  printQuality(fit);
}

function printLeaks({ leaks, refused, repeated, silent }: Fit): void {
  printTable(
    'Columns that seem to know the outcome',
    ['Column', 'Then', 'Sign', 'Evidence'],
    leaks.map(({ column, rule, verdict, evidence }) => [
      column,
      refused.includes(column) ? 'left out' : verdict === 'refused' ? 'allowed' : 'take a look',
      rule,
      evidence,
    ]),
    'None.',
  );
  for (const { column, by } of repeated) console.log(`  ${column}: left out, "${by}" says the same.`);
  if (silent.length > 0) console.log(`  No points for: ${silent.join(', ')}.`);
}

function printPoints({ columns, grades, levels, chance }: Fit): void {
  printTable(
    'Points',
    ['Column', 'Value', 'Points', 'Rows', 'Won', 'Share'],
    columns.flatMap(({ column, bins }) =>
      bins.map(({ name, points, rows, wins }, index) => [
        index === 0 ? column : '',
        shortened(name),
        points,
        rows,
        wins,
        tellShare(wins / rows),
      ]),
    ),
    'None: no column tells anything of the outcome.',
  );
  console.log(`\nGrades: ${thresholds(grades)}.`);
  if (levels !== null) console.log(`Levels: ${thresholds(levels)}.`);
  if (chance.perPoint > 0)
    console.log(`${(Math.LN2 / chance.perPoint).toFixed(1)} points more double the odds of a win.`);
}

const thresholds = (scale: Readonly<Record<string, number>>): string =>
  Object.entries(scale)
    .map(([name, from]) => `${name} from ${from}`)
    .join(', ');

function printQuality({ holdout, crossValidated }: Fit): void {
  const figure = (value: number): string => value.toFixed(3);
  const { auc, topTenth, calibrationError, tenths, wins } = holdout;
  printTable(
    'How good the points are, on leads that nothing was learned from',
    ['Figure', 'Value (95 of 100 times within)'],
    [
      [
        'pairs of a won and a lost lead ranked right (AUC)',
        auc === null ? 'not known' : tellInterval(auc, figure),
      ],
      [
        'the same within the leads learned from, part by part',
        crossValidated === null ? 'not known' : tellInterval(crossValidated, figure),
      ],
      ['won of the tenth with most points', tellInterval(topTenth, tellShare)],
      ['foretold and real share of wins differ by', tellShare(calibrationError)],
    ],
    '',
  );
  printTable(
    'By tenths, most points first',
    ['Tenth', 'Rows', 'Won', 'Share', 'Foretold', 'Times the average'],
    tenths.map(({ rows, wins: won, share, foretold, lift }, index) => [
      index + 1,
      rows,
      won,
      tellShare(share),
      tellShare(foretold),
      lift.toFixed(2),
    ]),
    'None.',
  );
  if (wins < FEW_WINS)
    console.log(`\nOnly ${wins} wins to measure on: the ranges above are wide, and any figure may be luck.`);
}

const LONGEST = 60;
const shortened = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);
