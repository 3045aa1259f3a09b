import { Argument, type Command } from 'commander';
import { breakerProblem } from '../../api/breaker-problem.ts';
import type { BreakerReport } from '../../ledger/breaker-report.ts';
import { CommandError, readContext, withLedger } from '../context.ts';
import { printJson, printTable } from '../print.ts';
import { printTripped } from '../print-tripped.ts';

type Decision = 'release' | 'discard';

export function register(program: Command): void {
  program
    .command('breaker')
    .addArgument(
      new Argument('[decision]', 'send what a breaker holds, or drop it').choices(['release', 'discard']),
    )
    .argument('[id]', 'of the breaker')
    .description('mass changes that were stopped: show them, send them or drop them')
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      '\nrelease: what is held is decided anew and sent, and as much is usual from now on.\n' +
        'discard: what is held is dropped; both sides keep what they have until one of them changes again, and records\n' +
        '         that were to be made are not made, until the breaker is released after all.\n' +
        'Exit code: 1 when something is held.\n\n' +
        '  $ leadloop breaker\n  $ leadloop breaker release 3',
    )
    .action(
      async (decision: Decision | undefined, id: string | undefined, { json }: { readonly json?: true }) => {
        if (decision === undefined) await list(json === true);
        else await decide(decision, id, json === true);
      },
    );
}

async function list(json: boolean): Promise<void> {
  const breakers = await withLedger(readContext({ quiet: true }), (ledger) => ledger.breakers());
  if (json) printJson(breakers);
  else if (breakers.length === 0) console.log('No mass change is held.');
  else {
    printTripped(breakers);
    breakers.forEach(print);
  }
  if (breakers.length > 0) process.exitCode = 1;
}

async function decide(decision: Decision, text: string | undefined, json: boolean): Promise<void> {
  const id = Number(text);
  if (!Number.isSafeInteger(id) || id < 1) {
    throw new CommandError(
      `${text === undefined ? 'the id is missing' : `'${text}' is no id`}: 'leadloop breaker' lists them.`,
    );
  }
  const result = await withLedger(readContext({ quiet: true }), (ledger) =>
    decision === 'release' ? ledger.releaseBreaker(id) : ledger.discardBreaker(id),
  );
  const problem = breakerProblem(id, result);
  if (problem !== null) throw new CommandError(problem.message);
  if (json) printJson(result);
  else if (result.kind === 'released')
    console.log(
      `${result.changes} held writes are decided anew and sent. As much a day is usual from now on.`,
    );
  else if (result.kind === 'discarded')
    console.log(`${result.changes} held writes were dropped. They are not planned again.`);
}

function print({ id, mappingVersion, fields, sample }: BreakerReport): void {
  printTable(
    `Breaker ${id} (mapping version ${mappingVersion}): fields most concerned`,
    ['Field', 'Writes'],
    fields.map((row) => [row.field, row.changes]),
    'None.',
  );
  printTable(
    `Breaker ${id}: ${sample.length} of the writes`,
    ['Record', 'Field', 'Now', 'Would be'],
    sample.flatMap(({ entity, object, record, changes }) =>
      changes.map(({ field, from, to }, index) => [
        index > 0 ? '' : record === null ? `${object} (new, entity ${entity})` : `${object} ${record.id}`,
        field,
        shown(from),
        shown(to),
      ]),
    ),
    'None.',
  );
}

const shown = (value: unknown): string =>
  value === null ? '(blank)' : typeof value === 'string' ? value : JSON.stringify(value);
