import { Option, type Command } from 'commander';
import type { Book } from '../../ledger/books.ts';
import { osUser } from '../../platform/os-user.ts';
import { reportAsCsv } from '../../report/csv.ts';
import { CREDITED } from '../../report/sources.ts';
import { readContext, withLedger } from '../context.ts';
import { printJson, printTable } from '../print.ts';
import { printReport } from '../print-report.ts';

export function register(program: Command): void {
  const books = program
    .command('books')
    .description(
      'months and quarters that are closed: their figures stay, and what changes is told beside them',
    )
    .enablePositionalOptions()
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      '\n  $ leadloop books close 2026-10\n  $ leadloop books show 2026-10\n  $ leadloop books show 2026-Q3 --lines --csv > lines.csv',
    )
    .action(async ({ json }: { readonly json?: true }) => {
      const closed = await withLedger(readContext({ quiet: true }), (ledger) => ledger.books());
      if (json === true) printJson(closed);
      else print(closed);
    });

  books
    .command('close')
    .argument('<period>', 'a month, 2026-10, or a quarter, 2026-Q3, that is over')
    .description('keep what is credited of the opportunities that ended in a period, for good')
    .addOption(by())
    .option('--model <name>', 'which model gives credit; once for each', collect, [])
    .option('--json', 'print it as JSON')
    .action(async (period: string, { by: what, model, json }: CloseOptions) => {
      const request = { period, by: what ?? null, models: model, who: osUser() };
      const closed = await withLedger(readContext({ quiet: true }), (ledger) => ledger.closeBooks(request));
      if (json === true) printJson(closed);
      else print(closed);
    });

  books
    .command('show')
    .argument('<period>', 'a month or quarter that is closed')
    .description('what was booked, what has changed since, and what holds now, by source')
    .addOption(by())
    .option('--model <name>', 'by this model alone')
    .option('--lines', 'every line as it was stated: opportunity, day, source, amount, currency, rate')
    .addOption(new Option('--csv', 'print it as CSV').conflicts('json'))
    .option('--json', 'print it as JSON')
    .action(async (period: string, { by: what, model, lines, csv, json }: ShowOptions) => {
      const request = { period, by: what ?? null, model: model ?? null, lines: lines === true };
      const report = await withLedger(readContext({ quiet: true }), (ledger) => ledger.showBooks(request));
      if (json === true) printJson(report);
      else if (csv === true) process.stdout.write(reportAsCsv(report));
      else printReport(report);
    });
}

interface CloseOptions {
  readonly by?: string;
  readonly model: readonly string[];
  readonly json?: true;
}

interface ShowOptions {
  readonly by?: string;
  readonly model?: string;
  readonly lines?: true;
  readonly csv?: true;
  readonly json?: true;
}

const by = (): Option =>
  new Option('--by <what>', 'what sources are; campaigns if not given').choices([...CREDITED]);

const collect = (name: string, before: readonly string[]): readonly string[] => [...before, name];

const print = (closed: readonly Book[]): void =>
  printTable(
    'Closed periods',
    ['Period', 'By', 'Model', 'Opportunities', 'Closed', 'By whom', 'Restated'],
    closed.map(({ period, credited, model, opportunities, closedAt, closedBy, restatedAt }) => [
      period,
      credited,
      model,
      opportunities,
      closedAt.toISOString(),
      closedBy,
      restatedAt?.toISOString() ?? '–',
    ]),
    'None.',
  );
