import type { Threshold } from '../expression/clocks.ts';
import type { CountQuery, Expression } from '../expression/expression.ts';
import type { Condition, ConditionPart } from './condition.ts';
import { COMPANY, fieldsBehind } from './facts.ts';
import { isTimed } from './next-change.ts';
import {
  HALF_LIVES,
  type Gate,
  type QualificationRules,
  type Reads,
  type Rules,
  type ScoringRules,
  type SignalSource,
} from './rules.ts';
import { toMillionths } from './score/points.ts';
import { planTally } from './tally.ts';
import { COUNT, type Template } from './template.ts';

/** Both files as one set of rules; a file that is not there is null. */
export function assemble(scoring: ScoringRules | null, qualification: QualificationRules | null): Rules {
  const sources = scoring?.signals.map(({ gives }) => gives) ?? [];
  const ofSignals = sources.flatMap((source) => (source.kind === 'condition' ? [source.condition] : []));
  const ofIntents = scoring?.intents.map(({ condition }) => condition) ?? [];
  const staged = [
    ...(qualification?.recipes.map(({ condition }) => condition) ?? []),
    ...(qualification?.gates.flatMap(conditionsOf) ?? []),
  ];
  const conditions = [...ofSignals, ...ofIntents, ...staged];
  const queries = [
    ...conditions.flatMap(expressionsOf).flatMap(({ counts }) => counts),
    ...conditions.flatMap(({ clocks }) => [...clocks.falls.map(({ query }) => query), ...clocks.leavings]),
    ...sources.flatMap((source) => (source.kind === 'activity' ? [source.query] : [])),
  ];
  const thresholds = [
    ...(scoring?.scale.levels ?? []),
    ...conditions.flatMap(({ clocks }) => clocks.thresholds.flatMap(turningPoints)),
  ];
  return {
    scoring,
    qualification,
    tally: planTally(queries),
    intents: new Map(scoring?.intents.map(({ name, condition }) => [name, condition])),
    thresholds: [...new Set(thresholds)].sort((a, b) => a - b),
    timedSignals: ofSignals.filter(isTimed),
    timedIntents: ofIntents.filter(isTimed),
    timedIn: new Map(
      qualification?.stages.map((stage) => [stage, conditionsIn(qualification, stage).filter(isTimed)]),
    ),
    reads: readsOf(conditions, queries, sources, scoring, qualification),
  };
}

const conditionsIn = ({ recipes, gates }: QualificationRules, stage: string): readonly Condition[] => [
  ...recipes.filter(({ from }) => from.has(stage)).map(({ condition }) => condition),
  ...gates.flatMap(conditionsOf),
];

function conditionsOf({ test }: Gate): readonly Condition[] {
  if (test.kind === 'listed') return [];
  return test.kind === 'required' ? test.fields.flatMap(({ valid }) => valid ?? []) : [test.condition];
}

const expressionsOf = ({ whole, parts }: Condition): readonly Expression[] => [whole, ...partsOf(parts)];

const partsOf = (part: ConditionPart): readonly Expression[] =>
  part.kind === 'one' ? [part.expression] : part.parts.flatMap(partsOf);

/** From which values on, in millionths, a comparison may have another answer. */
function turningPoints({ value, side }: Threshold): readonly number[] {
  const upper = Math.ceil(toMillionths(value));
  const lower = Math.floor(toMillionths(value)) + 1;
  return side === 'upper' ? [upper] : side === 'lower' ? [lower] : [upper, lower];
}

function readsOf(
  conditions: readonly Condition[],
  queries: readonly CountQuery[],
  sources: readonly SignalSource[],
  scoring: ScoringRules | null,
  qualification: QualificationRules | null,
): Reads {
  const templates = [
    ...(scoring?.facts ?? []),
    ...(scoring?.reasons.values() ?? []),
    ...(scoring?.intents.flatMap(({ reason }) => reason ?? []) ?? []),
    ...(qualification?.gates.flatMap(({ reason }) => reason ?? []) ?? []),
  ];
  const names = [
    ...conditions.flatMap(({ whole }) => whole.reads),
    ...templates.flatMap(namesIn),
    ...(qualification?.completeWith ?? []),
    ...(qualification?.gates.flatMap(({ test }) => {
      if (test.kind === 'listed') return ['emailDomain'];
      return test.kind === 'required' ? test.fields.map(({ name }) => name) : [];
    }) ?? []),
  ].flatMap(fieldsBehind);
  const windows = [
    ...conditions.flatMap(({ whole }) => whole.counts.flatMap(({ windowMs }) => windowMs ?? [])),
    ...sources.flatMap(reachOf),
  ];
  const everCounted = conditions.some(({ whole }) => whole.counts.some(({ windowMs }) => windowMs === null));
  return {
    person: sorted(names.filter((name) => !name.startsWith(COMPANY))),
    company: sorted(
      names.filter((name) => name.startsWith(COMPANY)).map((name) => name.slice(COMPANY.length)),
    ),
    activities: sorted(queries.map(({ activity }) => activity)),
    longestWindowMs: Math.max(0, ...windows),
    totals:
      everCounted || sources.some((source) => source.kind === 'activity' && source.lasts.kind === 'ever'),
  };
}

function reachOf(source: SignalSource): readonly number[] {
  if (source.kind === 'condition' || source.lasts.kind === 'ever') return [];
  const { kind, ms } = source.lasts;
  return [kind === 'within' ? ms : Math.ceil(ms * HALF_LIVES)];
}

const namesIn = ({ pieces }: Template): readonly string[] =>
  pieces.flatMap((piece) => (piece.kind === 'name' && piece.name !== COUNT ? [piece.name] : []));

const sorted = (names: readonly string[]): readonly string[] => [...new Set(names)].sort();
