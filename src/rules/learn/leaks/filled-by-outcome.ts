import { Z } from '../interval.ts';
import { countWins } from '../table.ts';
import { tellShare } from '../tell.ts';
import type { LeakRule } from './leak.ts';

/** From so few filled or blank rows nothing is told. */
const LEAST = 20;
/** At least so many times as likely to win (or to lose) when filled, in odds. */
const TELLS = 20;
const HINTS = 3;
/** And to be worth a look, filled for so much more of the one outcome's rows than of the other's. */
const APART = 0.1;

/**
 * The odds ratio of filled and blank rows, with the lower end of its interval (B. Woolf, Annals of Human Genetics 19,
 * 1955; half a row is added to each count, J. B. S. Haldane, ibid. 20, 1956). A form that only keen people fill to
 * the end gives some 5; a field that is written when a deal is made gives hundreds.
 */
export const filledByOutcome: LeakRule = {
  name: 'filled-by-outcome',
  meaning:
    'Whether it is filled tells the outcome: the odds of a win differ at least twentyfold. From threefold on you are asked to take a look.',
  find: (column, table, rows) => {
    const filled = rows.filter((row) => column.cells[row] !== null);
    const blanks = rows.length - filled.length;
    if (filled.length < LEAST || blanks < LEAST) return null;
    const wins = countWins(table, rows);
    const losses = rows.length - wins;
    const filledWins = countWins(table, filled);
    const filledLosses = filled.length - filledWins;
    const counts = [filledWins, filledLosses, wins - filledWins, losses - filledLosses].map((n) => n + 0.5);
    const [a = 1, b = 1, c = 1, d = 1] = counts;
    const deviation = Math.sqrt(counts.reduce((sum, count) => sum + 1 / count, 0));
    const least = Math.exp(Math.abs(Math.log((a * d) / (b * c))) - Z * deviation);
    const apart = Math.abs(filledWins / wins - filledLosses / losses);
    if (least < HINTS || (least < TELLS && apart < APART)) return null;
    return {
      verdict: least >= TELLS ? 'refused' : 'look',
      evidence:
        `filled for ${tellShare(filledWins / wins)} of those won and ${tellShare(filledLosses / losses)} of those lost: ` +
        `${tellShare(filledWins / filled.length)} are won where it is filled, ${tellShare((wins - filledWins) / blanks)} where it is blank`,
    };
  },
};
