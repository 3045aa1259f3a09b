import type { Class } from '../backtest/compare-person.ts';
import type { Outcome } from '../backtest/outcome.ts';

export const CLASS_WORDS: Readonly<Record<Class, string>> = {
  both: 'both',
  gained: 'the candidate alone (gained)',
  lost: 'the recorded rules alone (lost)',
  neither: 'neither',
  before: 'sales had them before',
};

export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  won: 'won',
  lost: 'lost',
  accepted: 'accepted',
  rejected: 'rejected',
  open: 'no answer',
};
