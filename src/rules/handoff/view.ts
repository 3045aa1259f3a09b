import type { Inputs } from '../../expression/expression.ts';
import { fieldsBehind, readable } from '../facts.ts';
import { lookAfter } from '../look-after.ts';
import { inputsAt } from '../look.ts';
import type { Rules } from '../rules.ts';
import type { Tell } from '../routing/routing.ts';
import { sentenceOf } from '../sentence.ts';
import type { TallyPlan } from '../tally.ts';
import { COUNT, type ReadName, type Template } from '../template.ts';
import type { HandOffInput } from './input.ts';
import { handOffName, type AskedHandOff } from './names.ts';

/** One hand-off as conditions and templates see it. */
export interface View {
  /** For conditions: all of it. */
  readonly inputs: Inputs;
  /** For templates inside a text, and for the others: what may be told. */
  readonly readInTexts: ReadName;
  readonly read: ReadName;
  /** Whether a text may be told. */
  readonly mayTell: (text: string) => boolean;
}

export function viewOf(
  rules: Rules,
  plan: TallyPlan,
  handOff: HandOffInput,
  due: number | null,
  said: string | null,
): View {
  const { tell } = handOff.routed;
  const { input, decision } = handOff;
  const inputs = inputsAt(lookAfter(rules, plan, input, decision), input.now);
  const readField = fieldReader(inputs.fields, tell);
  const asked: AskedHandOff = { handOff, sentence: sentenceFor(rules, handOff, readField), due, said };
  const read =
    (isInText: boolean): ReadName =>
    (name) => {
      const own = handOffName(name);
      if (own === null)
        return isInText || tell === null || fieldsBehind(name).length > 0 ? readField(name) : null;
      const isOpen = tell === null || own.told === 'always' || (own.told === 'in-texts' && isInText);
      return isOpen ? own.read(asked) : null;
    };
  return {
    inputs: {
      ...inputs,
      fields: (name) => {
        const own = handOffName(name);
        return own === null ? inputs.fields(name) : own.read(asked);
      },
    },
    readInTexts: read(true),
    read: read(false),
    mayTell: (text) => tell === null || tell.texts.includes(text),
  };
}

/** Fields that a partner is not told of are blank, and so is what follows from them. */
const fieldReader =
  (read: ReadName, tell: Tell | null): ReadName =>
  (name) =>
    isTold(name, tell) ? readable(name, read(name)) : null;

const isTold = (name: string, tell: Tell | null): boolean =>
  tell === null || fieldsBehind(name).every((field) => tell.fields.includes(field));

/** The sentence of the decision; for a partner, only those parts of it that are made of what they may be told. */
function sentenceFor(
  { scoring }: Rules,
  { decision: { score, sentence }, routed: { tell } }: HandOffInput,
  read: ReadName,
): string {
  if (tell === null || scoring === null || score === null) return tell === null ? sentence : '';
  const mayTell = ({ pieces }: Template): boolean =>
    pieces.every((piece) => piece.kind === 'text' || piece.name === COUNT || isTold(piece.name, tell));
  const withheld = new Set(
    scoring.intents.flatMap(({ name, reason }) => (reason !== null && !mayTell(reason) ? [name] : [])),
  );
  const intents = score.intents.map((intent) =>
    withheld.has(intent.name) ? { ...intent, reason: null } : intent,
  );
  return sentenceOf(scoring, intents, score.signals, read);
}
