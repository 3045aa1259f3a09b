import type { History, RecordedAnswer, Seen } from '../backtest/history.ts';
import type { PastPerson, PastReceipt } from '../ledger/past.ts';
import type { Decision } from '../rules/decision.ts';
import type { DecisionInput, Standing } from '../rules/input.ts';
import type { Hearing } from '../rules/outcomes/hear.ts';

/** What the ledger recorded of a person, as a backtest goes through it. */
export function historyOf({ entity, decisions, touches, moves, handOffs }: PastPerson): History {
  const receipts = (decisions as readonly Receipt[]).toSorted((a, b) => a.at - b.at);
  return {
    entity,
    seen: [...Map.groupBy(receipts, ({ at }) => at).values()].map(seenIn),
    touches,
    moves,
    answers: receipts.flatMap(answerIn),
    handOffs,
  };
}

/** As the rules made it. */
type Receipt = Omit<
  PastReceipt,
  'person' | 'company' | 'opportunities' | 'standing' | 'transition' | 'answer' | 'heard'
> &
  Pick<DecisionInput, 'person' | 'company' | 'opportunities' | 'standing'> & {
    readonly transition: NonNullable<Decision['qualification']>['transition'];
    readonly answer: Hearing['answer'];
    readonly heard: Hearing['heard'] | null;
  };

/** The receipts of one moment follow from each other, and are of one input. */
function seenIn(receipts: readonly Receipt[]): Seen {
  const [first] = receipts;
  const last = receipts.at(-1);
  if (first === undefined || last === undefined) throw new Error('a moment without a receipt');
  const { at, person, company, opportunities } = first;
  const points = last.fit === null ? null : last.fit + (last.engagement ?? 0);
  return { at, person, company, opportunities, standing: standingAfter(last), points };
}

function standingAfter({ moved, standing, transition, answer, heard }: Receipt): Standing {
  if (moved) return transition?.to ?? answer?.to ?? standing;
  return heard === null ? standing : { ...standing, heard };
}

const answerIn = ({ at, moved, answer }: Receipt): readonly RecordedAnswer[] =>
  moved && answer !== null ? [{ at, ofOpportunity: answer.opportunity !== null, reason: answer.reason }] : [];
