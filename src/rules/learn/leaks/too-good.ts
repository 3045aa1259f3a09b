import { auc } from '../auc.ts';
import { binColumn } from '../bin-column.ts';
import { binOf } from '../bin.ts';
import { foldsOf } from '../split.ts';
import { tellShare } from '../tell.ts';
import { refused, type LeakRule } from './leak.ts';

/**
 * What is known of leads beforehand hardly ever ranks 9 of 10 pairs right alone; good scores made of everything do
 * little better.
 */
const TOO_GOOD = 0.9;

/** Measured on rows that the column's bins were not made from. */
export const tooGood: LeakRule = {
  name: 'too-good',
  meaning: 'Alone it ranks at least 90 % of the pairs of a won and a lost lead right.',
  find: (column, table, rows) => {
    const scored = foldsOf(table, rows).flatMap((fold) => {
      const held = new Set(fold);
      const others = rows.filter((row) => !held.has(row));
      const { bins } = binColumn(column, table, others);
      const place = (row: number): number => binOf(bins, column.cells[row] ?? null);
      const tally = bins.map(() => ({ rows: 0, wins: 0 }));
      for (const row of others) {
        const bin = tally[place(row)];
        if (bin === undefined) continue;
        bin.rows += 1;
        if (table.won[row] === true) bin.wins += 1;
      }
      return fold.map((row) => {
        const { rows: seen, wins } = tally[place(row)] ?? { rows: 0, wins: 0 };
        return { score: (wins + 0.5) / (seen + 1), won: table.won[row] === true };
      });
    });
    const alone = auc(scored);
    if (alone === null || alone.value < TOO_GOOD) return null;
    return refused(`alone it ranks ${tellShare(alone.value)} of the pairs of a won and a lost lead right`);
  },
};
