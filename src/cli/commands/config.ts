import type { Command } from 'commander';
import type { ConfigDiff, ConfigOperations, RollbackReport } from '../../api/config-operations.ts';
import type { FileChange } from '../../domain/file-change.ts';
import type { ConfigVersion } from '../../ledger/config-versions.ts';
import { osUser } from '../../platform/os-user.ts';
import { readContext, withLedger } from '../context.ts';
import { printJson, printTable } from '../print.ts';
import { registerTrials } from '../trial-commands.ts';

interface Json {
  readonly json?: true;
}

const SHORT = 7;

export function register(program: Command): void {
  const config = program
    .command('config')
    .description(
      'the versions of the configuration: what changed, when and by whom; back again; and rules beside those in force',
    )
    .addHelpText(
      'after',
      `
Every start makes the files in the configured folder a version when they are none yet.
A version is named by its number or by the start of its id.

Rules can run beside those in force before they count, one folder at a time: as a shadow, whose decisions are only counted, or
as a canary for a share of the people. docs/backtest.md tells more.

Exit code: 1 when there is no such version, when a rollback would lose changes, or when rules cannot be tried.`,
    );

  config
    .command('log')
    .description('every version: number, id, time, author, note and what changed')
    .option('--json', 'print the versions as JSON')
    .action(async ({ json }: Json) => {
      const versions = await ask((operations) => operations.versions());
      if (json === true) printJson(versions);
      else
        printTable(
          'Versions',
          ['Number', 'Id', 'Made', 'By', 'In force', 'Note', 'Changes'],
          versions.map((version) => [
            version.number,
            version.id.slice(0, SHORT),
            version.at.toISOString(),
            version.author,
            version.inForceSince === null ? '' : 'yes',
            version.note,
            summary(version.changes),
          ]),
          'None yet: the first start makes one.',
        );
    });

  config
    .command('diff [from] [to]')
    .description('what changed, in plain words; by default, from the version in force to the files')
    .option('--json', 'print the changes as JSON')
    .action(async (from: string | undefined, to: string | undefined, { json }: Json) => {
      const diff = await ask((operations) => operations.diff({ from: from ?? null, to: to ?? null }));
      if (json === true) printJson(diff);
      else printDiff(diff);
    });

  config
    .command('rollback <version>')
    .description("write a version's files into the configured folder; no record is touched")
    .option('--force', 'also when the files have changes that no version holds; they are stored as one first')
    .option('--json', 'print what was written as JSON')
    .action(async (version: string, { force, json }: Json & { readonly force?: true }) => {
      const report = await ask((operations) =>
        operations.rollback({ version, force: force === true, who: osUser() }),
      );
      if (json === true) printJson(report);
      else printRollback(report);
    });

  config
    .command('note <version> <text>')
    .description('say why a version was made')
    .option('--json', 'print the version as JSON')
    .action(async (version: string, text: string, { json }: Json) => {
      const noted = await ask((operations) => operations.note({ version, text, who: osUser() }));
      if (json === true) printJson(noted);
      else console.log(`${named(noted)}: ${noted.note}`);
    });

  registerTrials(config);
}

const ask = <T>(work: (operations: ConfigOperations) => Promise<T>): Promise<T> =>
  withLedger(readContext({ quiet: true }), (ledger) => work(ledger.config));

/** The first change, and how many more there are. */
function summary(changes: readonly FileChange[]): string {
  const [first, ...more] = changes.flatMap(({ file, lines }) => lines.map((line) => `${file}: ${line}`));
  if (first === undefined) return 'none';
  return more.length === 0 ? first : `${first}; ${more.length} more`;
}

const named = ({ number, id }: Pick<ConfigVersion, 'number' | 'id'>): string =>
  `version ${number} (${id.slice(0, SHORT)})`;

function printDiff({ from, to, changes }: ConfigDiff): void {
  const after =
    to.number === null ? 'the files, which are no version yet' : named({ ...to, number: to.number });
  console.log(`From ${named(from)} to ${after}:`);
  if (changes.length === 0) console.log('\nNothing changed.');
  for (const { file, lines } of changes)
    console.log(['', file, ...lines.map((line) => `  ${line}`)].join('\n'));
}

function printRollback({ version, written, removed, stored }: RollbackReport): void {
  if (stored !== null) console.log(`What the folder held is kept as ${named(stored)}.`);
  for (const file of written) console.log(`  written: ${file}`);
  for (const file of removed) console.log(`  removed: ${file}`);
  const nothing = written.length + removed.length === 0;
  console.log(`The folder holds ${named(version)}${nothing ? ' already' : ' now'}; no record was touched.`);
  console.log(
    version.inForceSince === null
      ? "It comes into force at the next start, or by 'leadloop plan --out <file>' and 'leadloop apply <file>'."
      : 'It is the version in force, so there is nothing more to do.',
  );
}
