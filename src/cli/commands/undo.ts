import type { Command } from 'commander';
import { readContext, withOperations } from '../context.ts';
import { printJson, printTable, progressLine } from '../print.ts';

export function register(program: Command): void {
  program
    .command('undo')
    .argument('<plan>', 'the id of an applied plan')
    .description('give back what an applied plan replaced, where nobody has changed it since')
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      '\nRecords that the plan made stay, and are listed.\nExit code: 1 when something was left as it is.',
    )
    .action(async (plan: string, { json }: { json?: true }) => {
      const progress = progressLine();
      const report = await withOperations(readContext({ quiet: true }), (operations) =>
        operations.undo({ plan, onProgress: (message) => progress.show(message) }),
      ).finally(() => progress.done());
      if (json === true) printJson(report);
      else {
        console.log(`${report.restored} records hold again what they held before.`);
        if (report.left.length > 0)
          printTable(
            'Left as they are',
            ['System', 'Object', 'Record', 'Fields', 'Why'],
            report.left.map(({ system, object, record, fields, why }) => [
              system,
              object,
              record,
              fields.join(', '),
              why,
            ]),
            'None.',
          );
        if (report.made.length > 0)
          printTable(
            'Made by the plan, and kept',
            ['System', 'Object', 'Record'],
            report.made.map(({ system, object, id }) => [system, object, id]),
            'None.',
          );
      }
      if (report.left.length > 0) process.exitCode = 1;
    });
}
