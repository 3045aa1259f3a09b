import { RE2JS, RE2JSException } from '@bufbuild/re2';
import { LIMIT } from '../datum.ts';
import { spend } from '../frame.ts';
import { LIMITS } from '../limits.ts';
import { strict1 } from '../strict.ts';
import { BOOLEAN } from '../types.ts';
import { wrongArguments, type FunctionKind } from './kind.ts';

/** The most instructions that a pattern may become: repeats such as {100} are written out by the engine. */
const MOST_INSTRUCTIONS = 1_000;

/** A step pays for so many instructions over one character, which is what a match costs at worst. */
const INSTRUCTIONS_PER_STEP = 128;

/** After a match that cost more steps the engine forgets the states that it has met: they can fill much memory. */
const STEPS_WORTH_FORGETTING = 5_000;

/** Answers that a pattern remembers: titles and countries come again and again, and a match costs microseconds. */
const MOST_REMEMBERED = 1_000;

/** Longer texts are not remembered. */
const LONGEST_REMEMBERED = 100;

const FORM = 'text.matches("^pattern$")';

/** The pattern is compiled once. The engine takes time that grows with the text only, so that no pattern can hang it. */
export const matches: FunctionKind = {
  name: 'matches',
  form: FORM,
  meaning:
    'Whether the pattern (RE2 syntax: no look-around, no back-references) is found in the text. Use ^ and $ for the whole.',
  examples: [
    { text: 'jobTitle.matches("(?i)^head of (it|sales)$")', gives: true },
    { text: 'email.matches(r"^\\w+@acme\\.(com|de)$")', gives: true },
  ],
  build: (args, offset, builder) => {
    const wrong = wrongArguments(
      { name: 'matches', form: FORM },
      [['text'], ['text']],
      0,
      args,
      offset,
      builder,
    );
    const [subject, pattern] = args;
    if (wrong !== null || subject === undefined || pattern === undefined) {
      return { type: BOOLEAN, run: () => LIMIT, ...wrong, parts: args };
    }
    const text = pattern.constant;
    if (typeof text !== 'string') {
      return builder.problem(pattern.start, 'the pattern must be text in quotes', `Write ${FORM}.`);
    }
    if (text.length > LIMITS.pattern) {
      const cause = `the pattern is longer than ${LIMITS.pattern} characters`;
      return builder.problem(pattern.start, cause, 'Use several patterns with ||.');
    }
    const compiled = compilePattern(text);
    if (typeof compiled === 'string') {
      return builder.problem(pattern.start, `the pattern cannot be read: ${compiled}`, 'Use RE2 syntax.');
    }
    const instructions = compiled.re2().prog.numInst();
    if (instructions > MOST_INSTRUCTIONS) {
      return builder.problem(pattern.start, 'the pattern repeats too much', 'Use smaller numbers in { }.');
    }
    const remembered = new Map<string, boolean>();
    const run = strict1(subject.run, (value: string, frame) => {
      const steps = 1 + (value.length * instructions) / INSTRUCTIONS_PER_STEP;
      if (!spend(frame, steps)) return LIMIT;
      const known = remembered.get(value);
      if (known !== undefined) return known;
      const found = compiled.test(value);
      if (remembered.size >= MOST_REMEMBERED) remembered.clear();
      if (value.length <= LONGEST_REMEMBERED) remembered.set(value, found);
      if (steps > STEPS_WORTH_FORGETTING) compiled.reset();
      return found;
    });
    return { type: BOOLEAN, run, parts: args };
  },
};

function compilePattern(text: string): RE2JS | string {
  try {
    return new RE2JS(text);
  } catch (error) {
    if (error instanceof RE2JSException) return error.message.replace(/^error parsing regexp: /, '');
    throw error;
  }
}
