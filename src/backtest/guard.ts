import { HOUR_MS } from '../domain/clock.ts';

/** What a canary has done since it began, and the rules in force beside it. */
export interface Watched {
  readonly canary: Figures;
  readonly live: Figures;
  /** Of all people, those whom the canary decides about. */
  readonly share: number;
  readonly elapsedMs: number;
}

export interface Figures {
  readonly handOffs: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly hadOwner: number;
  readonly flipped: number;
}

/** Fewer hand-offs, answers or people with an owner prove nothing. */
export const LEAST = 20;
/** So many standard deviations are chance once in 1,000 times: it is asked every minute. */
const SURE = 3.09;
/** A candidate is tried for the sake of a difference, so that one alone is no harm. */
const MOST_TIMES = 2;

export type GuardName = 'volume' | 'acceptance' | 'owners';

export interface Guard {
  readonly name: GuardName;
  /** Enough has happened for it to judge. */
  readonly isAwake: boolean;
  /** What it stops the canary for; null: nothing. */
  readonly harm: string | null;
}

/** Why a canary has to stop; null: it may go on. */
export const judgeCanary = (watched: Watched): string | null =>
  readGuards(watched).find(({ harm }) => harm !== null)?.harm ?? null;

/** What each guard says. */
export function readGuards(watched: Watched): readonly Guard[] {
  const { canary, live } = watched;
  const answers = ({ accepted, rejected }: Figures): number => accepted + rejected;
  return [
    {
      name: 'volume',
      isAwake: watched.share < 1 && canary.handOffs + live.handOffs >= LEAST,
      harm: judgeVolume(watched),
    },
    {
      name: 'acceptance',
      isAwake: Math.min(answers(canary), answers(live)) >= LEAST,
      harm: judgeAcceptance(watched),
    },
    {
      name: 'owners',
      isAwake: Math.min(canary.hadOwner, live.hadOwner) >= LEAST,
      harm: judgeFlips(watched),
    },
  ];
}

/** Far more hand-offs, or far fewer, than the share of those that both have made. */
function judgeVolume({ canary, live, share, elapsedMs }: Watched): string | null {
  const all = canary.handOffs + live.handOffs;
  const expected = all * share;
  const deviations = (canary.handOffs - expected) / Math.sqrt(expected * (1 - share));
  if (all < LEAST || share === 1 || Math.abs(deviations) < SURE) return null;
  const perHour = (handOffs: number): string => (handOffs / Math.max(1, elapsedMs / HOUR_MS)).toFixed(1);
  const usual = (live.handOffs * share) / (1 - share);
  const told = `${perHour(canary.handOffs)} hand-offs an hour, where the rules in force make ${perHour(usual)} of as many people`;
  if (canary.handOffs > usual * MOST_TIMES) return `too many hand-offs: ${told}`;
  return canary.handOffs * MOST_TIMES < usual ? `too few hand-offs: ${told}` : null;
}

/** Sales accepts fewer of its hand-offs. */
function judgeAcceptance({ canary, live }: Watched): string | null {
  const [answers, others] = [canary, live].map(({ accepted, rejected }) => accepted + rejected) as [
    number,
    number,
  ];
  if (excess(canary.rejected, answers, live.rejected, others) < SURE) return null;
  return `sales accepts ${percent(canary.accepted, answers)} of its hand-offs, and ${percent(live.accepted, others)} of those of the rules in force`;
}

/** More people get another owner than they had. */
function judgeFlips({ canary, live }: Watched): string | null {
  if (excess(canary.flipped, canary.hadOwner, live.flipped, live.hadOwner) < SURE) return null;
  return `${percent(canary.flipped, canary.hadOwner)} of the people who had an owner got another, and ${percent(live.flipped, live.hadOwner)} by the rules in force`;
}

/** By how many standard deviations a share is above another (two proportions, pooled); 0 where there are too few. */
function excess(part: number, of: number, otherPart: number, otherOf: number): number {
  if (of < LEAST || otherOf < LEAST) return 0;
  const pooled = (part + otherPart) / (of + otherOf);
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / of + 1 / otherOf));
  return deviation === 0 ? 0 : (part / of - otherPart / otherOf) / deviation;
}

const percent = (part: number, of: number): string => `${Math.round((100 * part) / of)} %`;
