import { Option, type Command } from 'commander';
import type { ProofDesk, ProofRequest } from '../../api/proof.ts';
import { reportAsCsv } from '../../report/csv.ts';
import { differencesTable, listTable, proofTable } from '../../report/proof/as-report.ts';
import {
  PROOF_BY,
  PROOF_NUMBERS,
  type Proof,
  type ProofBy,
  type ProofNumber,
} from '../../report/proof/proof.ts';
import { readContext, withLedger, withOperations } from '../context.ts';
import { dayPeriod, periodOf } from '../period.ts';
import { printJson } from '../print.ts';
import { printReport } from '../print-report.ts';
import { proofSentence } from '../../api/proof-text.ts';

export function register(program: Command): void {
  program
    .command('proof')
    .description('that nobody who was qualified is lost: where everybody is, and what both systems say')
    .addOption(
      new Option('--day <day>', 'those who were qualified on this day, UTC: 2026-01-31').conflicts([
        'from',
        'to',
      ]),
    )
    .option('--from <day>', 'from the beginning of this day, UTC')
    .option('--to <day>', 'until the end of this day, UTC')
    .addOption(
      new Option('--by <what>', 'what rows are: where people came from first')
        .choices([...PROOF_BY])
        .default('source'),
    )
    .addOption(
      new Option('--place <number>', 'also who is behind this number, and why').choices([...PROOF_NUMBERS]),
    )
    .option('--offline', 'ask no system: by what Leadloop knows alone')
    .addOption(
      new Option('--csv', 'print the table, or with --place who is behind the number, as CSV').conflicts(
        'json',
      ),
    )
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      '\nExit code: 1 when it does not add up, or a system could not be asked. What the numbers mean: docs/proof.md.\n\n' +
        '  $ leadloop proof --day 2026-01-31\n' +
        '  $ leadloop proof --from 2026-01-01 --to 2026-01-31 --by campaign\n' +
        '  $ leadloop proof --place held --csv > held.csv',
    )
    .action(async (options: ProofOptions) => {
      const { day, from, to, by, place, offline = false, csv, json } = options;
      const period = day === undefined ? periodOf(from, to) : dayPeriod('--day', day);
      const proof = await ask({ ...period, by, list: place ?? null, offline });
      if (json === true) printJson(proof);
      else if (csv === true)
        process.stdout.write(reportAsCsv(proof.list === null ? proofTable(proof) : listTable(proof)));
      else print(proof);
      if (!proof.addsUp || proof.systems.some(({ problem }) => problem !== null)) process.exitCode = 1;
    });
}

interface ProofOptions {
  readonly day?: string;
  readonly from?: string;
  readonly to?: string;
  readonly by: ProofBy;
  readonly place?: ProofNumber;
  readonly offline?: true;
  readonly csv?: true;
  readonly json?: true;
}

function ask(request: ProofRequest): Promise<Proof> {
  const context = readContext({ quiet: true });
  const prove = (desk: ProofDesk): Promise<Proof> => desk.proof(request);
  return request.offline ? withLedger(context, prove) : withOperations(context, prove, { idle: true });
}

function print(proof: Proof): void {
  printReport(proofTable(proof));
  if (proof.differences.entries.length > 0) printReport(differencesTable(proof));
  if (proof.list !== null) printReport(listTable(proof), 'Nobody.');
  for (const { system, problem } of proof.systems)
    if (problem !== null) console.log(`\n${system} could not be asked: ${problem.meaning} ${problem.fix}`);
  console.log(`\n${proofSentence(proof)}`);
}
