import { z } from 'zod';

const State = z.object({
  /** Start of the last finished reading of the form. What was submitted before it is told. */
  read: z.number(),
  /** The last submission; 0: none yet. */
  newest: z.number(),
  /** When there was last a hint, or a submission was found; 0: never. */
  active: z.number(),
});

/** Where the forms stand, each by itself. All times in ms. */
export const FormsCursor = z.object({
  /** Where a form that was not read yet begins. */
  since: z.number(),
  /** When a hint last led to a submission, and when one was last found that no hint had told of. */
  told: z.number().default(0),
  untold: z.number().default(0),
  /** When a hint that names no form last made us look around. */
  spared: z.number().default(0),
  forms: z.record(z.string(), State).default({}),
  /** Forms that are still to be read in the round under way, and those of them that are half read. */
  left: z.array(z.string()).default([]),
  open: z.record(z.string(), State.extend({ after: z.string() })).default({}),
});
export type FormsCursor = z.infer<typeof FormsCursor>;

/**
 * Forms asked in one round, so that time alone costs as many calls with a thousand forms as with a few; half of them at
 * most those that somebody was active on lately, so that the others have their turns.
 */
export const ROUND = 8;
const LIVELY = ROUND / 2;

/** A submission may be shown later than the contact that tells of it: a form is asked in every round for so long. */
export const HOT_MS = 2 * 60_000;
/** A form is asked again after a tenth of the time in which nothing happened there, within these. */
const SHORTEST_MS = 30_000;
const LONGEST_MS = 2 * 60_000;
/** As long as hints tell of all submissions, asking by time only finds what a hint has lost. */
const TOLD_MS = 5 * 60_000;

type Standing = Pick<FormsCursor, 'forms' | 'told' | 'untold'>;

/** The forms that a round by time asks. */
export function chooseForms(ids: readonly string[], standing: Standing, now: number): readonly string[] {
  const { forms } = standing;
  const readAt = (id: string): number => forms[id]?.read ?? -Infinity;
  const activeAt = (id: string): number => forms[id]?.active ?? 0;
  const due = ids.filter((id) => now - readAt(id) >= pauseAfter(now - activeAt(id), standing));
  const lively = due
    .filter((id) => activeAt(id) > 0)
    .toSorted((a, b) => activeAt(b) - activeAt(a))
    .slice(0, LIVELY);
  const others = due.filter((id) => !lively.includes(id)).toSorted((a, b) => readAt(a) - readAt(b) || 0);
  return [...lively, ...others.slice(0, ROUND - lively.length)];
}

function pauseAfter(silence: number, { told, untold }: Standing): number {
  if (silence < HOT_MS) return 0;
  return told > untold ? TOLD_MS : Math.min(LONGEST_MS, Math.max(SHORTEST_MS, silence / 10));
}
