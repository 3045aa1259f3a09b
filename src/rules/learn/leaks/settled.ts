import { binColumn, leastRows } from '../bin-column.ts';
import { binName, binOf } from '../bin.ts';
import { shareOf } from '../interval.ts';
import { countWins, type Cell, type Column, type Rows, type Table } from '../table.ts';
import { tellShare } from '../tell.ts';
import { refused, type LeakRule } from './leak.ts';

/** With a nearly pure value at least 9 of 10 have the same outcome, and its odds are at least 10 times those of all. */
const PURE = 0.9;
const TIMES = 10;
/** That practically everybody is won with a value: at least this share, 97 times of 100. */
const ALWAYS = 0.97;
const ALWAYS_TIMES = 20;

interface Value {
  readonly name: string;
  readonly rows: number;
  readonly wins: number;
}

/**
 * That a kind of lead never buys is common, and that one kind nearly always does happens; that a column knows both, or
 * always, is what people write down afterwards.
 */
export const settled: LeakRule = {
  name: 'settled',
  meaning:
    'It has frequent values with which at least 90 % are won and others with which at most 10 % are, each with odds ten times those of all; or a value with which practically everybody is won.',
  find: (column, table, rows) => {
    // Whether it is filled is another rule's question.
    const filled = rows.filter((row) => column.cells[row] !== null);
    const all = odds(countWins(table, filled), filled.length);
    const values = valuesOf(column, table, rows).filter((value) => value.rows >= leastRows(rows));
    const won = values.filter(({ wins, rows: of }) => wins / of >= PURE && odds(wins, of) >= TIMES * all);
    const lost = values.filter(
      ({ wins, rows: of }) => 1 - wins / of >= PURE && odds(wins, of) <= all / TIMES,
    );
    if (won.length > 0 && lost.length > 0) return refused(`${tell(won)}, but ${tell(lost)}`);
    const always = won.filter(({ wins, rows: of }) => {
      const { low } = shareOf(wins, of);
      return low >= ALWAYS && low / (1 - low) >= ALWAYS_TIMES * all;
    });
    return always.length > 0 ? refused(tell(always)) : null;
  },
};

/** Half a row of each outcome keeps odds from being endless. */
const odds = (wins: number, rows: number): number => (wins + 0.5) / (rows - wins + 0.5);

const tell = (values: readonly Value[]): string =>
  values
    .toSorted((a, b) => b.rows - a.rows)
    .slice(0, 3)
    .map(({ name, rows, wins }) => `${tellShare(wins / rows)} of ${rows} with "${name}" were won`)
    .join(', ');

/** Each value, and of numbers each range. */
function valuesOf(column: Column, table: Table, rows: Rows): readonly Value[] {
  const { bins } = column.type === 'number' ? binColumn(column, table, rows) : { bins: [] };
  const nameOf = (cell: Cell): string => {
    const bin = bins[binOf(bins, cell)];
    return bin === undefined ? String(cell) : binName(bin);
  };
  const filled = rows.filter((row) => column.cells[row] !== null);
  return [...Map.groupBy(filled, (row) => nameOf(column.cells[row] ?? null))].map(([name, having]) => ({
    name,
    rows: having.length,
    wins: countWins(table, having),
  }));
}
