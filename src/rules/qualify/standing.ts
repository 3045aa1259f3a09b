import type { Standing } from '../input.ts';
import type { QualificationRules } from '../rules.ts';

/** Where somebody stands who has just become known. */
export const firstStanding = ({ start }: QualificationRules, since: number): Standing => ({
  stage: start,
  cycle: 1,
  since,
  returnAt: null,
  answeredAt: null,
  heard: [],
});

/** Where somebody stands who has come into a stage: in the same round, or in a new one. */
export function enter(
  { newCycle }: QualificationRules,
  { stage, cycle, answeredAt, heard }: Standing,
  to: string,
  since: number,
): Standing {
  const isNew = newCycle.from.has(stage) && newCycle.to.has(to);
  return { stage: to, cycle: isNew ? cycle + 1 : cycle, since, returnAt: null, answeredAt, heard };
}

/** With its keys in their order, however they came: receipts are compared to the letter. */
export const plainStanding = ({ stage, cycle, since, returnAt, answeredAt, heard }: Standing): Standing => ({
  stage,
  cycle,
  since,
  returnAt,
  answeredAt,
  heard,
});
