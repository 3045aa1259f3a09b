import { Option, type Command } from 'commander';
import { REPORTS, type ReportName } from '../../api/report.ts';
import { reportAsCsv } from '../../report/csv.ts';
import { CommandError, readContext, withLedger } from '../context.ts';
import { periodOf } from '../period.ts';
import { printJson } from '../print.ts';
import { printReport } from '../print-report.ts';

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
    .option('--roll-up', 'of campaigns: count campaigns as part of the one at the top of their hierarchy')
    .addOption(new Option('--csv', 'print it as CSV').conflicts('json'))
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      '\nWhat counts as a touch says mappings/reports.yaml; what the figures mean, docs/reports.md.\n\n' +
        '  $ leadloop report campaigns --from 2026-01-01 --to 2026-03-31\n' +
        '  $ leadloop report sources --by field:leadSource --csv > sources.csv',
    )
    .action(async (name: string, { csv, json, from, to, by, model, rollUp }: ReportOptions) => {
      const request = {
        name: nameOf(name),
        ...periodOf(from, to),
        by: by ?? null,
        model: model ?? null,
        rollUp: rollUp === true,
      };
      const report = await withLedger(readContext({ quiet: true }), (ledger) => ledger.report(request));
      if (json === true) printJson(report);
      else if (csv === true) process.stdout.write(reportAsCsv(report));
      else printReport(report);
    });
}

interface ReportOptions {
  readonly from?: string;
  readonly to?: string;
  readonly by?: string;
  readonly model?: string;
  readonly rollUp?: true;
  readonly csv?: true;
  readonly json?: true;
}

function nameOf(text: string): ReportName {
  const name = REPORTS.find((known) => known === text);
  if (name === undefined)
    throw new CommandError(`there is no report '${text}': choose one of ${REPORTS.join(', ')}.`);
  return name;
}
