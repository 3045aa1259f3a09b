import type { Command } from 'commander';
import { CommandError, readContext, withLedger } from '../context.ts';
import { printJson } from '../print.ts';

export function register(program: Command): void {
  program
    .command('retry')
    .argument('[code]', "of a failure, as 'leadloop status' tells it: only what failed so")
    .description('try again what was set aside: parked writes, and notices that were given up')
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      '\nMend the cause first. A running Leadloop begins at once, else the next one that is started.\n' +
        'Exit code: 1 when nothing was set aside by that code.\n\n' +
        '  $ leadloop retry\n  $ leadloop retry mail-sign-in',
    )
    .action(async (code: string | undefined, { json }: { readonly json?: true }) => {
      const report = await withLedger(readContext({ quiet: true }), (ledger) => ledger.retry(code ?? null));
      const { entities, notices } = report;
      if (code !== undefined && entities + notices === 0)
        throw new CommandError(
          `nothing was set aside by the code '${code}': 'leadloop status' lists the codes.`,
        );
      if (json === true) printJson(report);
      else
        console.log(
          `Tried again: what was parked of ${entities} people and companies, and ${notices} notices. 'leadloop status' tells what fails still.`,
        );
    });
}
