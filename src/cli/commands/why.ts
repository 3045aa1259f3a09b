import type { Command } from 'commander';
import type { EntityAnswer, ScoreAnswer } from '../../api/operations.ts';
import type { ConflictSide } from '../../domain/conflict.ts';
import { OPPORTUNITY, PERSON } from '../../domain/entity.ts';
import { RULES } from '../../domain/record.ts';
import { changeText, conflictLines } from '../conflict-text.ts';
import { CommandError, readContext, withLedger } from '../context.ts';
import { printJson, printTable } from '../print.ts';
import { printDecided } from '../print-decided.ts';
import { allSame, printReplay } from '../print-replay.ts';

export function register(program: Command): void {
  program
    .command('why')
    .argument('<e-mail or record>', 'an e-mail address, a record id of any system, or an entity id')
    .description(
      'everything Leadloop knows of one person or company: why it did, or did not, sync, and what was decided',
    )
    .option('--decisions', 'also every decision, and who lost by which rule')
    .option('--replay', 'make every decision again, by the rules of its version, and compare')
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      '\nExit code: 1 when nobody is known by that name, or a decision does not come out the same again.\n\n' +
        '  $ leadloop why ada@acme.com\n  $ leadloop why 00QWs00000AbCdEMAV --replay',
    )
    .action(async (needle: string, { json, decisions, replay }: WhyOptions) => {
      await withLedger(readContext({ quiet: true }), async (ledger) => {
        if (replay === true) {
          const answers = known(await ledger.replay(needle));
          if (json === true) printJson(answers);
          else answers.forEach(printReplay);
          if (!allSame(answers)) process.exitCode = 1;
          return;
        }
        const histories = known(await ledger.why(needle));
        if (json === true) printJson(histories);
        else for (const history of histories) print(history, decisions === true);
      });
    });
}

interface WhyOptions {
  readonly json?: true;
  readonly decisions?: true;
  readonly replay?: true;
}

function known<T>(answers: readonly T[]): readonly T[] {
  if (answers.length > 0) return answers;
  throw new CommandError(
    `the ledger knows no record with that e-mail address or id. It may not have come in yet: 'leadloop sync --full' looks at every record.`,
  );
}

function print(history: EntityAnswer, all: boolean): void {
  console.log(`\n${history.kind} ${history.id}: ${verdict(history)}`);
  printTable(
    'Records',
    ['System', 'Object', 'Id', 'State', 'Linked by'],
    history.links.map((link) => [
      link.system,
      link.object,
      link.id,
      link.endedWhy ?? (link.primary ? 'primary' : 'twin'),
      link.linkedBy,
    ]),
    'None.',
  );
  if (history.keptApart.length > 0) {
    printTable(
      'Kept apart from',
      ['Records', 'Since', 'By'],
      history.keptApart.map((row) => [row.records.join(', '), row.since.toISOString(), row.by]),
      '',
    );
  }
  if (history.toBeCorrected.length > 0) {
    printTable(
      'To be put right after a split',
      ['Record', 'Fields'],
      history.toBeCorrected.map((row) => [row.record, row.fields.join(', ')]),
      '',
    );
  }
  if (history.outOfScope.length > 0) {
    printTable(
      'Out of scope',
      ['System', 'Because', 'Scope'],
      history.outOfScope.map((row) => [row.system, row.why, row.scope]),
      '',
    );
  }
  if (history.consent.length > 0) {
    printTable(
      'Consent',
      ['Opt-out', 'Is out', 'Said by', 'Last change'],
      history.consent.map(({ field, isOut, sides, last }) => [
        field,
        isOut ? 'yes' : 'no',
        sides.map(({ system, says }) => `${system}: ${shown(says)}`).join(', '),
        last === null ? '' : `${last.at.toISOString()}: ${last.reason}${sourceOf(last.sides)}`,
      ]),
      '',
    );
  }
  const live = history.links.filter((link) => link.endedWhy === null && link.agreed !== null);
  const names = [...new Set(live.flatMap((link) => Object.keys(link.agreed ?? {})))].sort();
  printTable(
    'Last agreed',
    ['Field', ...live.map((link) => link.system)],
    names.map((name) => [name, ...live.map((link) => shown(link.agreed?.[name]))]),
    'Nothing yet.',
  );
  if (history.kind === OPPORTUNITY) {
    printTable(
      'Stages',
      ['Since', 'Stage', 'System'],
      history.opportunityStages.map((row) => [
        `${row.exact ? '' : 'at the latest '}${row.at.toISOString()}`,
        row.stage,
        row.system,
      ]),
      'None that is known.',
    );
  }
  printTable(
    'Waiting',
    ['Where', 'System', 'Lane', 'Since'],
    history.waiting.map((row) => [
      row.held ? 'held' : row.stage,
      row.system,
      row.lane,
      row.since.toISOString(),
    ]),
    'Nothing.',
  );
  printTable(
    'Failures',
    ['System', 'Code', 'Times', 'Message', 'What to do'],
    history.failures.map((row) => [row.system, row.code, row.seen, row.message, row.fix]),
    'None.',
  );
  console.log('\nConflicts');
  if (history.conflicts.length === 0) console.log('  None.');
  for (const conflict of history.conflicts)
    console.log(
      conflictLines(conflict)
        .map((line) => `  ${line}`)
        .join('\n'),
    );
  if (history.decided !== null) printDecided(history.decided, all);
  if (history.score !== null) printScore(history.score);
  if (history.kind === PERSON) {
    printTable(
      'Last did',
      ['When', 'What', 'About', 'Campaign', 'System'],
      history.touches.map((row) => [
        row.at.toISOString(),
        row.kind,
        row.about ?? '',
        row.campaign ?? '',
        row.system,
      ]),
      'Nothing that is known.',
    );
  }
  printTable(
    'Written',
    ['When', 'System', 'Kind', 'Fields', 'Mapping version'],
    history.receipts.map((row) => [
      row.at.toISOString(),
      row.system,
      row.kind,
      row.fields.join(', '),
      row.mapping.number ?? row.mapping.version,
    ]),
    'Nothing yet.',
  );
}

function printScore({
  fit,
  engagement,
  grade,
  level,
  priority,
  signals,
  intents,
  sentence,
}: ScoreAnswer): void {
  console.log(
    `\nScore: ${priority}. Fit ${shownPoints(fit)} (grade ${grade}), engagement ${shownPoints(engagement)} (level ${level})`,
  );
  if (sentence !== '') console.log(`  ${sentence}`);
  const held = intents.filter(({ condition }) => condition.answer === 'held').map(({ name }) => name);
  if (held.length > 0) console.log(`  Intents: ${held.join(', ')}`);
  printTable(
    'Points',
    ['Signal', 'Group', 'Points now'],
    signals.map(({ name, group, points }) => [name, group, shownPoints(points)]),
    'None.',
  );
}

const shownPoints = (points: number): string => String(Math.round(points * 10) / 10);

/** The state in one sentence. */
function verdict(history: EntityAnswer): string {
  const [failure] = history.failures;
  if (failure !== undefined) return `held up in ${failure.system}: ${failure.meaning}`;
  const open = history.conflicts.filter((conflict) => conflict.state === 'open');
  if (open.length > 0)
    return `a person has to decide about ${open.map((conflict) => conflict.field).join(' and ')}; the rest flows. See Conflicts.`;
  if (history.waiting.some((row) => row.held))
    return "held by the mass-change breaker: 'leadloop breaker' tells more.";
  if (history.waiting.length > 0) return 'on its way.';
  const [closed] = history.outOfScope;
  if (closed !== undefined) return `not written in ${closed.system}, as it is out of scope: ${closed.why}.`;
  const [elsewhere] = history.keyElsewhere;
  if (elsewhere !== undefined)
    return `no record is made in ${elsewhere} until the one that was split off there has a key of its own.`;
  const systems = new Set(history.links.filter((link) => link.endedWhy === null).map((link) => link.system));
  systems.delete(RULES);
  const ended = history.links.filter((link) => link.endedWhy === 'deleted').map((link) => link.system);
  if (systems.size > 1) return `in step in ${[...systems].join(' and ')}.`;
  if (ended.length > 0) return `deleted in ${ended.join(' and ')}; it is not made there again.`;
  return 'known in one system only.';
}

/** Who changed it when, where a system has told. */
const sourceOf = (sides: readonly ConflictSide[]): string =>
  sides
    .flatMap(({ ref, changed }) => (changed?.of === 'field' ? [`${ref.system} ${changeText(changed)}`] : []))
    .map((text) => `; ${text}`)
    .join('');

const shown = (value: unknown): string =>
  value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
