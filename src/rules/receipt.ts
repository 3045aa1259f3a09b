import type { Fields } from '../domain/value.ts';
import { decide } from './decide.ts';
import type { Decision } from './decision.ts';
import type { DecisionInput, Opportunity } from './input.ts';
import { hear, type Hearing } from './outcomes/hear.ts';
import type { Outcomes } from './outcomes/outcomes.ts';
import { plainStanding } from './qualify/standing.ts';
import type { Rules } from './rules.ts';

/** What proves a decision: everything that went into it and came out of it. Plain JSON, the same to the letter each time. */
export interface Receipt {
  /** The version of the configuration that the rules are of. */
  readonly rules: string;
  /** When it was decided, ISO 8601. */
  readonly decidedAt: string;
  readonly input: DecisionInput;
  /** Of the input: two decisions with the same hash and rules are the same. */
  readonly inputHash: string;
  readonly decision: Decision;
}

/** What proves that sales was heard: the same of the answers. */
export interface ReceiptOfHearing extends Omit<Receipt, 'decision'> {
  readonly hearing: Hearing;
}

/** A hash of a text, as SHA-256 in hexadecimal; it is handed in, as what decides has no packages of Node. */
export type Hash = (text: string) => string;

export const receiptOf = (input: DecisionInput, decision: Decision, rules: string, hash: Hash): Receipt => ({
  ...evidenceOf(input, rules, hash),
  decision,
});

export const receiptOfHearing = (
  input: DecisionInput,
  hearing: Hearing,
  rules: string,
  hash: Hash,
): ReceiptOfHearing => ({ ...evidenceOf(input, rules, hash), hearing });

function evidenceOf(input: DecisionInput, rules: string, hash: Hash): Omit<Receipt, 'decision'> {
  const plain = plainInput(input);
  return {
    rules,
    decidedAt: new Date(input.now).toISOString(),
    input: plain,
    inputHash: hash(JSON.stringify(plain)),
  };
}

/** Decides again on what a receipt holds. With the rules of its version the receipt that comes out is the same. */
export const replay = (receipt: Receipt, rules: Rules, hash: Hash): Receipt =>
  receiptOf(receipt.input, decide(rules, receipt.input), receipt.rules, hash);

/** The same of what was heard. */
export const hearAgain = (receipt: ReceiptOfHearing, outcomes: Outcomes, hash: Hash): ReceiptOfHearing =>
  receiptOfHearing(receipt.input, hear(outcomes, receipt.input), receipt.rules, hash);

/** With all keys in their order, so that the same input has the same hash. Lists stay as they are. */
const plainInput = (input: DecisionInput): DecisionInput => ({
  person: plainFields(input.person),
  company: input.company === null ? null : plainFields(input.company),
  touchpoints: input.touchpoints.map(({ kind, at, about }) => ({ kind, at, about })),
  totals: input.totals.map(({ kind, about, count }) => ({ kind, about, count })),
  standing: plainStanding(input.standing),
  opportunities: input.opportunities.map(plainOpportunity),
  now: input.now,
});

const plainOpportunity = (one: Opportunity): Opportunity => ({
  id: one.id,
  stage: one.stage,
  isClosed: one.isClosed,
  isWon: one.isWon,
  amount: one.amount,
  currency: one.currency,
  closedAt: one.closedAt,
  lossReason: one.lossReason,
});

const plainFields = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));
