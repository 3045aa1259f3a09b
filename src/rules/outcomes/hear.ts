import { tellCondition, type ToldCondition } from '../condition.ts';
import { domainOf, hasValue, readAsked, type Asked } from '../facts.ts';
import type { DecisionInput, Opportunity, Standing } from '../input.ts';
import { enter, plainStanding } from '../qualify/standing.ts';
import type { ReadName } from '../template.ts';
import { isOfOpportunity, readOpportunity } from './opportunity.ts';
import { OTHERWISE, reasonKey, type AnswerRule, type Outcomes, type Reason } from './outcomes.ts';

/** What sales has answered about one person, and why. Plain JSON. */
export interface Hearing {
  /** What is carried out; null: there is nothing new. */
  readonly answer: Heard | null;
  /** What goes into the standing: the answers that hold and need no more hearing. */
  readonly heard: readonly string[];
  /** Answers that are not carried out before sales says why. */
  readonly waiting: readonly WaitingAnswer[];
  /** Every answer, in the order of the file, for each opportunity that it is asked of. */
  readonly asked: readonly AskedAnswer[];
}

export interface Heard {
  readonly answer: string;
  /** The opportunity that it is about; null: none. */
  readonly opportunity: string | null;
  /** The name of the reason in the file, and what sales wrote; null: there is none. */
  readonly reason: string | null;
  readonly said: string | null;
  readonly from: Standing;
  readonly to: Standing;
  readonly nurture: string | null;
  readonly notify: Reason['notify'];
}

export interface WaitingAnswer {
  readonly answer: string;
  readonly opportunity: string | null;
  /** The field that is blank. */
  readonly lacks: string;
}

export interface AskedAnswer {
  readonly answer: string;
  readonly opportunity: string | null;
  readonly condition: ToldCondition;
  /** Whether it was heard before. */
  readonly isOld: boolean;
  /** Whether it can be carried out in the stage the person is in. */
  readonly fitsStage: boolean;
}

/** Where an answer leads a person, or the field without which that cannot be told. */
type Course =
  | {
      readonly kind: 'leads';
      readonly to: string;
      readonly reason: Reason | null;
      readonly said: string | null;
    }
  | { readonly kind: 'lacks'; readonly field: string };

interface Ask {
  readonly rule: AnswerRule;
  readonly told: AskedAnswer;
  readonly key: string;
  readonly course: Course;
}

/**
 * Hears what sales has answered. An answer counts once: when it has come to hold. It counts again when it has been seen not
 * to hold in between. What holds in a stage where it cannot be carried out has been heard as well, so that an old answer
 * is not taken for a new one later. The same outcomes and input always give the same.
 */
export function hear(outcomes: Outcomes, input: DecisionInput): Hearing {
  const { standing } = input;
  const asks = outcomes.answers.flatMap((rule) =>
    subjectsOf(rule, input).map((opportunity) => ask(rule, opportunity, outcomes, input)),
  );
  const fresh = asks.filter(({ told }) => told.condition.answer === 'held' && !told.isOld && told.fitsStage);
  const [first] = fresh.flatMap(({ told, course }) => (course.kind === 'leads' ? [{ told, course }] : []));
  const stage = first?.course.to ?? standing.stage;
  const waiting = fresh.flatMap(({ rule, key, told, course }) =>
    course.kind === 'lacks' && rule.from.has(stage) ? [{ key, told, lacks: course.field }] : [],
  );
  const waits = new Set(waiting.map(({ key }) => key));
  const heard = asks.filter((one) => staysHeard(one) && !waits.has(one.key)).map(({ key }) => key);
  return {
    answer:
      first === undefined
        ? null
        : {
            ...subjectOf(first.told),
            reason: first.course.reason?.name ?? null,
            said: first.course.said,
            from: plainStanding(standing),
            to: entered(first.course, heard, outcomes, input),
            nurture: first.course.reason?.nurture ?? null,
            notify: first.course.reason?.notify ?? null,
          },
    heard,
    waiting: waiting.map(({ told, lacks }) => ({ ...subjectOf(told), lacks })),
    asked: asks.map(({ told }) => told),
  };
}

const subjectOf = ({ answer, opportunity }: AskedAnswer): Pick<AskedAnswer, 'answer' | 'opportunity'> => ({
  answer,
  opportunity,
});

/** What cannot be told has not been seen to end. */
const staysHeard = ({ told: { condition, isOld } }: Ask): boolean =>
  condition.answer === 'held' || (condition.answer === 'unknown' && isOld);

/** What an answer is asked of: the person, or each opportunity, that which was closed last first. */
function subjectsOf(
  { ofOpportunity }: AnswerRule,
  { opportunities }: DecisionInput,
): readonly (Opportunity | null)[] {
  if (!ofOpportunity) return [null];
  return opportunities.toSorted((a, b) => (b.closedAt ?? 0) - (a.closedAt ?? 0) || (a.id < b.id ? -1 : 1));
}

function ask(
  rule: AnswerRule,
  subject: Opportunity | null,
  { reasons }: Outcomes,
  input: DecisionInput,
): Ask {
  const { person, now, standing } = input;
  const asked: Asked = { input, emailDomain: domainOf(person), at: now, score: null, completeWith: [] };
  const fields: ReadName = (name) =>
    subject !== null && isOfOpportunity(name) ? readOpportunity(subject, name) : readAsked(asked, name);
  const opportunity = subject?.id ?? null;
  const key = opportunity === null ? rule.name : `${rule.name}#${opportunity}`;
  return {
    rule,
    key,
    told: {
      answer: rule.name,
      opportunity,
      condition: tellCondition(rule.condition.parts, { fields, now: new Date(now) }),
      isOld: standing.heard.includes(key),
      fitsStage: rule.from.has(standing.stage),
    },
    course: courseOf(rule, reasons, fields),
  };
}

function courseOf({ leads }: AnswerRule, reasons: Outcomes['reasons'], fields: ReadName): Course {
  if (leads.kind === 'to') return { kind: 'leads', to: leads.stage, reason: null, said: null };
  if (leads.kind === 'reason')
    return { kind: 'leads', to: leads.reason.to, reason: leads.reason, said: null };
  const value = fields(leads.field);
  const said = hasValue(value) ? String(value) : null;
  if (said === null && leads.required) return { kind: 'lacks', field: leads.field };
  const reason = reasons.get(reasonKey(said ?? OTHERWISE)) ?? leads.otherwise;
  return { kind: 'leads', to: reason.to, reason, said };
}

function entered(
  { to, reason }: Extract<Course, { kind: 'leads' }>,
  heard: readonly string[],
  { qualification }: Outcomes,
  { standing, now }: DecisionInput,
): Standing {
  const returnInMs = reason?.returnInMs ?? null;
  return {
    ...enter(qualification, standing, to, now),
    returnAt: returnInMs === null ? null : now + returnInMs,
    answeredAt: now,
    heard,
  };
}
