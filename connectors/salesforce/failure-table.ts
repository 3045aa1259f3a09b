import type { FailureRow } from './failure-row.ts';
import { PASSING } from './failure-rows-passing.ts';
import { STANDING } from './failure-rows-standing.ts';

/** Every refusal we know. The first row that fits decides, so rows that also look at the text come before. */
export const FAILURE_TABLE: readonly FailureRow[] = [...PASSING, ...STANDING];
