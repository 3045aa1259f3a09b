import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Command } from 'commander';
import { explain } from '../runtime/operations.ts';

/** A command is a file in `commands/` that exports `register`. */
export interface CommandModule {
  register(program: Command): void;
}

const FOLDER = join(import.meta.dirname, 'commands');

const program = new Command('leadloop')
  .description('Keeps marketing and sales systems in step, and closes the loop between them.')
  .showHelpAfterError()
  .configureHelp({ showGlobalOptions: true });

for (const file of (await readdir(FOLDER)).filter((name) => name.endsWith('.ts')).sort()) {
  const module = (await import(pathToFileURL(join(FOLDER, file)).href)) as CommandModule;
  module.register(program);
}

try {
  await program.parseAsync();
} catch (error) {
  console.error(`leadloop: ${explain(error)}`);
  process.exitCode = 1;
}
