import type { Fit } from './fit.ts';
import { tellInterval, tellShare } from './tell.ts';
import { mostPoints } from './scorecard.ts';

/** Where a proposal comes from. */
export interface Origin {
  /** What was learned from: a file, or recorded history. */
  readonly source: string;
  /** YYYY-MM-DD. */
  readonly day: string;
}

/**
 * The points as a file that a person reads, changes and approves; what they rest on stands in its comments. Signals
 * have the column in their names, as decisions name them and no two may be the same. A fit without columns has
 * nothing to propose.
 */
export function writeProposal(fit: Fit, origin: Origin): string {
  const { columns, grades } = fit;
  const groups = columns.flatMap((column) => [
    `    - name: ${scalar(column.column)}`,
    `      cap: ${mostPoints(column)}`,
    '      signals:',
    ...column.bins
      .filter(({ points }) => points > 0)
      .flatMap(({ name, when, points, rows, wins }) => [
        `        # ${rows} rows, ${tellShare(wins / rows)} won`,
        `        - { name: ${scalar(`${column.column}: ${name}`)}, when: ${quoted(when)}, points: ${points} }`,
      ]),
  ]);
  return [
    commented(tellOrigin(fit, origin)),
    'fit:',
    '  groups:',
    ...groups,
    `grades: { ${Object.entries(grades)
      .map(([grade, from]) => `${grade}: ${from}`)
      .join(', ')} }`,
    '',
  ].join('\n');
}

/** Where points come from and what they rest on, in lines. */
export function tellOrigin(fit: Fit, { source, day }: Origin): readonly string[] {
  const { holdout, trained } = fit;
  return [
    `Proposed on ${day} from ${source} by "leadloop score fit". Nothing uses it until you have put it into scoring.yaml.`,
    `Learned from ${trained.rows} rows, ${trained.wins} of them won; measured on ${holdout.rows} others, ${holdout.wins} won:`,
    holdout.auc === null
      ? '- AUC: not measured, as all have the same outcome'
      : `- AUC ${tellInterval(holdout.auc, (value) => value.toFixed(3))}`,
    `- of the tenth with most points won: ${tellInterval(holdout.topTenth, tellShare)}`,
    `- foretold and real share of wins differ by ${tellShare(holdout.calibrationError)} on average`,
    ...(fit.refused.length === 0
      ? []
      : [`Left out, as they seem to know the outcome: ${fit.refused.join(', ')}`]),
  ];
}

/** Lines as a comment of YAML; what data brings along does not end it. */
export const commented = (lines: readonly string[]): string =>
  lines.map((line) => `# ${inOneLine(line)}`).join('\n');

const inOneLine = (text: string): string => text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ');

/** Text that YAML reads as the same text: plain where it is a plain word, else in single quotes. */
const scalar = (text: string): string =>
  /^[A-Za-z][A-Za-z ]*[a-z]$/u.test(text) && !/^(?:true|false|null|yes|no|on|off)$/iu.test(text)
    ? text
    : quoted(inOneLine(text));

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
