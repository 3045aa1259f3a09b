import { DAY_MS } from '../../domain/clock.ts';
import { FAILED } from '../datum.ts';
import { parseDuration, parseTimeExactly } from '../time.ts';
import { DAY, DURATION, MOMENT, NUMBER, type Type } from '../types.ts';
import { plainFunction, type FunctionExample, type FunctionKind } from './kind.ts';

const reader = (
  name: string,
  form: string,
  meaning: string,
  examples: readonly FunctionExample[],
  gives: Type,
  read: (text: string) => number,
): FunctionKind => {
  const kind = plainFunction({ name, form, meaning, examples }, { takes: [['text']], gives }, ([text]) =>
    found(read(text as string)),
  );
  return {
    ...kind,
    build: (args, offset, builder) => {
      const [text] = args;
      if (args.length === 1 && typeof text?.constant === 'string') {
        const value = read(text.constant);
        if (Number.isNaN(value)) {
          return builder.problem(text.start, `${name} cannot read this text`, `Write ${form}.`);
        }
        return { type: gives, run: () => value, constant: value, parts: args };
      }
      return kind.build(args, offset, builder);
    },
  };
};

const found = (value: number): number | typeof FAILED => (Number.isNaN(value) ? FAILED : value);

const part = (
  name: string,
  meaning: string,
  examples: readonly FunctionExample[],
  read: (date: Date) => number,
): FunctionKind =>
  plainFunction(
    { name, form: `${name}(date)`, meaning, examples },
    { takes: [['time']], gives: NUMBER },
    ([ms]) => read(new Date(ms as number)),
  );

export const TIME_FUNCTIONS: readonly FunctionKind[] = [
  reader(
    'duration',
    'duration("30d")',
    'A length of time from text: `30d` is the same.',
    [{ text: 'now - createdAt > duration("30d")', gives: false }],
    DURATION,
    parseDuration,
  ),
  reader(
    'timestamp',
    'timestamp("2026-11-21T09:30:00Z")',
    'A moment from text.',
    [{ text: 'createdAt > timestamp("2026-11-01T00:00:00Z")', gives: true }],
    MOMENT,
    parseTimeExactly,
  ),
  reader(
    'date',
    'date("2026-11-21")',
    'A day from text: its first moment, in UTC.',
    [{ text: 'renewal - date("2026-11-21") == 40d', gives: true }],
    DAY,
    (text) => (text.length === 10 ? parseTimeExactly(text) : Number.NaN),
  ),
  part('year', 'The year of a date, in UTC.', [{ text: 'year(renewal)', gives: 2026 }], (date) =>
    date.getUTCFullYear(),
  ),
  part(
    'month',
    'The month of a date, 1 to 12, in UTC.',
    [{ text: 'month(renewal)', gives: 12 }],
    (date) => date.getUTCMonth() + 1,
  ),
  part('day', 'The day of the month, 1 to 31, in UTC.', [{ text: 'day(renewal)', gives: 31 }], (date) =>
    date.getUTCDate(),
  ),
  part(
    'weekday',
    'The day of the week, 1 for Monday to 7 for Sunday, in UTC.',
    [{ text: 'weekday(date("2026-11-21"))', gives: 6 }],
    (date) => ((date.getUTCDay() + 6) % 7) + 1,
  ),
  plainFunction(
    {
      name: 'days',
      form: 'days(length)',
      meaning: 'A length of time as a number of days.',
      examples: [{ text: 'floor(days(now - createdAt))', gives: 11 }],
    },
    { takes: [['duration']], gives: NUMBER },
    ([ms]) => (ms as number) / DAY_MS,
  ),
];
