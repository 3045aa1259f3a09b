import { didYouMean } from '../../domain/suggest.ts';
import { UNREAD } from '../datum.ts';
import { intentText } from '../intent-text.ts';
import { miss } from '../missing.ts';
import { quoted } from '../problem.ts';
import { BOOLEAN } from '../types.ts';
import type { FunctionKind } from './kind.ts';

const FORM = 'intent("name")';

/** Which intent is asked for must be written out, so that it is checked beforehand. */
export const intent: FunctionKind = {
  name: 'intent',
  form: FORM,
  meaning:
    'Whether the person has an intent of `rules/scoring.yaml`; only in rules about the stage and the hand-off.',
  examples: [{ text: 'intent("asked-for-sales")', gives: true }],
  build: (args, offset, builder) => {
    const [name] = args;
    if (args.length !== 1 || typeof name?.constant !== 'string')
      return builder.problem(offset, 'intent takes one name in quotes', `Write ${FORM}.`);
    const wanted = name.constant;
    if (builder.intents === null)
      return builder.problem(offset, 'there are no intents to ask for here', 'Write out its condition.');
    if (!builder.intents.includes(wanted)) {
      const fix = didYouMean(wanted.slice(0, 100), builder.intents, 'Add it to "intents" of scoring.yaml.');
      return builder.problem(name.start, `there is no intent ${quoted(wanted)}`, fix);
    }
    builder.asked.add(wanted);
    return {
      type: BOOLEAN,
      run: (frame) => {
        const answer = frame.intents?.(wanted);
        if (answer !== undefined) return answer;
        miss(frame, intentText(wanted));
        return UNREAD;
      },
      parts: args,
    };
  },
};
