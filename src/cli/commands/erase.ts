import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import type { EraseAnswer, Erasure } from '../../domain/erasure.ts';
import { osUser } from '../../platform/os-user.ts';
import { CommandError, readContext, withLedger, withOperations } from '../context.ts';
import { printErasure, printErasures, printPeople } from '../print-erasure.ts';
import { printJson } from '../print.ts';

export function register(program: Command): void {
  program
    .command('erase')
    .argument('[address]', 'the e-mail address of the person who wants to be forgotten')
    .description('forget a person: in every system and in the ledger, with proof')
    .option('--yes', 'do it; without this, what would happen is shown, and at a terminal it is asked for')
    .option('--entity <id>', 'which of several people with the address; once for each', collect, [])
    .option('--proof <file>', 'write the proof to a file')
    .option('--list', 'everybody who was erased, by proof')
    .option('--forget <id>', 'let the addresses of an erasure come in again: the person has come back')
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      '\nWhat becomes of the records stands below "erase" in mappings/person.yaml. An erasure that was begun goes on by itself;\n' +
        'asked for again, it tries again what could not be done.\n' +
        'Exit code: 1 when nobody is known, when it is refused, or when something is still to be done.\n\n' +
        '  $ leadloop erase ada@example.com\n  $ leadloop erase ada@example.com --yes --proof ada.json\n  $ leadloop erase --list',
    )
    .action(async (address: string | undefined, options: EraseOptions) => {
      if (options.list === true) await list(options);
      else if (options.forget !== undefined) await forget(options.forget, options);
      else if (address === undefined) throw new CommandError('name the e-mail address of the person.');
      else await erase(address, options);
    });
}

interface EraseOptions {
  readonly yes?: true;
  readonly entity: readonly string[];
  readonly proof?: string;
  readonly list?: true;
  readonly forget?: string;
  readonly json?: true;
}

const collect = (id: string, before: readonly string[]): readonly string[] => [...before, id];

async function erase(address: string, { yes, entity, proof, json }: EraseOptions): Promise<void> {
  const ask = (dryRun: boolean): Promise<EraseAnswer> =>
    withOperations(
      readContext({ quiet: true }),
      (operations) => operations.erase({ address, entities: entity, dryRun, who: osUser() }),
      { idle: dryRun },
    );
  let answer = await ask(yes !== true);
  if (answer.kind === 'planned' && json !== true) {
    printPeople(answer.people);
    if (await isConfirmed(address)) answer = await ask(false);
  }
  if (json === true) printJson(answer);
  await tell(answer, proof, json === true);
}

/** Only somebody at a terminal is asked. */
async function isConfirmed(address: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return false;
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await lines.question('\nThis can not be undone. Type the address to do it: ')).trim() === address;
  } finally {
    lines.close();
  }
}

async function tell(answer: EraseAnswer, proof: string | undefined, json: boolean): Promise<void> {
  switch (answer.kind) {
    case 'refused':
      process.exitCode = 1;
      if (json) return;
      printPeople(answer.people);
      throw new CommandError(`${answer.message}.\n  What to do: ${answer.fix}`);
    case 'planned':
      if (!json) console.log('\nNothing was done. The same with --yes does it.');
      return;
    case 'past':
      if (!json) console.log('Nobody has that address any more: it was erased.');
      await prove(answer.erasures, proof, json);
      return;
    case 'begun':
      if (answer.erasures.some(({ state }) => state === 'erasing')) process.exitCode = 1;
      await prove(answer.erasures, proof, json);
  }
}

async function prove(erasures: readonly Erasure[], proof: string | undefined, json: boolean): Promise<void> {
  if (!json) erasures.forEach(printErasure);
  if (proof === undefined) return;
  await writeFile(proof, `${JSON.stringify(erasures, null, 2)}\n`);
  if (!json) console.log(`\nThe proof is in ${proof}.`);
}

async function list({ json }: EraseOptions): Promise<void> {
  const erasures = await withLedger(readContext({ quiet: true }), (ledger) => ledger.erasures());
  if (json === true) printJson(erasures);
  else printErasures(erasures);
}

async function forget(id: string, { json }: EraseOptions): Promise<void> {
  const result = await withLedger(readContext({ quiet: true }), (ledger) =>
    ledger.forgetErasure(id, osUser()),
  );
  if (result.released === 0)
    throw new CommandError(`no address is held by ${id}: 'leadloop erase --list' tells which are.`);
  if (json === true) printJson(result);
  else console.log('The address may come in again. Whoever was held because of it is taken in shortly.');
}
