import type { StoredTrial } from '../ledger/trials.ts';

/** In one sentence, what runs beside the rules in force, or what came of it. */
export function trialSentence(trial: StoredTrial): string {
  const { since, by, ended } = trial;
  return ended === null
    ? `The ${trialName(trial)} has been running since ${since.toISOString()} (${by}).`
    : `The ${trialName(trial)} was ended at ${ended.at.toISOString()} by ${ended.by}: ${ended.why}.`;
}

/** `canary of version 3 on 10 % of the people` */
export const trialName = ({ kind, number, share }: StoredTrial): string =>
  kind === 'canary' ? `canary of version ${number} on ${percent(share)}` : `shadow of version ${number}`;

const percent = (share: number): string => `${Number((share * 100).toFixed(2))} % of the people`;
