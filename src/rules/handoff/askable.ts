import { TOUCHPOINT_KINDS } from '../../domain/touchpoint.ts';
import type { ExpressionSchema } from '../../expression/types.ts';
import { fieldsOf, PERSON_FACTS, SCORE_FACTS, STAGE_FACTS, withFacts } from '../facts.ts';
import type { RuleFields } from '../files/parse.ts';
import type { Rules } from '../rules.ts';
import { CONDITION_NAMES, TEMPLATE_NAMES, TEXT } from './names.ts';

/** What the file stands beside. */
export interface Beside {
  /** Canonical fields. */
  readonly fields: RuleFields;
  /** Scoring and qualification. */
  readonly rules: Rules;
}

/** What conditions, the templates of texts and all other templates may ask for. */
export interface Askable {
  readonly fields: ExpressionSchema;
  readonly inConditions: ExpressionSchema;
  readonly inTexts: ExpressionSchema;
  readonly inMessages: ExpressionSchema;
  readonly stages: readonly string[];
  readonly activities: readonly string[];
  readonly intents: readonly string[];
}

/** What may be asked of a person whom the rules have decided about. */
export type AskableOfDecided = Pick<Askable, 'fields' | 'inConditions' | 'stages' | 'activities' | 'intents'>;

export function askableOfDecided({ fields: { person, company }, rules }: Beside): AskableOfDecided {
  const { scoring, qualification, reads, intents } = rules;
  const stages = qualification?.stages ?? [];
  const fields = fieldsOf(person, company);
  const known = withFacts(fields, PERSON_FACTS);
  return {
    fields,
    inConditions: withFacts(scoring === null ? known : withFacts(known, SCORE_FACTS), STAGE_FACTS, {
      stage: stages,
    }),
    stages,
    activities: [...new Set([...TOUCHPOINT_KINDS, ...reads.activities])],
    intents: [...intents.keys()],
  };
}

export function askableIn(beside: Beside, texts: readonly string[]): Askable {
  const decided = askableOfDecided(beside);
  const inConditions = withFacts(decided.inConditions, CONDITION_NAMES);
  const inTexts = withFacts(inConditions, TEMPLATE_NAMES);
  return {
    ...decided,
    inConditions,
    inTexts,
    inMessages: new Map([...inTexts, ...texts.map((name) => [`${TEXT}${name}`, { type: 'text' }] as const)]),
  };
}
