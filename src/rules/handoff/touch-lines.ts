import { byText } from '../../domain/by-text.ts';
import { localDate, type Clock } from '../working-time/local-time.ts';
import type { HandOffTouch } from './input.ts';
import { TOUCH_WORDS } from './touch-words.ts';

/** Those of one moment in an order of their own, so that the same touches are always shown alike. */
export const newestFirst = (touches: readonly HandOffTouch[]): readonly HandOffTouch[] =>
  touches.toSorted((a, b) => b.at - a.at || byText(keyOf(a), keyOf(b)));

const keyOf = ({ kind, about, campaign }: HandOffTouch): string => JSON.stringify([kind, about, campaign]);

/** One touch in a line, as `2026-11-21 Form: demo of the CRM (Spring Fair)`. `words`: how kinds are called. */
export function touchLine(
  { kind, at, about, campaign }: HandOffTouch,
  words: ReadonlyMap<string, string>,
  clock: Clock | null,
): string {
  const word = words.get(kind) ?? TOUCH_WORDS.get(kind) ?? kind.replaceAll('_', ' ');
  const subject = about === null || about === '' ? '' : `: ${about}`;
  const by = campaign === null || campaign === about ? '' : ` (${campaign})`;
  return `${localDate(clock, at)} ${word}${subject}${by}`;
}
