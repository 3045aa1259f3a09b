import { BLANK_FUNCTIONS } from './blank.ts';
import { count } from './count.ts';
import { intent } from './intent.ts';
import type { FunctionKind } from './kind.ts';
import { size } from './list.ts';
import { matches } from './matches.ts';
import { NUMBER_FUNCTIONS } from './number.ts';
import { TEXT_FUNCTIONS } from './text.ts';
import { TEXT_PART_FUNCTIONS } from './text-parts.ts';
import { TIME_FUNCTIONS } from './time.ts';

/** Every function of expressions by its name, in the order in which the documentation shows them. */
export const FUNCTIONS: ReadonlyMap<string, FunctionKind> = new Map(
  [
    ...BLANK_FUNCTIONS,
    count,
    intent,
    ...TEXT_FUNCTIONS,
    ...TEXT_PART_FUNCTIONS,
    matches,
    size,
    ...NUMBER_FUNCTIONS,
    ...TIME_FUNCTIONS,
  ].map((kind) => [kind.name, kind]),
);
