import type { Command } from 'commander';
import { readContext, withOperations } from '../context.ts';
import { printJson, printTable } from '../print.ts';

export function register(program: Command): void {
  program
    .command('setup')
    .description('create in both systems what Leadloop needs there; safe to repeat')
    .option('--json', 'print the steps as JSON')
    .addHelpText('after', '\nExit code: 1 when a step is left for a person to do; the note says where.')
    .action(async ({ json }: { json?: true }) => {
      const { steps } = await withOperations(
        readContext({ quiet: true }),
        (operations) => operations.setup(),
        { setUp: true },
      );
      if (json === true) printJson(steps);
      else {
        const rows = steps.map((step) => [step.system, step.what, step.outcome, step.note ?? '']);
        printTable('Setup', ['System', 'What', 'Outcome', 'Note'], rows, 'Nothing is needed.');
      }
      if (steps.some((step) => step.outcome === 'manual')) process.exitCode = 1;
    });
}
