import type { Command } from 'commander';
import { readContext, withOperations } from '../context.ts';
import { printJson, printTable, progressLine } from '../print.ts';
import { printTripped } from '../print-tripped.ts';

export function register(program: Command): void {
  program
    .command('sync')
    .description('bring both systems together now, and say what was written')
    .option('--full', 'look at every record, not only at what changed, and retry what is parked')
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      '\nExit code: 1 when a write is parked, held by the mass-change breaker or failed, or a conflict waits for a person; a second sync right after a first writes nothing.',
    )
    .action(async ({ full, json }: { full?: true; json?: true }) => {
      const progress = progressLine();
      const report = await withOperations(readContext({ quiet: true }), (operations) =>
        operations.sync({ full: full === true, onProgress: (message) => progress.show(message) }),
      ).finally(() => progress.done());
      if (json === true) printJson(report);
      else {
        console.log(`${report.seen} records looked at in ${report.seconds.toFixed(1)} s.`);
        printTable(
          'Written',
          ['System', 'Writes'],
          Object.entries(report.writes),
          'Nothing: both systems agree.',
        );
        printTable(
          'Failures',
          ['System', 'Code', 'Entities', 'What to do'],
          report.failures.map((failure) => [failure.system, failure.code, failure.entities, failure.fix]),
          'None.',
        );
        printTripped(report.breakers);
      }
      if (json !== true && report.openConflicts > 0)
        console.log(`\n${report.openConflicts} conflicts wait for a person: 'leadloop conflicts --open'.`);
      const held = report.parked + report.openConflicts + report.breakers.length;
      if (held > 0 || report.failures.length > 0) process.exitCode = 1;
    });
}
