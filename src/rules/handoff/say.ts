import type { ReadName } from '../template.ts';
import { cap, capLine, SUBJECT_LENGTH, TEXT_LENGTH } from './cap.ts';
import type { HandOffRules, Message } from './hand-off.ts';
import type { HandOffInput } from './input.ts';
import { fillFirst, fillLines } from './lines.ts';
import { makeText } from './make-text.ts';
import { TEXT } from './names.ts';
import type { View } from './view.ts';

/** The texts of a hand-off by name; null: there is nothing to say, or the partner may not be told. */
export const textsOf = (
  { texts }: HandOffRules,
  handOff: HandOffInput,
  { mayTell, readInTexts }: View,
): ReadonlyMap<string, string | null> =>
  new Map(
    [...texts].map(([name, text]) => [name, mayTell(name) ? makeText(text, handOff, readInTexts) : null]),
  );

/** What templates of the task, of opportunities and of notices may ask for: texts, too. */
export const withTexts =
  (texts: ReadonlyMap<string, string | null>, read: ReadName): ReadName =>
  (name) =>
    name.startsWith(TEXT) ? texts.get(name.slice(TEXT.length)) : read(name);

/** A message; `otherwise` is its subject where none can be filled. */
export const say = (
  { subject, body }: Message,
  otherwise: string,
  read: ReadName,
): { readonly subject: string; readonly body: string | null } => {
  const written = fillLines(body, read);
  return {
    subject: capLine(fillFirst(subject, read) ?? otherwise, SUBJECT_LENGTH),
    body: written === null ? null : cap(written, TEXT_LENGTH),
  };
};
