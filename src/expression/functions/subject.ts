import { LIMIT, type Datum, type Present } from '../datum.ts';
import type { Frame } from '../frame.ts';
import { made, worked } from '../strict.ts';

/** An argument that is text. */
export const text = (value: Present | undefined): string => value as string;

/** Work over the first argument, which is text. */
export const reading =
  (apply: (subject: string, args: readonly Present[]) => Datum) =>
  (args: readonly Present[], frame: Frame): Datum => {
    const subject = text(args[0]);
    return worked(frame, subject.length) ? apply(subject, args) : LIMIT;
  };

/** The same, where text or a list is made. */
export const making = (apply: (subject: string, args: readonly Present[]) => string | readonly string[]) => {
  const run = reading((subject, args) => apply(subject, args));
  return (args: readonly Present[], frame: Frame): Datum => {
    const result = run(args, frame);
    return result === LIMIT ? LIMIT : made(frame, result as string | readonly string[]);
  };
};
