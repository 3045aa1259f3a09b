/**
 * What conditions and templates of the hand-off may ask for beside fields and the facts of qualification. Each says how far a
 * partner is told of it: `always`, only inside a text that the partner may be told (`in-texts`), or `never`.
 */
import type { FieldType } from '../../domain/schema.ts';
import type { Value } from '../../domain/value.ts';
import { sayReason } from '../routing/reason.ts';
import { localDate, localTime } from '../working-time/local-time.ts';
import type { HandOffInput } from './input.ts';

/** One hand-off as these names are asked of it. */
export interface AskedHandOff {
  readonly handOff: HandOffInput;
  /** For the rep: why now, and who it is. */
  readonly sentence: string;
  /** When the first touch is due, in milliseconds since 1970. */
  readonly due: number | null;
  /** What sales said that led to this; null: nothing. */
  readonly said: string | null;
}

interface HandOffName {
  readonly type: FieldType;
  readonly meaning: string;
  readonly told: 'always' | 'in-texts' | 'never';
  readonly read: (asked: AskedHandOff) => Value;
}

/** What conditions may ask for, too. */
export const CONDITION_NAMES = {
  previousStage: {
    type: 'text',
    meaning: 'The stage that the person came from.',
    told: 'in-texts',
    read: ({ handOff }) => handOff.previousStage,
  },
  path: {
    type: 'text',
    meaning: 'What a gate leads the person to in place of sales, as `support`.',
    told: 'in-texts',
    read: ({ handOff }) => handOff.decision.qualification?.path ?? null,
  },
  partner: {
    type: 'text',
    meaning: 'The partner whose channel the person came by.',
    told: 'always',
    read: ({ handOff }) => handOff.routed.tell?.partner ?? null,
  },
} as const satisfies Readonly<Record<string, HandOffName>>;

/** What only templates may ask for. */
export const TEMPLATE_NAMES = {
  sentence: {
    type: 'text',
    meaning: 'Why now, and who it is: the sentence of the decision.',
    told: 'in-texts',
    read: ({ sentence }) => sentence,
  },
  givenTo: {
    type: 'text',
    meaning: 'Who gets the person: an e-mail address, or the name of a queue.',
    told: 'always',
    read: ({ handOff: { routed } }) => (routed.to.kind === 'owner' ? routed.to.email : routed.to.name),
  },
  givenFrom: {
    type: 'text',
    meaning: 'Who had the person before.',
    told: 'always',
    read: ({ handOff }) => handOff.previousOwner,
  },
  givenBecause: {
    type: 'text',
    meaning: 'The rule of routing.yaml that decided, and why.',
    told: 'never',
    read: ({ handOff: { routed } }) =>
      [...(routed.rule === null ? [] : [routed.rule]), sayReason(routed.why)].join(': '),
  },
  due: {
    type: 'text',
    meaning: 'When the first touch is due, by the clock of whoever gets the person.',
    told: 'always',
    read: ({ handOff, due }) => (due === null ? null : localTime(handOff.calendar, due)),
  },
  today: {
    type: 'text',
    meaning: 'The day, by the same clock.',
    told: 'always',
    read: ({ handOff: { calendar, input } }) => localDate(calendar, input.now),
  },
  said: {
    type: 'text',
    meaning: 'What sales said, in a notice on `rejected`.',
    told: 'always',
    read: ({ said }) => said,
  },
  link: {
    type: 'text',
    meaning: 'The address of the person’s timeline.',
    told: 'always',
    read: ({ handOff }) => handOff.link,
  },
} as const satisfies Readonly<Record<string, HandOffName>>;

const NAMES: ReadonlyMap<string, HandOffName> = new Map(
  Object.entries<HandOffName>({ ...CONDITION_NAMES, ...TEMPLATE_NAMES }),
);

export const handOffName = (name: string): HandOffName | null => NAMES.get(name) ?? null;

/** What stands before the name of a text in the task and in notices. */
export const TEXT = 'text.';
