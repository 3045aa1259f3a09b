import { Option, type Command } from 'commander';
import { MOST_SAMPLED } from '../../domain/drift.ts';
import type { DriftReport } from '../../report/drift/drift.ts';
import { CommandError, readContext, withOperations } from '../context.ts';
import { driftNotes, findingsTable, ratesTable, repairLines, type DriftTable } from '../drift-text.ts';
import { printJson, printTable } from '../print.ts';

export function register(program: Command): void {
  program
    .command('drift')
    .description('where both systems differ although they should not, how often, why, and what would mend it')
    .option('--object <kind>', 'only this kind of record, as its mapping file calls it: person')
    .option('--sample <n>', 'draw so many of each kind at random and compare them now')
    .addOption(new Option('--repair', 'look again at everything found that a sync mends').conflicts('sample'))
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      '\nNothing is written to a system without --repair. Exit code: 1 when something differs, or a system could not be asked.\n' +
        'What the causes mean: docs/drift.md.\n\n' +
        '  $ leadloop drift\n' +
        '  $ leadloop drift --object person --sample 200\n' +
        '  $ leadloop drift --repair',
    )
    .action(async (options: DriftOptions) => {
      const { object = null, repair = false, json = false } = options;
      const sample = options.sample === undefined ? null : sampleOf(options.sample);
      const context = readContext({ quiet: true });
      if (repair) {
        const done = await withOperations(context, (desk) => desk.repairDrift({ object }));
        if (json) printJson(done);
        else {
          print(done.left);
          console.log(`\nLooked at again: ${done.looked}. Differences mended: ${done.mended}.`);
        }
        conclude(done.left);
        return;
      }
      const report = await withOperations(context, (desk) => desk.drift({ object, sample }), { idle: true });
      if (json) printJson(report);
      else print(report);
      conclude(report);
    });
}

interface DriftOptions {
  readonly object?: string;
  readonly sample?: string;
  readonly repair?: true;
  readonly json?: true;
}

function sampleOf(text: string): number {
  const size = Number(text);
  if (!Number.isInteger(size) || size < 1 || size > MOST_SAMPLED)
    throw new CommandError(`--sample is no whole number from 1 to ${MOST_SAMPLED}: '${text}'.`);
  return size;
}

function print(report: DriftReport): void {
  show(ratesTable(report));
  show(findingsTable(report));
  const plan = repairLines(report);
  if (plan.length > 0) console.log(`\nWhat 'leadloop drift --repair' would lead to\n${plan.join('\n')}`);
  for (const note of driftNotes(report)) console.log(`\n${note}`);
  for (const { system, meaning, fix } of report.problems)
    console.log(`\n${system} could not be asked: ${meaning} ${fix}`);
}

const show = ({ title, head, rows, empty }: DriftTable): void => printTable(title, head, rows, empty);

function conclude({ findings, problems }: DriftReport): void {
  if (findings.length > 0 || problems.length > 0) process.exitCode = 1;
}
