import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { Command, CommanderError } from 'commander';
import type { CommandModule } from '../../../src/cli/main.ts';
import { PAGES, ROOT, shellLines, wordsOf } from './pages.ts';

const modules = await Promise.all(
  globSync('src/cli/commands/*.ts', { cwd: ROOT }).map(
    async (file) => (await import(pathToFileURL(join(ROOT, file)).href)) as CommandModule,
  ),
);

/** The real command line, except that its commands do nothing. */
function idleProgram(): Command {
  const program = new Command('leadloop').exitOverride();
  for (const module of modules) module.register(program);
  program.commands.forEach(makeIdle);
  return program;
}

/** A command that only has others below it keeps refusing whatever is none of them; one that has both has options, too. */
function makeIdle(command: Command): void {
  command.exitOverride().configureOutput({ writeErr: () => undefined });
  if (command.commands.length === 0 || command.options.length > 0) command.action(() => undefined);
  command.commands.forEach(makeIdle);
}

/** What follows `leadloop` in a line, up to where its output goes; null when it calls something else. */
function argumentsOf(line: string): readonly string[] | null {
  const [command = ''] = line.split(/ [|>] /);
  const words = wordsOf(command).filter((word) => !/^[A-Z_]+=/.test(word));
  const [first, second, ...rest] = words;
  if (first === 'leadloop') return words.slice(1);
  const launched =
    (first === 'npx' && second === 'leadloop') || (first === 'node' && second === 'bin/leadloop.js');
  return launched ? rest : null;
}

describe('the commands in the documentation', () => {
  const typed = PAGES.flatMap((page) =>
    shellLines(page).flatMap((line) => {
      const args = argumentsOf(line);
      return args === null ? [] : [{ where: `${page.path}: ${line}`, args }];
    }),
  );

  it('are taken by the command line as they stand', () => {
    const refused: string[] = [];
    for (const { where, args } of typed) {
      const program = idleProgram();
      try {
        program.parse(args, { from: 'user' });
      } catch (error) {
        if (!(error instanceof CommanderError)) throw error;
        if (error.exitCode !== 0) refused.push(`${where} (${error.message})`);
      }
    }
    expect(typed.length).to.be.greaterThan(10);
    expect(refused).to.deep.equal([]);
  });

  it('exist, with their options, also where prose names them', () => {
    const program = idleProgram();
    const unknown = PAGES.flatMap(({ path, text }) =>
      [...text.matchAll(/`leadloop ([^`\n]+)`/g)].flatMap(([whole, rest = '']) => {
        const [name = '', ...words] = wordsOf(rest);
        const main = program.commands.find((candidate) => candidate.name() === name);
        const command = main?.commands.find((candidate) => candidate.name() === words[0]) ?? main;
        const options = words.filter((word) => word.startsWith('--')).map((word) => word.replace(/=.*/, ''));
        const known = options.every((word) => command?.options.some((option) => option.long === word));
        return command !== undefined && known ? [] : [`${path}: ${whole}`];
      }),
    );
    expect(unknown).to.deep.equal([]);
  });

  it('are all in the README, so that nobody has to find them', () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const { commands } = idleProgram();
    const missing = commands
      .map((command) => command.name())
      .filter((name) => !readme.includes(`leadloop ${name}`));
    expect(missing).to.deep.equal([]);
  });

  it('of npm are scripts of the package', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      readonly scripts: Readonly<Record<string, string>>;
    };
    const called = PAGES.flatMap((page) =>
      [...page.text.matchAll(/\bnpm (?:run ([a-z:]+)|(start|test))\b/g)].map(
        ([, run, short]) => run ?? short ?? '',
      ),
    );
    expect(called).to.include.members(['start', 'test', 'sandbox']);
    expect(called.filter((name) => !(name in scripts))).to.deep.equal([]);
  });
});
