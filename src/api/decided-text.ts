import type { DecidedAnswer, DecidedNow, ToldDecision, ToldHandOff } from './decided.ts';
import type { StageChange } from '../ledger/standings.ts';
import type { DecidedGate, DecidedRecipe } from '../rules/decision.ts';
import type { WaitingAnswer } from '../rules/outcomes/hear.ts';
import { sayCourse } from './hand-off-text.ts';
import { moment } from './moment.ts';
import { sayReason } from '../rules/routing/reason.ts';
import type { Loser } from '../rules/routing/route.ts';

/** As many are told without being asked for all. */
const MOST_STAGES = 8;
const MOST_HAND_OFFS = 3;

/** Where a person stands among the stages, how they came there, and what keeps them there. */
export function stageLines({ standing, stages, now }: DecidedAnswer, all: boolean): readonly string[] {
  const told = all ? stages : stages.slice(-MOST_STAGES);
  return [
    ...(standing === null ? ['Not decided about yet.'] : []),
    ...(standing === null || standing.stage === ''
      ? []
      : [`${standing.stage} since ${moment(standing.since)}, round ${standing.cycle}`]),
    ...(standing === null || standing.returnAt === null
      ? []
      : [`comes back at ${moment(standing.returnAt)}`]),
    ...left(stages.length - told.length, 'earlier'),
    ...told.map((change) => `${moment(change.at)} ${sayChange(change)}`),
    ...(now === null ? [] : nowLines(now)),
  ];
}

const nowLines = ({ gates, recipes, waiting, next }: DecidedNow): readonly string[] => [
  ...gates.map((gate) => sayGate(gate, recipes)),
  ...waiting.map(sayWaiting),
  ...(next === null ? [] : [`time alone changes something next at ${moment(next)}`]),
];

/** Who was handed to whom and why, who else was asked, and what was made of it. */
export function handOffLines({ handOffs }: Pick<DecidedAnswer, 'handOffs'>, all: boolean): readonly string[] {
  const told = all ? handOffs : handOffs.slice(0, MOST_HAND_OFFS);
  return [
    ...told.flatMap((handOff) => sayHandOff(handOff, all)),
    ...left(handOffs.length - told.length, 'earlier'),
  ];
}

function sayHandOff(handOff: ToldHandOff, all: boolean): readonly string[] {
  const { decidedAt, cycle, kind, priority, owner, queue, routed, made } = handOff;
  const to = owner ?? `the queue ${queue ?? ''}`;
  const by = routed.rule === null ? '' : ` by the rule "${routed.rule}"`;
  // A rule that is for others says little of who got the person.
  const losers = all ? routed.losers : routed.losers.filter(({ candidate }) => candidate !== null);
  const records = made.records.map(({ object, fields }) => {
    const name = fields['name'] ?? fields['subject'] ?? fields['role'];
    return typeof name === 'string' ? `${object} "${name}"` : object;
  });
  return [
    `${moment(decidedAt)} "${kind}"${priority === null ? '' : `, ${priority}`}, round ${cycle}: to ${to}${by}: ${sayReason(routed.why)}`,
    ...sayLosers(losers),
    ...(records.length === 0 ? [] : [`  made: ${records.join(', ')}`]),
    ...sayCourse(handOff).map((line) => `  ${line}`),
  ];
}

/** Those who lost by one rule for one reason are told together. */
const sayLosers = (losers: readonly Loser[]): readonly string[] =>
  [...Map.groupBy(losers, ({ rule, why }) => `by "${rule}": ${sayReason(why)}`)].map(
    ([reason, alike]) => `  not ${alike.map(({ candidate }) => candidate ?? 'anybody').join(', ')} ${reason}`,
  );

function sayChange({ from, to, by, name }: StageChange): string {
  const way = from === null ? to : `${from} → ${to}`;
  switch (by) {
    case 'start':
      return `${way}, when first decided about`;
    case 'recipe':
    case 'answer':
      return `${way} by ${by} "${name ?? ''}"`;
    case 'person':
      return `${way} by ${name ?? 'a person'}`;
  }
}

function sayGate(
  { name, reason, until, opensAt, lacks }: DecidedGate,
  recipes: readonly DecidedRecipe[],
): string {
  const stopped = recipes
    .filter(({ condition, stoppedBy }) => condition.answer === 'held' && stoppedBy.includes(name))
    .map((recipe) => `"${recipe.name}"`);
  const opens = [
    ...(until === null ? [] : [until]),
    ...(opensAt === null ? [] : [moment(new Date(opensAt))]),
  ];
  const why = [
    ...(reason === null ? [] : [reason]),
    ...lacks.map(({ field, kind, mend }) => `${field} is ${LACKS[kind]} (${mend})`),
  ];
  return (
    `gate "${name}" is closed${opens.length === 0 ? '' : ` until ${opens.join(' or ')}`}` +
    `${stopped.length === 0 ? '' : ` and stops ${stopped.join(', ')}`}: ${why.join('; ')}`
  );
}

const LACKS = { missing: 'missing', 'not-read': 'not read', 'not-valid': 'not valid' } as const;

const sayWaiting = ({ answer, opportunity, lacks }: WaitingAnswer): string =>
  `answer "${answer}"${opportunity === null ? '' : ` about the opportunity ${opportunity}`} waits until ${lacks} says why`;

/** What a decision came to, as the cells of a table. */
export function decisionCells({ at, rules, decision, hearing }: ToldDecision): readonly (string | number)[] {
  const start = [moment(at), rules.number ?? rules.version] as const;
  if (hearing !== null) {
    const { answer, waiting } = hearing;
    const moved =
      answer === null
        ? waiting.map(sayWaiting)
        : [`${answer.from.stage} → ${answer.to.stage} by answer "${answer.answer}"`];
    return [...start, moved.join('; '), ''];
  }
  const transition = decision?.qualification?.transition ?? null;
  const score = decision?.score ?? null;
  return [
    ...start,
    transition === null
      ? 'nothing moves'
      : `${transition.from.stage} → ${transition.to.stage} by recipe "${transition.recipe}"`,
    score === null ? '' : `${score.priority}: fit ${score.grade}, level ${score.level}`,
  ];
}

/** What would lead on from the stage a person is in, as the cells of a table. */
export const recipeCells = ({ recipes }: DecidedNow): readonly (readonly string[])[] =>
  recipes.map(({ name, to, condition: { answer, missing }, stoppedBy }) => [
    name,
    to,
    missing.length === 0 ? answer : `${answer} without ${missing.join(', ')}`,
    stoppedBy.join(', '),
  ]);

const left = (count: number, what: string): readonly string[] =>
  count > 0 ? [`… and ${count} ${what}: --decisions tells all`] : [];
