import { blankness } from '../build-compare.ts';
import { FAILED, isHollow, LIMIT, UNREAD, type Datum } from '../datum.ts';
import type { Run } from '../frame.ts';
import type { Term } from '../term.ts';
import { agree, BOOLEAN, common, wordFor, WRONG, type Type } from '../types.ts';
import type { FunctionKind } from './kind.ts';

const has: FunctionKind = {
  name: 'has',
  form: 'has(field)',
  meaning: 'Whether there is a value; false for a blank. The same as `field != null`.',
  examples: [
    { text: 'has(email)', gives: true },
    { text: 'has(city)', gives: false },
    { text: 'city == null', gives: true },
  ],
  build: (args, offset, builder) => {
    const [value] = args;
    if (value === undefined || args.length !== 1) {
      return builder.problem(offset, `has takes 1 argument, not ${args.length}`, 'Write has(field).');
    }
    return { type: BOOLEAN, run: blankness(value.run, false), parts: args };
  },
};

const coalesce: FunctionKind = {
  name: 'coalesce',
  form: 'coalesce(a, b, …)',
  meaning: 'The first that has a value. A calculation without a result counts as blank.',
  examples: [
    { text: 'coalesce(city, country)', gives: 'DE' },
    { text: 'coalesce(revenue / employees, 0)', gives: 0 },
  ],
  build: (args, offset, builder) => {
    if (args.length < 2) {
      return builder.problem(
        offset,
        'coalesce takes 2 arguments or more',
        'Write coalesce(field, "text for a blank").',
      );
    }
    const type = args.reduce<Type | null>(
      (sum, arg) => (sum === null || !agree(sum, arg.type) ? null : common(sum, arg.type)),
      args[0]?.type ?? WRONG,
    );
    if (type === null) {
      const words = [...new Set(args.map((arg) => wordFor(arg.type.kind)))].join(' and ');
      return builder.problem(offset, `coalesce is given ${words}`, 'Give it things of one type.');
    }
    return { type, run: firstPresent(args), parts: args };
  },
};

/** What was not read could have a value, so nothing after it may be taken instead. */
function firstPresent(args: readonly Term[]): Run {
  const runs = args.map((arg) => arg.run);
  return (frame) => {
    const { missing } = frame;
    let last: Datum = FAILED;
    for (const run of runs) {
      last = run(frame);
      if (last === UNREAD || last === LIMIT) return last;
      if (isHollow(last)) continue;
      frame.missing = missing;
      return last;
    }
    return last;
  };
}

export const BLANK_FUNCTIONS: readonly FunctionKind[] = [has, coalesce];
