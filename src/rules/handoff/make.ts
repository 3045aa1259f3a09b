import type { Notice } from '../../domain/notice.ts';
import type { Fields, Value } from '../../domain/value.ts';
import { isTrue } from '../condition.ts';
import { readField } from '../facts.ts';
import type { ReadName } from '../template.ts';
import { localDate } from '../working-time/local-time.ts';
import { capLine, OPPORTUNITY_NAME_LENGTH } from './cap.ts';
import { dueOf } from './due.ts';
import {
  ACCOUNT,
  isPersons,
  type HandOffRules,
  type Kind,
  type OpportunityRule,
  type TaskRule,
} from './hand-off.ts';
import type { HandOffInput } from './input.ts';
import { fillFirst } from './lines.ts';
import { say, textsOf, withTexts } from './say.ts';
import { tellAll } from './tell.ts';
import { viewOf } from './view.ts';

/** What is made when a person is handed to sales. `Fields` are canonical fields of records of the rules' own. */
export interface MadeHandOff {
  /** By its name in the file. */
  readonly kind: string;
  readonly record: Kind['record'];
  readonly person: Fields;
  readonly task: Fields | null;
  readonly opportunity: Fields | null;
  readonly contactRole: Fields | null;
  readonly notices: readonly Notice[];
}

/** What is made of a person who has come into a stage that hands over. The same rules and input always give the same. */
export function makeHandOff(rules: HandOffRules, handOff: HandOffInput): MadeHandOff {
  const { id, person, input, routed, calendar } = handOff;
  const due = dueOf(rules, handOff);
  const view = viewOf(rules.base, rules.tally, handOff, due, null);
  const kind = rules.kinds.find(({ when }) => when === null || isTrue(when.evaluate(view.inputs)));
  if (kind === undefined) throw new Error('the last kind of a hand-off is for everybody');
  const texts = textsOf(rules, handOff, view);
  const read = withTexts(texts, view.read);
  const owner = routed.to.kind === 'owner' ? routed.to.email : null;
  const { opportunity: rule } = kind;
  const links = { handOff: id, person, opportunity: rule === null ? null : id, owner };
  return {
    kind: kind.name,
    record: kind.record,
    person: {
      handOff: id,
      handOffKind: kind.name,
      handOffAs: kind.record,
      convertOnAcceptance: kind.convertOnAcceptance,
      convertedOpportunity: convertedOpportunityOf(kind, read),
      converted: null,
      convertedAccount: null,
      leadStatus: kind.status,
      rejectionReason: null,
      handedOffAt: new Date(input.now).toISOString(),
      dueAt: momentOf(due),
      // A queue owns leads only: a contact stays whose it is until somebody takes it.
      owner: routed.to.kind === 'queue' && !isPersons(kind.record) ? routed.to.name : owner,
      queue: routed.to.kind === 'queue' ? routed.to.name : null,
      partner: routed.tell?.partner ?? null,
      ...Object.fromEntries([...texts].map(([name, text]) => [textField(name), text])),
    },
    task: rules.task === null ? null : { ...links, ...taskOf(rules.task, kind, handOff, due, read) },
    opportunity:
      rule === null
        ? null
        : {
            ...links,
            account: readField(input, ACCOUNT) ?? null,
            name: capLine(fillFirst(rule.name, read) ?? kind.name, OPPORTUNITY_NAME_LENGTH),
            stage: rule.stage,
            closeDate: localDate(calendar, input.now + rule.closeInMs),
            amount: amountOf(rule, read),
            recordType: rule.recordType,
          },
    contactRole: rule === null || rule.role === null ? null : { ...links, role: rule.role, primary: true },
    notices: tellAll(rules, handOff, { kind: 'handed-off', nth: 1 }, read),
  };
}

function convertedOpportunityOf({ name, convertedOpportunity: names }: Kind, read: ReadName): string | null {
  return names === null ? null : capLine(fillFirst(names, read) ?? name, OPPORTUNITY_NAME_LENGTH);
}

function taskOf(
  rule: TaskRule,
  kind: Kind,
  { decision, calendar }: HandOffInput,
  due: number | null,
  read: ReadName,
): Fields {
  const dueAt = rule.due === null ? null : due;
  return {
    ...say(rule, kind.name, read),
    dueAt: momentOf(dueAt),
    dueDate: dueAt === null ? null : localDate(calendar, dueAt),
    priority: rule.priority.of.get(decision.score?.priority ?? '') ?? rule.priority.otherwise,
  };
}

function amountOf({ amount }: OpportunityRule, read: ReadName): Value {
  if (typeof amount !== 'string') return amount;
  const value = read(amount);
  return typeof value === 'number' ? value : null;
}

/** The field of the person's record that holds a text: `textReason` for `reason`. */
export const textField = (name: string): string => `text${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;

const momentOf = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
