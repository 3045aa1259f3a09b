import type { Backtest } from '../../api/backtest.ts';
import { CLASSES } from '../../backtest/compare-person.ts';
import { OUTCOMES } from '../../backtest/outcome.ts';
import type { Example, SideSummary } from '../../backtest/summary.ts';
import { backtestTables, exampleRow, EXAMPLE_HEAD, warningsOf, type Told } from '../backtest-tables.ts';
import { CLASS_WORDS, OUTCOME_WORDS } from '../backtest-words.ts';
import { bars, stacks } from './bars.ts';
import { escape, type Series } from './frame.ts';
import { lines } from './lines.ts';
import { ranges } from './ranges.ts';
import { STYLE } from './style.ts';

/** The report as one file: nothing in it comes from elsewhere, and people are named by ids and initials only. */
export function backtestPage(report: Backtest): string {
  const { classes, quality, wins, tenths, load } = backtestTables(report);
  const { from, until, people, inForce, version, recorded, candidate } = report;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>Backtest ${escape(from.slice(0, 10))} to ${escape(until.slice(0, 10))}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>What other rules would have done</h1>
<p>${people} people, from ${escape(from)} until ${escape(until)}. Recorded: ${recorded.decisions} decisions, ${recorded.promotions} promotions.
The candidate (${escape(version)}): ${candidate.decisions} decisions, ${candidate.promotions} promotions, with the mappings of version ${inForce.number} (${escape(inForce.version)}).</p>
${warningsOf(report)
  .map((warning) => `<p class="warning">${escape(warning)}</p>`)
  .join('\n')}
${section(classes, classPlot(report))}
${section(wins, '')}
${section(quality, qualityPlot(report))}
${section(tenths, tenthPlot(report))}
${load === null ? '' : section(load, dayPlot(report))}
${(['gained', 'lost', 'both', 'neither'] as const).map((name) => exampleSection(name, report)).join('\n')}
</main>
</body>
</html>
`;
}

const RECORDED = { name: 'recorded', kind: 'recorded' } as const;
const CANDIDATE = { name: 'candidate', kind: 'candidate' } as const;

function classPlot({ classes }: Backtest): string {
  const shown = CLASSES.filter((name) => name !== 'neither' && name !== 'before');
  const series = OUTCOMES.map((outcome) => ({
    name: OUTCOME_WORDS[outcome],
    kind: outcome,
    values: shown.map((name) => classes[name].outcomes[outcome]),
  }));
  return figure(
    series,
    stacks(
      'People by who promoted them',
      shown.map((name) => CLASS_WORDS[name]),
      series,
    ),
  );
}

function qualityPlot({ recorded, candidate }: Backtest): string {
  const labels = ['accepted of promoted', 'promoted of accepted', 'won of promoted', 'promoted of won'];
  const of = ({ accepted, won }: SideSummary) =>
    [accepted.precision, accepted.recall, won.precision, won.recall].map((share) =>
      share.of === 0 ? null : share,
    );
  const series = [
    { ...RECORDED, values: of(recorded) },
    { ...CANDIDATE, values: of(candidate) },
  ];
  return figure(series, ranges('Precision and recall', labels, series));
}

function tenthPlot({ recorded, candidate }: Backtest): string {
  if (candidate.tenths.length === 0) return '';
  const of = ({ tenths }: SideSummary) => tenths.map(({ lift }) => lift ?? 0);
  const series = [
    { ...RECORDED, values: of(recorded) },
    { ...CANDIDATE, values: of(candidate) },
  ];
  const labels = candidate.tenths.map((_, index) => String(index + 1));
  return figure(series, bars('Lift by tenths', labels, series, 1));
}

function dayPlot({ recorded, candidate }: Backtest): string {
  const days = [...new Set([...recorded.days, ...candidate.days].map(({ day }) => day))].sort();
  if (days.length === 0) return '';
  const of = (side: SideSummary) => {
    const byDay = new Map(side.days.map(({ day, handOffs }) => [day, handOffs]));
    return days.map((day) => byDay.get(day) ?? 0);
  };
  const series = [
    { ...RECORDED, values: of(recorded) },
    { ...CANDIDATE, values: of(candidate) },
  ];
  return figure(
    series,
    lines(
      'Hand-offs by day',
      days.map((day) => day.slice(5)),
      series,
    ),
  );
}

const figure = (series: readonly Series<unknown>[], plot: string): string =>
  `<figure>${plot}<figcaption>${series.map(({ name, kind }) => `<span><i class="${kind}"></i>${escape(name)}</span>`).join('')}</figcaption></figure>`;

function exampleSection(name: keyof Backtest['examples'], { examples }: Backtest): string {
  const rows = examples[name].map((one: Example) => exampleRow(one));
  return section({ title: `Examples: ${CLASS_WORDS[name]}`, head: EXAMPLE_HEAD, rows, empty: 'None.' }, '');
}

function section({ title, head, rows, empty }: Told, plot: string): string {
  const body =
    rows.length === 0
      ? `<p>${escape(empty)}</p>`
      : `<div class="wide" tabindex="0" role="region" aria-label="${escape(title)}"><table><thead><tr>${heads(head, rows[0])}</tr></thead>` +
        `<tbody>${rows.map((row) => `<tr>${row.map((one) => cell('td', one, one)).join('')}</tr>`).join('')}</tbody></table></div>`;
  return `<h2>${escape(title)}</h2>\n${plot}\n${body}`;
}

/** Over numbers, at their side. */
const heads = (head: readonly string[], first: Told['rows'][number] | undefined): string =>
  head.map((name, column) => cell('th', name, first?.[column])).join('');

const cell = (tag: 'th' | 'td', told: string | number, over: string | number | undefined): string =>
  `<${tag}${typeof over === 'number' ? ' class="n"' : ''}>${escape(String(told))}</${tag}>`;
