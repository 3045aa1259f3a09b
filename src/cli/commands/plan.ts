import { resolve } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import type { Selection, SyncPlan } from '../../domain/sync-plan.ts';
import { readContext, withOperations } from '../context.ts';
import { printPlan } from '../print-plan.ts';
import { printJson, progressLine } from '../print.ts';

interface Options {
  readonly sample?: number;
  readonly record?: string;
  readonly out?: string;
  readonly all?: true;
  readonly json?: true;
}

export function register(program: Command): void {
  program
    .command('plan')
    .description('show what bringing both systems together would change, and write nothing')
    .option('--sample <n>', 'look at the first n records of each object only', count)
    .option('--record <e-mail or id>', 'look at one person or company only')
    .option('--out <file>', "keep the plan in a file, for 'leadloop apply'; it holds values of records")
    .option('--all', 'show every record, not only the first')
    .option('--json', 'print the plan as JSON')
    .addHelpText(
      'after',
      '\nThe mapping files are used as they are now, whether or not Leadloop has been restarted since.\n' +
        'Exit code: 1 when something would be set aside for a person.\n\n' +
        '  $ leadloop plan --sample 100\n  $ leadloop plan --out friday.plan.json && leadloop apply friday.plan.json',
    )
    .action(async (options: Options) => {
      const progress = progressLine();
      const plan = await withOperations(
        readContext({ quiet: true }),
        async (operations) => {
          const made = await operations.plan({
            selection: selectionOf(options),
            onProgress: (message) => progress.show(message),
          });
          return made;
        },
        { idle: true },
      ).finally(() => progress.done());
      if (options.out !== undefined) await keep(resolve(options.out), plan);
      if (options.json === true) printJson(plan);
      else {
        printPlan(plan, { all: options.all === true });
        if (options.out !== undefined) console.log(`\nCarry it out with: leadloop apply ${options.out}`);
      }
      if (plan.parks.length > 0) process.exitCode = 1;
    });
}

async function keep(file: string, plan: SyncPlan): Promise<void> {
  const { writePlanFile } = await import('../../runtime/plan/plan-file.ts');
  await writePlanFile(file, plan);
}

function selectionOf({ sample, record }: Options): Selection {
  if (record !== undefined) return { kind: 'record', needle: record };
  return sample === undefined ? { kind: 'all' } : { kind: 'sample', records: sample };
}

function count(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('Give a whole number above 0.');
  return number;
}
