import { DAY_MS } from '../../../src/domain/clock.ts';
import type { Answer, Deed } from './records.ts';

/** The way of one person through the stages, told again from what they and sales did, by the shipped rules in plain words. */
export interface Way {
  /** Times are those moments of business at which it was seen. */
  readonly stages: readonly { readonly at: number; readonly stage: string; readonly cycle: number }[];
  readonly handOffs: readonly HandOff[];
}

export interface HandOff {
  readonly at: number;
  readonly cycle: number;
  /** When a rep first did something for the person. */
  touchedAt: number | null;
  readonly answers: { readonly reason: string | null; readonly isOfOpportunity: boolean }[];
}

/** `reasons` of outcomes.yaml, as the file has them. */
export type Reasons = Readonly<Record<string, { readonly to: string; readonly 'return-in'?: string }>>;

/** Each moment of business is seen at once, and so is nothing in between. */
export function walk(
  deeds: readonly Deed[],
  answers: readonly Answer[],
  moments: readonly number[],
  reasons: Reasons,
): Way {
  const stages: { at: number; stage: string; cycle: number }[] = [];
  const handOffs: HandOff[] = [];
  let standing = { stage: '', cycle: 1, since: 0, returnAt: Infinity, answeredAt: 0 };
  let open = 0;

  function enter(stage: string, at: number): void {
    const comesBack =
      ['recycled', 'rejected'].includes(standing.stage) && ['inquiry', 'engaged', 'mql'].includes(stage);
    const cycle = standing.cycle + (comesBack ? 1 : 0);
    standing = { ...standing, stage, cycle, since: at, returnAt: Infinity };
    stages.push({ at, stage, cycle });
    if (stage === 'mql') handOffs.push({ at, cycle, touchedAt: null, answers: [] });
  }

  function hear({ what, reason: said, isOurs }: Answer, at: number): void {
    open += what === 'opened' ? 1 : what === 'won' || what === 'lost' ? -1 : 0;
    const from = FROM[what];
    if (!from.includes(standing.stage) || (what === 'lost' && open > 0)) return;
    const handOff = handOffs.find(({ cycle }) => cycle === standing.cycle);
    const reason = what === 'rejected' || what === 'lost' ? nameOf(said, reasons) : null;
    const to = reason === null ? TO[what] : reasons[reason]?.to;
    enter(to ?? '', at);
    const days = Number.parseInt(reasons[reason ?? '']?.['return-in'] ?? '', 10);
    standing = { ...standing, answeredAt: at, returnAt: Number.isNaN(days) ? Infinity : at + days * DAY_MS };
    if (handOff === undefined) return;
    handOff.answers.push({ reason, isOfOpportunity: ['opened', 'won', 'lost'].includes(what) });
    // The opportunity that comes with a hand-off is no answer of a rep.
    if (!isOurs) handOff.touchedAt ??= at;
  }

  function decide(now: number): void {
    const done = deeds.filter(({ at }) => at < untilOf(now));
    const asked = (form: string, days: number): boolean =>
      done.some(
        ({ kind, about, at }) =>
          kind === 'form' &&
          about.toLowerCase().includes(form) &&
          at > standing.answeredAt &&
          at > now - days * DAY_MS,
      );
    const been = new Set([standing.stage]);
    for (;;) {
      const { stage, since, returnAt } = standing;
      const isLow = engagement(done, now) < 5;
      const wants = (asked('talk to sales', 30) || asked('demo', 30)) && !asked('support', 7);
      const next =
        wants && ['inquiry', 'engaged', 'recycled', 'rejected'].includes(stage)
          ? 'mql'
          : stage === 'inquiry' && !isLow
            ? 'engaged'
            : stage === 'recycled' && returnAt <= now
              ? 'engaged'
              : stage === 'engaged' && isLow && now - since >= 60 * DAY_MS
                ? 'recycled'
                : null;
      if (next === null || been.has(next)) return;
      enter(next, now);
      been.add(next);
    }
  }

  const untilOf = (moment: number): number => moments[moments.indexOf(moment) + 1] ?? Infinity;
  for (const moment of moments) {
    if (!deeds.some(({ at }) => at < untilOf(moment))) continue;
    if (standing.stage === '') enter('inquiry', moment);
    const heard = answers.filter(({ at }) => at >= moment && at < untilOf(moment));
    for (const answer of heard) if (!answer.isOurs) hear(answer, moment);
    decide(moment);
    for (const answer of heard) if (answer.isOurs) hear(answer, moment);
  }
  return { stages, handOffs };
}

const BEFORE_SALE = ['inquiry', 'engaged', 'mql', 'sal', 'sql', 'recycled', 'rejected'];
/** From which stages an answer leads on, and where to. */
const FROM: Readonly<Record<Answer['what'], readonly string[]>> = {
  accepted: ['mql'],
  rejected: ['mql', 'sal', 'sql'],
  opened: BEFORE_SALE,
  won: [...BEFORE_SALE, 'opportunity'],
  lost: ['mql', 'sal', 'sql', 'opportunity'],
};
const TO: Readonly<Partial<Record<Answer['what'], string>>> = {
  accepted: 'sal',
  opened: 'opportunity',
  won: 'customer',
};

const nameOf = (said: string, reasons: Reasons): string =>
  Object.keys(reasons).find((name) => name === said.toLowerCase()) ?? 'otherwise';

/** The points of scoring.yaml for what people of this market do. */
function engagement(done: readonly Deed[], now: number): number {
  const points = (fits: (deed: Deed) => boolean, worth: number, halfLifeDays: number): number =>
    done.filter(fits).reduce((sum, { at }) => sum + worth * 2 ** (-(now - at) / DAY_MS / halfLifeDays), 0);
  const isPage = (about: string) => (deed: Deed) => deed.kind === 'page' && deed.about.includes(about);
  const web =
    points(isPage('/pricing'), 8, 14) + points(isPage('/product'), 3, 14) + points(isPage(''), 1, 7);
  const mail = points(({ kind }) => kind === 'click', 3, 14);
  const came = points(({ kind, about }) => kind === 'event' && about === 'ATTENDED', 10, 45);
  const talks = points(({ kind }) => kind === 'form', 10, 30) + came;
  const isLeft = !done.some(
    ({ kind, at }) => ['page', 'click', 'form'].includes(kind) && at > now - 90 * DAY_MS,
  );
  return Math.min(40, web) + Math.min(20, mail) + Math.min(50, talks) - (isLeft ? 15 : 0);
}
