import { basename, parse, resolve } from 'node:path';
import type { Command } from 'commander';
import type { ImportRequest } from '../../api/operations.ts';
import { CommandError, readContext, withOperations } from '../context.ts';
import { printJson, printTable, progressLine } from '../print.ts';
import { printTripped } from '../print-tripped.ts';

interface Options {
  readonly source?: string;
  readonly campaign?: string;
  readonly rejects?: string;
  readonly choose?: readonly string[];
  readonly json?: true;
}

export function register(program: Command): void {
  program
    .command('import')
    .argument('<csv>', 'the list')
    .description('take over the people of a list')
    .option('--source <name>', 'where the list comes from; the file name when not given')
    .option('--campaign <name>', 'the campaign all rows belong to')
    .option('--rejects <file>', 'where rows that can not be taken go; beside the list when not given')
    .option('--choose <name=value>', 'a choice that wins over what is detected, e.g. dates=DMY', collect)
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      '\nExit code: 1 when rows were rejected, or a mass change is held. A rejected row stands in the file of rejects with its reason.\n' +
        'Choices: delimiter (one of , ; tab |), encoding (utf-8, utf-16le, utf-16be, windows-1252), dates (DMY, MDY).\n\n' +
        '  $ leadloop import fair-2026.csv --campaign "Fair 2026"',
    )
    .action(async (csv: string, options: Options) => {
      const file = resolve(csv);
      const { dir, name } = parse(file);
      const progress = progressLine();
      const request: ImportRequest = {
        file,
        source: options.source ?? slug(name),
        campaign: options.campaign ?? null,
        rejectFile:
          options.rejects === undefined ? resolve(dir, `${name}.rejects.csv`) : resolve(options.rejects),
        choices: Object.fromEntries((options.choose ?? []).map(choice)),
        onProgress: (message) => progress.show(message),
      };
      const report = await withOperations(readContext({ quiet: true }), (operations) =>
        operations.import(request),
      ).finally(() => progress.done());
      if (options.json === true) printJson(report);
      else {
        const { rows, created, matched, repeated, rejected } = report;
        console.log(
          `${basename(file)}: ${rows} rows = ${created} created + ${matched} matched + ${repeated} repeated + ${rejected} rejected.`,
        );
        if (report.rejectFile !== null)
          console.log(`Rejected rows, each with its reason: ${report.rejectFile}`);
        printTable(
          'Columns',
          ['Column', 'Taken as'],
          Object.entries(report.columns).map(([column, field]) => [column, field ?? '(left out)']),
          'None.',
        );
        printTable(
          'Written',
          ['System', 'Writes'],
          Object.entries(report.writes),
          'Nothing: every row was known already.',
        );
        printTripped(report.breakers);
      }
      if (report.rejected > 0 || report.breakers.length > 0) process.exitCode = 1;
    });
}

const collect = (value: string, earlier: readonly string[] = []): readonly string[] => [...earlier, value];

function choice(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at <= 0) throw new CommandError(`'${text}' is no choice. Write name=value, e.g. --choose dates=DMY.`);
  return [text.slice(0, at), text.slice(at + 1)];
}

/** A source's name from a file's: lower case, words joined by dashes. */
const slug = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '') || 'list';
