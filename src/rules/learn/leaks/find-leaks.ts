import type { Rows, Table } from '../table.ts';
import { filledByOutcome } from './filled-by-outcome.ts';
import { filledLater } from './filled-later.ts';
import { laterCopy } from './later-copy.ts';
import type { Leak, LeakRule } from './leak.ts';
import { settled } from './settled.ts';
import { tooGood } from './too-good.ts';

export const LEAK_RULES: readonly LeakRule[] = [tooGood, settled, filledByOutcome, filledLater, laterCopy];

/** Every sign in every column, in the order of the table. `knownAfter` names columns that somebody told of. */
export const findLeaks = (table: Table, rows: Rows, knownAfter: readonly string[]): readonly Leak[] =>
  table.columns.flatMap((column): readonly Leak[] => {
    const { name } = column;
    if (knownAfter.includes(name)) {
      const evidence = 'the recipe says that it is known only after the outcome';
      return [{ column: name, rule: 'known-after', verdict: 'refused', evidence }];
    }
    return LEAK_RULES.flatMap((rule) => {
      const sign = rule.find(column, table, rows);
      return sign === null ? [] : [{ column: name, rule: rule.name, ...sign }];
    });
  });
