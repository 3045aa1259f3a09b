import { InvalidArgumentError, type Command } from 'commander';
import type { Resolution, ResolveRequest } from '../../domain/resolution.ts';
import type { ConflictFilter } from '../../ledger/list-conflicts.ts';
import { conflictLines, isOpen } from '../conflict-text.ts';
import { CommandError, readContext, withLedger, withOperations } from '../context.ts';
import { printJson } from '../print.ts';

export function register(program: Command): void {
  const conflicts = program
    .command('conflicts')
    .description('fields that both sides changed: what waits for a person, and what the mapping decided')
    .enablePositionalOptions()
    .option('--open', 'only those that wait for a person')
    .option('--entity <e-mail or record>', 'only of this person or company')
    .option('--field <field>', 'only of this field, by its name in the mapping')
    .option('--system <system>', 'only those this system had a say in')
    .option('--limit <count>', 'how many, 50 if not given', positive)
    .option('--json', 'print them as JSON')
    .addHelpText(
      'after',
      '\nExit code: 1 when one of those listed waits for a person.\n\n  $ leadloop conflicts --open\n  $ leadloop conflicts resolve 12 --take <system>',
    )
    .action(async ({ json, ...filter }: ConflictFilter & { json?: true }) => {
      const found = await withLedger(readContext({ quiet: true }), (ledger) => ledger.conflicts(filter));
      if (json === true) printJson(found);
      else if (found.length === 0) console.log('None.');
      else {
        const texts = found.map((each) => conflictLines(each, `${each.kind} ${each.entity} `).join('\n'));
        console.log(texts.join('\n\n'));
      }
      if (found.some(isOpen)) process.exitCode = 1;
    });
  conflicts
    .command('resolve')
    .argument('<id>', 'the number of the conflict', positive)
    .description('answer a conflict that waits for a person: writes each side that says something else, once')
    .option('--take <system>', 'what this system says holds')
    .option(
      '--value <text>',
      "this holds, whatever the sides say; '' makes it blank, a;b are several options",
    )
    .option('--seen <revision>', 'refuse if it has changed since it was shown so', positive)
    .option('--json', 'print the answer as JSON')
    .addHelpText(
      'after',
      '\nRefused when a side has changed since, when the conflict is closed, or when a side can not take the value.\n\nExit code: 1 when refused, or when a write has not arrived within ten seconds.',
    )
    .action(async (id: number, { json, ...options }: AnswerOptions & { json?: true }) => {
      const request = requestOf(id, options);
      const resolution = await withOperations(readContext({ quiet: true }), (operations) =>
        operations.resolveConflict(request),
      );
      if (json === true) printJson(resolution);
      if (resolution.kind === 'refused' || resolution.state === 'resolving') process.exitCode = 1;
      if (json !== true) tell(resolution);
    });
}

interface AnswerOptions {
  readonly take?: string;
  readonly value?: string;
  readonly seen?: number;
}

function requestOf(id: number, { take, value, seen }: AnswerOptions): ResolveRequest {
  const noted = seen === undefined ? {} : { seen };
  if (take !== undefined && value === undefined)
    return { id, answer: { kind: 'take', system: take }, ...noted };
  if (value !== undefined && take === undefined) return { id, answer: { kind: 'value', value }, ...noted };
  throw new CommandError('say either --take <system> or --value <text>.');
}

function tell(resolution: Resolution): void {
  if (resolution.kind === 'refused') {
    const sides = resolution.now.map(({ system, value }) => `\n  ${system} says ${JSON.stringify(value)}`);
    throw new CommandError(`${resolution.message}.${sides.join('')}\n  What to do: ${resolution.fix}`);
  }
  const { id, state, writes, repeated } = resolution;
  if (repeated) console.log(`Conflict ${id} was answered so before; nothing was done.`);
  else if (state === 'resolving')
    console.log(
      `Noted. The write to ${writes.join(' and ')} is still on its way: 'leadloop why' tells what it waits for.`,
    );
  else if (state === 'resolved')
    console.log(
      `Conflict ${id} is resolved. Written: ${writes.length === 0 ? 'nothing' : writes.join(', ')}.`,
    );
  else console.log(`A side was edited meanwhile; conflict ${id} is ${state} now. See 'leadloop conflicts'.`);
}

function positive(text: string): number {
  const number = Number(text.replace(/^#/, ''));
  if (!Number.isSafeInteger(number) || number < 1)
    throw new InvalidArgumentError('Write a number from 1 on.');
  return number;
}
