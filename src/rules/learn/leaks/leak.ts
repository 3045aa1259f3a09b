import type { Column, Rows, Table } from '../table.ts';

/**
 * A sign that the outcome, or what came of it, was written into a column.
 *
 * `refused`: nothing is learned from the column unless a person allows it. `look`: it is learned from, but a person
 * should know.
 */
export interface Leak {
  readonly column: string;
  /** Its name in docs/scores.md. */
  readonly rule: string;
  readonly verdict: 'refused' | 'look';
  /** In words, with the figures. */
  readonly evidence: string;
}

export type Sign = Pick<Leak, 'verdict' | 'evidence'>;

export interface LeakRule {
  readonly name: string;
  readonly meaning: string;
  /** Looks at one column. It may look at these rows alone: those that are measured on later must stay unseen. */
  find(column: Column, table: Table, rows: Rows): Sign | null;
}

export const refused = (evidence: string): Sign => ({ verdict: 'refused', evidence });
