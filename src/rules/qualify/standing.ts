import type { Standing } from '../input.ts';
import type { QualificationRules } from '../rules.ts';

/** Where somebody stands who has just become known. */
export const firstStanding = ({ start }: QualificationRules, since: number): Standing => ({
  stage: start,
  cycle: 1,
  since,
});

/** Where somebody stands who has come into a stage: in the same round, or in a new one. */
export function enter(
  { newCycle }: QualificationRules,
  { stage, cycle }: Standing,
  to: string,
  since: number,
): Standing {
  const isNew = newCycle.from.has(stage) && newCycle.to.has(to);
  return { stage: to, cycle: isNew ? cycle + 1 : cycle, since };
}

/** With its keys in their order, however they came: receipts are compared to the letter. */
export const plainStanding = ({ stage, cycle, since }: Standing): Standing => ({ stage, cycle, since });
