import type { TrialReport } from '../api/trial.ts';
import { trialSentence } from '../api/trial-text.ts';
import type { HandOffFigures } from '../ledger/trial-figures.ts';
import { printTable } from './print.ts';

export function printTrial(trial: TrialReport | null): void {
  if (trial === null) {
    console.log('No rules have run beside those in force yet.');
    return;
  }
  console.log(trialSentence(trial));
  if (trial.figures !== null) {
    const { canary, live } = trial.figures;
    printTable(
      'Hand-offs since then',
      ['Made by', 'Hand-offs', 'Accepted', 'Rejected', 'Had an owner', 'Got another'],
      [row('the canary', canary), row('the rules in force', live)],
      '',
    );
  } else {
    const { decisions, differing } = trial;
    console.log(`It would have decided ${differing} of ${decisions} decisions otherwise.`);
    printTable(
      'People of whom it says something else, by their last difference',
      ['In force', 'Shadow', 'People', 'One of them'],
      trial.differences.map(({ live, candidate, people, example }) => [live, candidate, people, example]),
      'None.',
    );
  }
  if (trial.ended === null)
    console.log(
      `\n'leadloop config end' ends it; 'leadloop config rollback ${trial.number}' puts its files into the configured folder.`,
    );
}

const row = (who: string, figures: HandOffFigures) => [
  who,
  figures.handOffs,
  figures.accepted,
  figures.rejected,
  figures.hadOwner,
  figures.flipped,
];
