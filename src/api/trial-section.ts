import { LEAST, readGuards, type GuardName } from '../backtest/guard.ts';
import type { HandOffFigures, TrialFigures } from '../ledger/trial-figures.ts';
import { escape, heading, html, section, type Html } from './page.ts';
import { trialName } from './trial-text.ts';
import type { TrialReport } from './trial.ts';

/** Of the status page: the rules that run beside those in force, how it goes, and what would stop them. Names nobody. */
export function trialSection(trial: TrialReport, now: Date): string {
  const { since, number, figures } = trial;
  return `${heading('Rules on trial')}
<p>The ${escape(trialName(trial))} has been running since ${escape(since.toISOString())}. <code>leadloop config end</code> ends it;
<code>leadloop config rollback ${number}</code> puts its files into the configured folder.</p>
${figures === null ? shadow(trial) : canary(trial, figures, now)}`;
}

const shadow = ({ decisions, differing, differences }: TrialReport): string =>
  `<p>It would have decided ${differing} of ${decisions} decisions otherwise.</p>
${section(
  'Where it differs',
  ['In force', 'Shadow', 'People'],
  differences.map(({ live, candidate, people }) => [live, candidate, people]),
  'Nowhere yet.',
)}`;

function canary({ share, since }: TrialReport, figures: TrialFigures, now: Date): string {
  const row = (who: string, by: HandOffFigures): readonly (string | number)[] => [
    who,
    by.handOffs,
    by.accepted,
    by.rejected,
    by.hadOwner,
    by.flipped,
  ];
  const guards = readGuards({ ...figures, share, elapsedMs: now.getTime() - since.getTime() });
  return `${section(
    'Hand-offs since then',
    ['Made by', 'Hand-offs', 'Accepted', 'Rejected', 'Had an owner', 'Got another'],
    [row('the canary', figures.canary), row('the rules in force', figures.live)],
    '',
  )}
${section(
  'What would stop it',
  ['Guard', 'State'],
  guards.map(({ name, isAwake, harm }) => [GUARDS[name], stateOf(isAwake, harm)]),
  '',
)}`;
}

const GUARDS: Readonly<Record<GuardName, string>> = {
  volume: 'Twice as many hand-offs as the rules in force make, or half as many',
  acceptance: 'Sales accepts fewer of them',
  owners: 'More people get another owner',
};

function stateOf(isAwake: boolean, harm: string | null): string | Html {
  if (harm !== null) return html(`<span class="bad">stops it: ${escape(harm)}</span>`);
  return isAwake ? html('<span class="ok">holds</span>') : `too few to tell: judges from ${LEAST} on`;
}
