import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Command } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { explain } from '../domain/failure.ts';
import { keepMemorySmall } from '../platform/memory.ts';

/** A command is a file in `commands/` that exports `register`. */
export interface CommandModule {
  register(program: Command): void;
}

const HELP = `
Exit code: 0 when all is well, 1 when something needs a look; what, is printed.
Settings come from the environment or a file .env; 'leadloop help start' lists them.

First steps:
  $ leadloop start              without credentials: simulated systems to play with
  $ leadloop setup              with credentials: once, to create what is needed in both systems
  $ leadloop sync --full        bring everything together, and say what was written
  $ leadloop why ada@acme.com   what happened to one person`;

const FOLDER = join(import.meta.dirname, 'commands');

const program = new Command('leadloop')
  .description('Keeps marketing and sales systems in step, and closes the loop between them.')
  .version(manifest.version, '-V, --version', 'tell the version')
  .helpOption('-h, --help', 'tell how this is used')
  .helpCommand('help [command]', 'tell how a command is used')
  .configureOutput({
    outputError: (text, write) => write(`leadloop: ${text.replace(/^error: /, '')}`),
  })
  .showHelpAfterError("'leadloop --help' tells the commands, 'leadloop help <command>' what each takes.")
  .addHelpText('after', HELP);

// Whoever reads what we print may have had enough of it: `leadloop status | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

keepMemorySmall();
const files = (await readdir(FOLDER)).filter((name) => name.endsWith('.ts')).sort();
// The others would only cost time; all are loaded where several are to be told about.
const [first, second] = process.argv.slice(2);
const asked = files.filter((name) => name === `${first === 'help' ? second : first}.ts`);
for (const file of asked.length > 0 ? asked : files) {
  const module = (await import(pathToFileURL(join(FOLDER, file)).href)) as CommandModule;
  module.register(program);
}

try {
  await program.parseAsync();
} catch (error) {
  console.error(`leadloop: ${explain(error)}`);
  process.exitCode = 1;
}
