import type { ReplayAnswer, Replayed } from '../api/decided.ts';

/** Places that are shown of one decision. */
const MOST_PLACES = 5;

/** Whether every decision came out the same again. */
export const allSame = (answers: readonly ReplayAnswer[]): boolean =>
  answers.every(({ decisions }) => decisions.every(({ outcome }) => outcome.kind === 'same'));

export function printReplay({ id, decisions }: ReplayAnswer): void {
  const same = decisions.filter(({ outcome }) => outcome.kind === 'same').length;
  console.log(
    decisions.length === 0
      ? `\n${id}: no decision is kept`
      : `\n${id}: ${same} of ${decisions.length} decisions are the same to the letter`,
  );
  for (const line of decisions.flatMap(replayLines)) console.log(`  ${line}`);
}

function replayLines({ at, rules, outcome }: Replayed): readonly string[] {
  const which = `${at.toISOString()}, version ${rules.number ?? rules.version}`;
  switch (outcome.kind) {
    case 'same':
      return [`${which}: the same`];
    case 'impossible':
      return [`${which}: cannot be made again: ${outcome.why}`];
    case 'differs': {
      const places = outcome.differences
        .slice(0, MOST_PLACES)
        .map(({ path, stored, again }) => `  ${path}: was ${shown(stored)}, is ${shown(again)}`);
      const more = outcome.differences.length - places.length;
      return [
        `${which}: differs`,
        ...places,
        ...(more > 0 ? [`  and in ${more} more places: --json tells all`] : []),
      ];
    }
  }
}

const shown = (value: unknown): string => (value === undefined ? 'not there' : JSON.stringify(value));
