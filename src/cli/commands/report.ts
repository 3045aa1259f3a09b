import { Option, type Command } from 'commander';
import { REPORTS, type ReportName } from '../../api/report.ts';
import type { Report, ReportColumn, ReportCell } from '../../domain/report.ts';
import { reportAsCsv } from '../../report/csv.ts';
import { CommandError, readContext, withLedger } from '../context.ts';
import { printJson, printTable } from '../print.ts';

export function register(program: Command): void {
  program
    .command('report')
    .argument('<name>', `one of: ${REPORTS.join(', ')}`)
    .description('what marketing led to and how sales followed up, from the ledger')
    .option('--from <day>', 'from the beginning of this day, UTC: 2026-01-01')
    .option('--to <day>', 'until the end of this day, UTC')
    .option(
      '--by <what>',
      'what rows are: campaign, channel; of sources also field:<name>; of follow-up owner, team',
    )
    .option('--model <name>', 'of campaigns: which model gives credit, e.g. w-shaped')
    .addOption(new Option('--csv', 'print it as CSV').conflicts('json'))
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      '\nWhat counts as a touch says mappings/reports.yaml; what the figures mean, docs/reports.md.\n\n' +
        '  $ leadloop report campaigns --from 2026-01-01 --to 2026-03-31\n' +
        '  $ leadloop report sources --by field:leadSource --csv > sources.csv',
    )
    .action(async (name: string, { csv, json, from, to, by, model }: ReportOptions) => {
      const request = {
        name: nameOf(name),
        from: from === undefined ? null : dayOf('--from', from),
        until: to === undefined ? null : new Date(dayOf('--to', to).getTime() + 86_400_000),
        by: by ?? null,
        model: model ?? null,
      };
      const report = await withLedger(readContext({ quiet: true }), (ledger) => ledger.report(request));
      if (json === true) printJson(report);
      else if (csv === true) process.stdout.write(reportAsCsv(report));
      else print(report);
    });
}

interface ReportOptions {
  readonly from?: string;
  readonly to?: string;
  readonly by?: string;
  readonly model?: string;
  readonly csv?: true;
  readonly json?: true;
}

function nameOf(text: string): ReportName {
  const name = REPORTS.find((known) => known === text);
  if (name === undefined)
    throw new CommandError(`there is no report '${text}': choose one of ${REPORTS.join(', ')}.`);
  return name;
}

function dayOf(option: string, text: string): Date {
  const day = new Date(`${text}T00:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(day.getTime()) || !day.toISOString().startsWith(text))
    throw new CommandError(`${option} is no day: '${text}'. Write it as 2026-01-31.`);
  return day;
}

function print({ title, asked, columns, rows, notes }: Report): void {
  printTable(
    asked.length === 0 ? title : `${title} (${asked.join(', ')})`,
    columns.map((column) => column.title),
    rows.map((row) => row.map((cell, index) => shown(cell, columns[index]?.kind))),
    'Nothing yet.',
  );
  if (notes.length === 0) return;
  console.log('\nMind');
  for (const { text, ids } of notes) console.log(`  ${text}${ids.length === 0 ? '' : `: ${ids.join(', ')}`}`);
}

function shown(cell: ReportCell, kind: ReportColumn['kind'] | undefined): string | number {
  if (cell === null) return '–';
  if (typeof cell === 'string') return cell;
  if (kind === 'share') return `${(100 * cell).toFixed(1)} %`;
  return kind === 'hours' || kind === 'ratio' ? cell.toFixed(2) : cell;
}
