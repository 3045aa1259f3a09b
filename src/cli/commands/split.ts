import type { Command } from 'commander';
import type { Split } from '../../domain/split.ts';
import { CommandError, readContext, withOperations } from '../context.ts';
import { printJson } from '../print.ts';
import { printSplit } from '../print-split.ts';

export function register(program: Command): void {
  program
    .command('split')
    .argument('<record>', 'the record that was wrongly linked: its id, or system/object/id')
    .argument('[with...]', 'further records that leave together with it')
    .description('take a wrong link back: the record gets an entity of its own, and its values back')
    .option('--yes', 'do it; without this, only what would happen is shown')
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      '\nThe two are never linked again, unless somebody merges their records in one of the systems. Values that came\n' +
        'across the wrong link are given back where it is known what stood there and nobody has changed them since.\n' +
        'Exit code: 1 when refused, when something is held up, or when a write has not arrived within ten seconds.\n\n' +
        '  $ leadloop split 00QWs00000AbCdEMAV\n  $ leadloop split 00QWs00000AbCdEMAV --yes',
    )
    .action(async (record: string, others: readonly string[], { yes, json }: SplitOptions) => {
      const dryRun = yes !== true;
      const split = await withOperations(
        readContext({ quiet: true }),
        (operations) => operations.split({ record, with: others, dryRun }),
        { idle: dryRun },
      );
      if (json === true) printJson(split);
      if (split.kind === 'refused' || (split.kind === 'done' && !isComplete(split))) process.exitCode = 1;
      if (json !== true) tell(split);
    });
}

interface SplitOptions {
  readonly yes?: true;
  readonly json?: true;
}

const isComplete = (split: Extract<Split, { kind: 'done' }>): boolean =>
  split.arrived && split.heldUp.length === 0;

function tell(split: Split): void {
  switch (split.kind) {
    case 'refused':
      throw new CommandError(`${split.message}.\n  What to do: ${split.fix}`);
    case 'repeated':
      console.log(
        'They were split before, and what they are linked with was made for them since; nothing was done.',
      );
      break;
    case 'planned':
      printSplit(split);
      console.log('\nNothing was done yet. The same with --yes does it.');
      break;
    case 'done':
      printSplit(split);
      if (!split.arrived)
        console.log("\nDone. Some writes are still on their way: 'leadloop why' tells what they wait for.");
      else if (split.heldUp.length === 0) console.log('\nDone.');
      else {
        const lines = split.heldUp.map(({ system, meaning, fix }) => `  ${system}: ${meaning} ${fix}`);
        console.log(`\nDone, but held up:\n${lines.join('\n')}`);
      }
  }
}
