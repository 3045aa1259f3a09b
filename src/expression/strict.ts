import { graver, isHollow, LIMIT, passed, type Datum, type Present } from './datum.ts';
import { make, spend, type Frame, type Run } from './frame.ts';
import type { Term } from './term.ts';

/**
 * Operations that need all their operands: a hollow one makes the result unknown. They take `never`, so that each can
 * say which kinds it gets: the checker has proven them, and a field's value of another form never gets this far.
 */
type Apply1 = (a: never, frame: Frame) => Datum;
type Apply2 = (a: never, b: never, frame: Frame) => Datum;

export const strict1 =
  (run: Run, apply: Apply1): Run =>
  (frame) => {
    const a = run(frame);
    return isHollow(a) ? passed(a) : apply(a as never, frame);
  };

export const strict2 =
  (first: Run, second: Run, apply: Apply2): Run =>
  (frame) => {
    const a = first(frame);
    const b = second(frame);
    return isHollow(a) || isHollow(b) ? graver(a, b) : apply(a as never, b as never, frame);
  };

/** As `strict2`; a second operand that is written out is taken as it is. */
export function strictPair(first: Term, second: Term, apply: Apply2): Run {
  const { run } = first;
  const { constant: b } = second;
  if (b === undefined || isHollow(b)) return strict2(run, second.run, apply);
  return (frame) => {
    const a = run(frame);
    return isHollow(a) ? passed(a) : apply(a as never, b as never, frame);
  };
}

type ApplyAll = (values: readonly Present[], frame: Frame) => Datum;

/** For any number of operands. */
export function strictAll(runs: readonly Run[], apply: ApplyAll): Run {
  const [first, second] = runs;
  if (first !== undefined && runs.length === 1)
    return strict1(first, (a: Present, frame) => apply([a], frame));
  if (first !== undefined && second !== undefined && runs.length === 2) {
    return strict2(first, second, (a: Present, b: Present, frame) => apply([a, b], frame));
  }
  return (frame) => {
    const values: Present[] = [];
    let hollow: Datum = true;
    for (const run of runs) {
      const value = run(frame);
      if (isHollow(value)) hollow = hollow === true ? passed(value) : graver(hollow, value);
      else values.push(value);
    }
    return hollow === true ? apply(values, frame) : hollow;
  };
}

/** Text or a list that was made, if there is room for it. */
export const made = (frame: Frame, value: string | readonly Datum[]): Datum =>
  make(frame, value.length) ? value : LIMIT;

/** Work over a text or list: a step for every 256 characters or items begun. */
export const worked = (frame: Frame, size: number): boolean => spend(frame, 1 + (size >> 8));
