import { DAY_MS } from '../../domain/clock.ts';
import { TEXT_LENGTH } from '../handoff/cap.ts';
import type { HandOffTouch } from '../handoff/input.ts';
import { newestFirst, touchLine } from '../handoff/touch-lines.ts';
import { localDate } from '../working-time/local-time.ts';
import type { DigestRules } from './digest.ts';

/** What a person did, as a digest shows it. */
export interface Shown {
  /** Newest first; what was done several times in a day is one line. */
  readonly lines: readonly string[];
  /** How many things there were, shown or not. */
  readonly count: number;
  /** The day of the newest. */
  readonly lastDay: string;
}

/**
 * The last things of those that happened in the days up to now; null: none did. Whole days, so that no line changes because
 * an hour has passed.
 */
export function showTouches(
  { days, most, words, clock }: Pick<DigestRules, 'days' | 'most' | 'words' | 'clock'>,
  touches: readonly HandOffTouch[],
  now: number,
): Shown | null {
  const firstDay = localDate(clock, now - days * DAY_MS);
  const recent = newestFirst(touches.filter(({ at }) => at <= now && localDate(clock, at) >= firstDay));
  const [last] = recent;
  if (last === undefined) return null;
  const alike = Map.groupBy(recent, (touch) => touchLine(touch, words, clock));
  const lines = [...alike].map(([line, { length }]) => (length === 1 ? line : `${line}, ${length} times`));
  return {
    lines: within(TEXT_LENGTH, lines.slice(0, most)),
    count: recent.length,
    lastDay: localDate(clock, last.at),
  };
}

/** As many whole lines as a text of that length holds. */
function within(length: number, lines: readonly string[]): readonly string[] {
  let taken = -1;
  const end = lines.findIndex((line) => (taken += line.length + 1) > length);
  return end === -1 ? lines : lines.slice(0, end);
}
