import type { EntityId } from '../../domain/entity.ts';
import type { Fields } from '../../domain/value.ts';
import { isTrue } from '../condition.ts';
import type { Decision } from '../decision.ts';
import { readable } from '../facts.ts';
import type { HandOffTouch } from '../handoff/input.ts';
import { say } from '../handoff/say.ts';
import type { DecisionInput } from '../input.ts';
import { lookAfter } from '../look-after.ts';
import { inputsAt } from '../look.ts';
import type { DigestRules } from './digest.ts';
import { digestName } from './names.ts';
import { showTouches } from './show.ts';

/** A person as it was decided of them. */
export interface DigestInput {
  readonly person: EntityId;
  /** In the stage that they are in now. */
  readonly input: DecisionInput;
  readonly decision: Decision;
  /** Who has the person, by e-mail address; null: nobody. */
  readonly owner: string | null;
}

/** Whether a person is to have a digest. */
export function getsDigest(
  { base, when, tally }: DigestRules,
  { input, decision }: Pick<DigestInput, 'input' | 'decision'>,
): boolean {
  return when === null || isTrue(when.evaluate(inputsAt(lookAfter(base, tally, input, decision), input.now)));
}

/**
 * The digest of a person who did these things, which are of the kinds that the rules name: canonical fields of a record of
 * the rules' own. Null: there is nothing to tell.
 */
export function makeDigest(
  rules: DigestRules,
  { person, input, decision, owner }: DigestInput,
  touches: readonly HandOffTouch[],
): Fields | null {
  const shown = showTouches(rules, touches, input.now);
  if (shown === null) return null;
  const { fields } = inputsAt(lookAfter(rules.base, rules.tally, input, decision), input.now);
  const [lastTouch = ''] = shown.lines;
  return {
    person,
    owner,
    ...say(rules, lastTouch, (name) => {
      const own = digestName(name);
      return own === null ? readable(name, fields(name)) : own.read(shown);
    }),
    status: rules.status,
    dueDate: shown.lastDay,
    touches: shown.lines.join('\n'),
  };
}

/** Whether a digest tells more than the one before: that days have gone by, or that nobody has the person any more, is no news. */
export const tellsNew = (digest: Fields, before: Fields): boolean =>
  hasNewLines(digest, before) || (digest['owner'] !== null && digest['owner'] !== before['owner']);

/** Whether something was done that the digest before does not tell. */
export function hasNewLines(digest: Fields, before: Fields): boolean {
  const told = new Set(linesOf(before));
  return linesOf(digest).some((line) => !told.has(line));
}

const linesOf = ({ touches }: Fields): readonly string[] =>
  typeof touches === 'string' ? touches.split('\n') : [];
