import { tellShare } from '../tell.ts';
import { refused, type LeakRule } from './leak.ts';

/** Stretches of time with about as many rows. */
const STRETCHES = 20;
const LEAST_ROWS = 20;
const FULL = 0.9;
const EMPTY = 0.1;

/**
 * Filled for nearly all leads of one time, and for nearly none of a later one. A new form field goes the other way:
 * blank first, filled from then on. What goes this way is written some time after a lead is made, perhaps for many at
 * once, or is written no more; in neither case does a new lead have it.
 */
export const filledLater: LeakRule = {
  name: 'filled-later',
  meaning:
    'It is filled for at least 90 % of the leads of one time, and for at most 10 % of those of a later time.',
  find: (column, { times }, rows) => {
    if (times === null) return null;
    const inOrder = rows.toSorted((a, b) => (times[a] ?? 0) - (times[b] ?? 0));
    const size = Math.max(LEAST_ROWS, Math.ceil(inOrder.length / STRETCHES));
    const shares = Array.from({ length: Math.floor(inOrder.length / size) }, (_, stretch) => {
      const part = inOrder.slice(stretch * size, (stretch + 1) * size);
      return part.filter((row) => column.cells[row] !== null).length / part.length;
    });
    const full = shares.findIndex((share) => share >= FULL);
    const empty = shares.findIndex((share, stretch) => full !== -1 && stretch > full && share <= EMPTY);
    if (empty === -1) return null;
    const at = (stretch: number): string => `${tellShare(shares[stretch] ?? 0)} of part ${stretch + 1}`;
    return refused(
      `with the leads in order of time, in ${shares.length} parts: filled for ${at(full)}, but for ${at(empty)}, which came later`,
    );
  },
};
