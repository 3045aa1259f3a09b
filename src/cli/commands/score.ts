import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { didYouMean } from '../../domain/suggest.ts';
import { fit, LEAST_OUTCOMES } from '../../rules/learn/fit.ts';
import { writeProposal } from '../../rules/learn/proposal.ts';
import type { Table } from '../../rules/learn/table.ts';
import { readHistory } from '../../runtime/score/read-history.ts';
import { CommandError } from '../context.ts';
import { printFit } from '../print-fit.ts';
import { printJson } from '../print.ts';
import { problemText } from '../problem-text.ts';

interface Options {
  readonly from: string;
  readonly recipe: string;
  readonly out?: string;
  readonly allow?: readonly string[];
  readonly json?: true;
}

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
    .requiredOption('--from <csv>', 'the file of past leads')
    .requiredOption('--recipe <yaml>', 'how it is read: which column is the outcome, the id, the time')
    .option('--out <yaml>', 'write the proposal into this file')
    .option('--allow <columns...>', 'learn from these columns although they seem to know the outcome')
    .option('--json', 'print everything as JSON')
    .addHelpText(
      'after',
      `
Columns that leak the outcome are named with the evidence, and nothing is learned from them. The points are measured on
leads that nothing was learned from. docs/scores.md tells how to read the figures. Needs no ledger and no credentials.

Exit code: 1 when there are fewer than ${LEAST_OUTCOMES} wins or losses, or when a file cannot be used.

  $ leadloop score fit --from leads.csv --recipe leads-recipe.yaml --out proposal.yaml`,
    )
    .action(async (options: Options) => {
      const { table, undecided, knownAfter } = read(options);
      const allow = options.allow ?? [];
      for (const name of allow) checkColumn(name, table);
      const result = fit(table, { knownAfter, allow, splitBy: 'time' });
      if (result.kind === 'too-few')
        throw new CommandError(
          `${result.wins} won and ${result.losses} lost leads are too few to learn from: it takes ${LEAST_OUTCOMES} of each.\n` +
            "  What to do: check the recipe's outcome, or wait until more leads are decided.",
        );
      const source = basename(options.from);
      const day = new Date().toISOString().slice(0, 10);
      const proposal = result.columns.length === 0 ? null : writeProposal(result, { source, day });
      if (options.out !== undefined && proposal !== null) await writeFile(options.out, proposal);
      if (options.json === true) printJson({ ...result, undecided, proposal });
      else {
        printFit(result, undecided);
        console.log(`\n${next(proposal, options.out)}`);
      }
    });
}

interface Read {
  readonly table: Table;
  readonly undecided: number;
  readonly knownAfter: readonly string[];
}

function read({ from, recipe }: Options): Read {
  const result = readHistory(from, recipe);
  if (result.kind === 'ok') return { ...result.history, knownAfter: result.knownAfter };
  throw new CommandError(
    `the recipe cannot be used:\n${problemText(result.problems, (file) => readFileSync(file, 'utf8'))}`,
  );
}

function checkColumn(name: string, { columns }: Table): void {
  const names = columns.map((column) => column.name);
  if (names.includes(name)) return;
  const hint = didYouMean(name, names, 'Write it as it stands in the first line of the file.');
  throw new CommandError(`--allow: no column to learn from is named "${name}". ${hint}`);
}

function next(proposal: string | null, out: string | undefined): string {
  if (proposal === null) return 'There is nothing to propose.';
  if (out === undefined) return 'The same with --out <yaml> writes the proposal into a file.';
  return `The proposal is in ${out}. Nothing uses it until somebody puts it into scoring.yaml.`;
}
