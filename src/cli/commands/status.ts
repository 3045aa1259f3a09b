import type { Command } from 'commander';
import { driftSentence } from '../../api/drift-sentence.ts';
import { proofSentence } from '../../api/proof-text.ts';
import { trialSentence } from '../../api/trial-text.ts';
import { readContext, withLedger } from '../context.ts';
import { printJson, printTable } from '../print.ts';
import { printTripped } from '../print-tripped.ts';

export function register(program: Command): void {
  program
    .command('status')
    .description('health, what waits, what was written, what failed')
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      '\nExit code: 1 when a connection is paused, something failed, somebody could not be erased yet, a notice was given up, a conflict waits for a person, a mass change is ' +
        'held, a mapping no longer fits its systems, or the proof of the last day does not add up.',
    )
    .action(async ({ json }: { json?: true }) => {
      const counts = await withLedger(readContext({ quiet: true }), (ledger) => ledger.status());
      const paused = counts.connections.filter((connection) => connection.paused !== null);
      if (json === true) printJson(counts);
      else {
        printTable(
          'Connections',
          ['System', 'Account', 'State'],
          counts.connections.map((row) => [
            row.system,
            row.account,
            row.paused === null ? 'connected' : `paused: ${row.paused.fix}`,
          ]),
          'None yet.',
        );
        printTable(
          'Kept in step',
          ['Entity', 'Known', 'In two systems or more'],
          counts.entities.map((row) => [row.kind, row.entities, row.linkedBoth]),
          'Nothing has come in yet.',
        );
        printTable(
          'Waiting',
          ['Where', 'Lane', 'Rows', 'Oldest (s)'],
          [
            ...counts.inbox.map((row) => ['inbox', row.lane, row.waiting, (row.lagMs / 1000).toFixed(1)]),
            ...counts.outbox.map((row) => ['outbox', row.lane, row.waiting, (row.lagMs / 1000).toFixed(1)]),
            ...counts.toDecide.map((row) => ['decide', row.lane, row.waiting, (row.lagMs / 1000).toFixed(1)]),
          ],
          'Nothing.',
        );
        printTable(
          'Written',
          ['System', 'Kind', 'Writes'],
          counts.receipts.map((row) => [row.system, row.kind, row.delivered]),
          'Nothing yet.',
        );
        printTable(
          'Touchpoints',
          ['What people did', 'Times', 'By people not known'],
          counts.touchpoints.map((row) => [row.kind, row.joined + row.unknown, row.unknown]),
          'None yet.',
        );
        if (counts.touchRefusals.length > 0) {
          printTable(
            'Touchpoints that cannot be read',
            ['System', 'Source', 'Because', 'What to do'],
            counts.touchRefusals.map((row) => [row.system, row.source, row.meaning, row.fix]),
            '',
          );
        }
        printTable(
          'People',
          ['Stage', 'People'],
          counts.stages.map((row) => [row.stage, row.people]),
          'Nobody has been decided about yet.',
        );
        if (counts.proof !== null)
          console.log(`\nProof of ${counts.proof.day}: ${proofSentence(counts.proof)}`);
        if (counts.drift.some(({ differing }) => differing > 0))
          console.log(`\n${driftSentence(counts.drift)} 'leadloop drift' tells where.`);
        if (counts.trial !== null) console.log(`\n${trialSentence(counts.trial)}`);
        if (counts.noticeFailures.length > 0) {
          printTable(
            'Notices that could not be sent',
            ['Code', 'Given up', 'Still tried', 'Because', 'What to do'],
            counts.noticeFailures.map((row) => [row.code, row.failed, row.waiting, row.meaning, row.fix]),
            '',
          );
          console.log("  'leadloop retry <code>' sends those that were given up, once the cause is mended.");
        }
        printTable(
          'Failures',
          ['System', 'Code', 'Entities', 'What to do'],
          counts.failures.map((row) => [row.system, row.code, row.entities, row.fix]),
          'None.',
        );
        if (counts.erasures.length > 0) {
          printTable(
            'People who are not erased yet',
            ['Erasure', 'System', 'Code', 'Because', 'What to do'],
            counts.erasures.map((row) => [
              row.erasure,
              row.system,
              row.parked ? row.code : `${row.code} (tried again)`,
              row.meaning,
              row.fix,
            ]),
            '',
          );
          console.log(
            "  'leadloop erase' with the same address and --yes goes on, once the cause is mended.",
          );
        }
        printTable(
          'Mapping problems',
          ['Where', 'What', 'What to do'],
          counts.mappingProblems.map((row) => [row.place, `${row.severity}: ${row.cause}`, row.fix]),
          'None.',
        );
        printTable(
          'Open conflicts',
          ['Conflict', 'Since', 'Field', 'Between', 'Entity'],
          counts.waitingConflicts.map((row) => [
            row.id,
            row.at.toISOString(),
            row.field,
            row.systems.join(', '),
            row.entity,
          ]),
          'None.',
        );
        if (counts.openConflicts > 0)
          console.log("\n'leadloop conflicts --open' shows what the sides say, and how to answer.");
        printTripped(counts.breakers);
        console.log(
          `\n${counts.openHandOffs} hand-offs open, of which ${counts.handOffs.overdue} are overdue, ${counts.conflicts} conflicts decided, ${counts.parked} writes parked.`,
        );
      }
      const unfit = counts.mappingProblems.some((problem) => problem.severity === 'error');
      const held = counts.openConflicts + counts.breakers.length;
      const givenUp = counts.noticeFailures.some(({ failed }) => failed > 0);
      if (
        paused.length > 0 ||
        counts.failures.length > 0 ||
        counts.erasures.length > 0 ||
        givenUp ||
        held > 0 ||
        unfit ||
        counts.proof?.addsUp === false
      )
        process.exitCode = 1;
    });
}
