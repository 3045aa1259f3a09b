import { didYouMean } from '../../domain/suggest.ts';
import { FAILED, UNREAD } from '../datum.ts';
import type { CountQuery } from '../expression.ts';
import { quoted } from '../problem.ts';
import { miss } from '../missing.ts';
import { NUMBER } from '../types.ts';
import type { FunctionKind } from './kind.ts';

const FORM = 'count("activity", 7d, "part")';

/** What is counted must be written out, so that it is known beforehand which counts to read. */
export const count: FunctionKind = {
  name: 'count',
  form: FORM,
  meaning:
    'How often the person did something: within a time up to now (or ever, without one), and only with a text in it (or all).',
  examples: [
    { text: 'count("page_view", 7d) >= 3', gives: true },
    { text: 'count("page_view", 7d, "/pricing")', gives: 2 },
    { text: 'count("form_submit")', gives: 1 },
  ],
  build: (args, offset, builder) => {
    const [activity, ...others] = args;
    if (activity === undefined || args.length > 3) {
      return builder.problem(offset, `count takes 1 to 3 arguments, not ${args.length}`, `Write ${FORM}.`);
    }
    for (const arg of args) {
      if (typeof arg.constant !== 'string' && arg.type.kind !== 'duration') {
        return builder.problem(arg.start, 'what is counted must be text in quotes', `Write ${FORM}.`);
      }
    }
    const windows = others.filter((arg) => arg.type.kind === 'duration');
    const [window] = windows;
    const [containing] = others.filter((arg) => arg.type.kind !== 'duration');
    if (typeof activity.constant !== 'string' || windows.length > 1 || others.length - windows.length > 1) {
      return builder.problem(
        offset,
        'count takes an activity, one length of time and one text',
        `Write ${FORM}.`,
      );
    }
    if (window !== undefined && !(typeof window.constant === 'number' && window.constant > 0)) {
      return builder.problem(window.start, 'the time to count in must be written as 7d', `Write ${FORM}.`);
    }
    if (builder.activities !== null && !builder.activities.includes(activity.constant)) {
      const cause = `there is no activity ${quoted(activity.constant)}`;
      const fix = didYouMean(
        activity.constant.slice(0, 100),
        builder.activities,
        'Use an activity that is recorded.',
      );
      return builder.problem(activity.start, cause, fix);
    }
    const query = remembered(
      builder.counts,
      {
        activity: activity.constant,
        windowMs: typeof window?.constant === 'number' ? window.constant : null,
        containing: typeof containing?.constant === 'string' ? containing.constant : null,
      },
      [activity, window, containing]
        .filter((arg) => arg !== undefined)
        .map((arg) => builder.text.slice(arg.start, arg.end)),
    );
    if (query.windowMs !== null) builder.usesNow();
    return {
      type: NUMBER,
      run: (frame) => {
        const value = frame.counts?.(query) ?? UNREAD;
        if (value !== UNREAD && Number.isFinite(value)) return value;
        miss(frame, query.text);
        return value === UNREAD ? UNREAD : FAILED;
      },
      parts: args,
    };
  },
};

/** One object for each thing counted, however often and however it is written. */
function remembered(
  counts: Map<string, CountQuery>,
  query: Omit<CountQuery, 'text'>,
  written: readonly string[],
): CountQuery {
  const key = JSON.stringify([query.activity, query.windowMs, query.containing]);
  const known = counts.get(key);
  if (known !== undefined) return known;
  const made: CountQuery = Object.freeze({ ...query, text: `count(${written.join(', ')})` });
  counts.set(key, made);
  return made;
}
