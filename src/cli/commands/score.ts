import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { didYouMean } from '../../domain/suggest.ts';
import { fit, LEAST_OUTCOMES } from '../../rules/learn/fit.ts';
import { CommandError } from '../context.ts';
import { readLeadFile, readLeadLedger, type PastLeadSource } from '../past-lead-source.ts';
import { printFit } from '../print-fit.ts';
import { printJson } from '../print.ts';

interface Options {
  readonly from: string;
  readonly recipe?: string;
  readonly out?: string;
  readonly allow?: readonly string[];
  readonly json?: true;
}

/** What `--from` calls the history that Leadloop has recorded itself. */
const RECORDED = 'history';

export function register(program: Command): void {
  const score = program
    .command('score')
    .description('scores: learn points from what came of past leads')
    .addHelpText(
      'after',
      `\nExit code: 1 when there are fewer than ${LEAST_OUTCOMES} wins or losses, or when a file cannot be used.`,
    );

  score
    .command('fit')
    .description('propose points for a scoring file from past leads; nothing is put into force')
    .requiredOption(
      '--from <history|csv>',
      `${RECORDED}: what Leadloop has recorded itself; or a file of past leads`,
    )
    .option('--recipe <yaml>', 'how the file is read: which column is the outcome, the id, the time')
    .option('--out <yaml>', 'write the proposal into this file')
    .option('--allow <columns...>', 'learn from these columns although they seem to know the outcome')
    .option('--json', 'print everything as JSON')
    .addHelpText(
      'after',
      `
From ${RECORDED}, the signals of the scoring file in force get new points: each person is looked at once, as they were known
before sales had them. A file needs a recipe, and neither ledger nor credentials.
Columns that leak the outcome are named with the evidence, and nothing is learned from them. The points are measured on
leads that nothing was learned from. docs/scores.md tells how to read the figures.

Exit code: 1 when there are fewer than ${LEAST_OUTCOMES} wins or losses, or when a file cannot be used.

  $ leadloop score fit --from ${RECORDED} --out proposal.yaml
  $ leadloop score fit --from leads.csv --recipe leads-recipe.yaml --out proposal.yaml`,
    )
    .action(async (options: Options) => {
      const source = await open(options);
      const { table, knownAfter, leftOut } = source;
      const allow = options.allow ?? [];
      for (const name of allow) checkColumn(name, source);
      const result = fit(table, { knownAfter, allow, splitBy: 'time' });
      if (result.kind === 'too-few')
        throw new CommandError(
          `${result.wins} won and ${result.losses} lost leads are too few to learn from: it takes ${LEAST_OUTCOMES} of each.\n` +
            `  What to do: ${source.whenTooFew}`,
        );
      const day = new Date().toISOString().slice(0, 10);
      const proposal = result.columns.length === 0 ? null : source.propose(result, day);
      if (options.out !== undefined && proposal !== null) await writeFile(options.out, proposal);
      if (options.json === true) printJson({ ...result, ...leftOut, proposal });
      else {
        printFit(result, leftOut);
        console.log(`\n${next(proposal, options.out)}`);
      }
    });
}

function open({ from, recipe }: Options): Promise<PastLeadSource> | PastLeadSource {
  if (from !== RECORDED) {
    if (recipe !== undefined) return readLeadFile(from, recipe);
    throw new CommandError(
      `a file of past leads needs --recipe <yaml>, which says how it is read: see docs/scores.md. ` +
        `To learn from what Leadloop has recorded itself, give --from ${RECORDED}.`,
    );
  }
  if (recipe === undefined) return readLeadLedger();
  throw new CommandError(
    `--from ${RECORDED} is what Leadloop has recorded itself, and takes no --recipe. Leave it out; a file of that name is ./${RECORDED}.`,
  );
}

function checkColumn(name: string, { table, whereNamed }: PastLeadSource): void {
  const names = table.columns.map((column) => column.name);
  if (names.includes(name)) return;
  const hint = didYouMean(name, names, `Write it as it stands in ${whereNamed}.`);
  throw new CommandError(`--allow: no column to learn from is named "${name}". ${hint}`);
}

function next(proposal: string | null, out: string | undefined): string {
  if (proposal === null) return 'There is nothing to propose.';
  if (out === undefined) return 'The same with --out <yaml> writes the proposal into a file.';
  return `The proposal is in ${out}. Nothing uses it until somebody puts it into scoring.yaml.`;
}
