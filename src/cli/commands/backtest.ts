import { writeFile } from 'node:fs/promises';
import { InvalidArgumentError, type Command } from 'commander';
import { DAY_MS } from '../../domain/clock.ts';
import { readContext, withLedger } from '../context.ts';
import { printBacktest } from '../print-backtest.ts';
import { printJson, progressLine } from '../print.ts';
import { readRulesFolder } from '../rules-folder.ts';

interface Options {
  readonly rules: string;
  readonly from?: Moment;
  readonly to?: Moment;
  readonly html?: string;
  readonly json?: true;
}

interface Moment {
  readonly at: Date;
  /** A day is all of it, the end included. */
  readonly isDay: boolean;
}

export function register(program: Command): void {
  program
    .command('backtest')
    .description('try changed rules on recorded history, and compare with what happened; writes nothing')
    .requiredOption('--rules <folder>', 'a folder like mappings/rules, with the rules to try')
    .option('--from <date>', 'from this day on, as 2026-11-01; by default, from the first decision', moment)
    .option('--to <date>', 'up to the end of this day; by default, up to now', moment)
    .option('--html <file>', 'write a report with plots into this file')
    .option('--json', 'print everything as JSON')
    .addHelpText(
      'after',
      `
Goes through what was recorded, person by person, by the rules of the folder and the mappings in force. At each moment only
what was known then is seen. Days are in UTC; a moment, as 2026-11-01T12:00:00Z, is taken as well. docs/backtest.md tells how
to read the figures. People are named by their ids and initials.

Exit code: 1 when the rules have problems, or there is no history in that time.

  $ cp -r mappings/rules stricter && leadloop backtest --rules stricter --from 2026-09-01 --html backtest.html`,
    )
    .action(async (options: Options) => {
      const candidate = await readRulesFolder(options.rules);
      const progress = progressLine();
      const report = await withLedger(readContext({ quiet: true }), (ledger) =>
        ledger.backtest({
          ...candidate,
          from: options.from?.at ?? null,
          until: options.to === undefined ? null : endOf(options.to),
          onProgress: (message) => progress.show(message),
        }),
      ).finally(() => progress.done());
      if (options.html !== undefined) {
        const { backtestPage } = await import('../report/backtest-page.ts');
        await writeFile(options.html, backtestPage(report));
      }
      if (options.json === true) printJson(report);
      else {
        printBacktest(report);
        if (options.html !== undefined) console.log(`\nThe report with plots is in ${options.html}.`);
      }
    });
}

const DAY = /^\d{4}-\d{2}-\d{2}$/u;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/u;

function moment(text: string): Moment {
  const at = new Date(text);
  const isDay = DAY.test(text);
  // 30 February is taken for 2 March.
  const isReal = !Number.isNaN(at.getTime()) && (!isDay || at.toISOString().startsWith(text));
  if (isReal && (isDay || MOMENT.test(text))) return { at, isDay };
  throw new InvalidArgumentError('Give a day, as 2026-11-01, or a moment, as 2026-11-01T12:00:00Z.');
}

const endOf = ({ at, isDay }: Moment): Date => (isDay ? new Date(at.getTime() + DAY_MS) : at);
