import { resolve } from 'node:path';
import type { Command } from 'commander';
import { readContext, withOperations } from '../context.ts';
import { printJson, printTable, progressLine } from '../print.ts';

export function register(program: Command): void {
  program
    .command('apply')
    .argument('<plan>', "the file that 'leadloop plan --out' made")
    .description('carry out a plan exactly, or not at all when anything has moved since')
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      "\nWhat every write replaces is kept first: 'leadloop undo' gives it back. When it is cut off, run it again: it goes on.\n" +
        'Exit code: 1 when the plan no longer holds, or a write was left.',
    )
    .action(async (plan: string, { json }: { json?: true }) => {
      const progress = progressLine();
      const report = await withOperations(readContext({ quiet: true }), (operations) =>
        operations.apply({ file: resolve(plan), onProgress: (message) => progress.show(message) }),
      ).finally(() => progress.done());
      if (json === true) printJson(report);
      else {
        console.log(`${report.written} of ${report.planned} writes made.`);
        if (report.left.length > 0)
          printTable(
            'Left',
            ['System', 'Object', 'Write', 'Record'],
            report.left.map(({ system, object, kind, record, sources }) => [
              system,
              object,
              kind,
              record ?? `from ${sources.map((ref) => ref.id).join(', ')}`,
            ]),
            'None.',
          );
        if (report.left.length > 0) console.log('\n"leadloop why <record>" tells what became of each.');
        console.log(`Take it back with: leadloop undo ${report.plan}`);
      }
      if (report.left.length > 0) process.exitCode = 1;
    });
}
