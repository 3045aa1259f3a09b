import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import manifest from '../../../package.json' with { type: 'json' };
import { findConnectors } from '../../connector/registry.ts';
import { explain } from '../../domain/failure.ts';
import { checkLive, type CheckReport } from '../../runtime/check-live.ts';
import { MissingCredentialsError } from '../../runtime/needed-connectors.ts';
import { startSandbox } from '../../runtime/sandbox.ts';
import { CommandError, readContext } from '../context.ts';
import { printJson } from '../print.ts';
import { problemText, several, summary } from '../problem-text.ts';
import { toSarif } from '../sarif.ts';

interface Options {
  readonly strict?: true;
  readonly sandbox?: true;
  readonly json?: true;
  /** A file, or `true` for standard output. */
  readonly sarif?: string | true;
}

export function register(program: Command): void {
  program
    .command('check')
    .description('compare the mapping files with what both systems look like now; writes nothing')
    .option('--strict', 'end with 1 for warnings, too')
    .option('--sandbox', 'compare with the simulated systems instead of the real ones')
    .option('--json', 'print the problems as JSON')
    .option(
      '--sarif [file]',
      'write the problems as SARIF 2.1.0, for CI systems (without a file: print them)',
    )
    .addHelpText(
      'after',
      `
Needs the systems' credentials, but no ledger: it runs beside a running Leadloop, or without one. Files that are no
mappings are told of without asking any system. What each kind of problem means is in docs/check.md.

Exit code: 0 without errors; 1 with errors (with --strict: or warnings); 2 when it could not be checked, as when a
system cannot be reached.`,
    )
    .action(async (options: Options) => {
      try {
        const report = await check(options);
        await tell(report, options);
        const isBad = ({ severity }: CheckReport['problems'][number]): boolean =>
          severity === 'error' || options.strict === true;
        if (report.problems.some(isBad)) process.exitCode = 1;
      } catch (error) {
        console.error(`leadloop: not checked: ${reason(error)}`);
        process.exitCode = 2;
      }
    });
}

async function check({ sandbox }: Options): Promise<CheckReport> {
  const { config, log } = readContext({ quiet: true });
  const folder = config.LEADLOOP_CONFIG;
  const compare = (environment: Readonly<Record<string, string | undefined>>): Promise<CheckReport> =>
    checkLive({ configDir: folder, environment, log, setUp: sandbox === true });
  const report =
    sandbox === true
      ? await withSimulators((simulated) => compare({ ...process.env, ...simulated }))
      : await compare(process.env);
  if (report.files === 0)
    throw new CommandError(`${folder} has no mapping files (*.yaml). Set LEADLOOP_CONFIG to their folder.`);
  return report;
}

/** Simulators of its own, as new accounts are. */
async function withSimulators<T>(work: (environment: Readonly<Record<string, string>>) => Promise<T>) {
  const sandbox = await startSandbox({
    systems: (await findConnectors()).map((definition) => definition.name),
    port: () => 0,
    webhookUrl: () => null,
    seed: 1,
    population: 0,
    latencyMs: () => 0,
    limits: false,
  });
  try {
    return await work(sandbox.environment);
  } finally {
    await sandbox.close();
  }
}

async function tell({ files, systems, problems, off }: CheckReport, { json, sarif }: Options): Promise<void> {
  if (sarif !== undefined) {
    const text = `${JSON.stringify(toSarif(problems, manifest.version, process.cwd()), null, 2)}\n`;
    if (sarif === true) {
      process.stdout.write(text);
      return;
    }
    await writeFile(sarif, text);
  }
  if (json === true) printJson({ files, systems, problems, off });
  else if (problems.length === 0)
    console.log(`No problems in ${several(files, 'file')}, compared with ${systems.join(' and ')}.`);
  else {
    console.log(problemText(problems, (file) => readFileSync(file, 'utf8')));
    const unasked = systems.length === 0 ? '; the systems were not asked, mend the files first' : '';
    console.log(`\n${summary(problems)}${unasked}`);
  }
  if (json !== true) for (const file of off) console.log(`Off: there is no ${file}.`);
}

function reason(error: unknown): string {
  if (error instanceof MissingCredentialsError)
    return `${error.message}\nTo compare with the simulated systems instead, add --sandbox.`;
  if ((error as NodeJS.ErrnoException).code === 'ENOENT')
    return `${explain(error)}. Set LEADLOOP_CONFIG to the folder of the mapping files.`;
  return explain(error);
}
