import { seededRandom } from '../../../../src/connector/sim/random.ts';
import type { Cell, Column, Table } from '../../../../src/rules/learn/table.ts';

/** One made-up lead: what is known of it, and the log odds that it is won. */
export interface MadeUp {
  readonly cells: Readonly<Record<string, Cell>>;
  readonly odds: number;
}

export type Random = () => number;

/** A table whose truth is known: each row is won by chance, with the odds it was made with. */
export function madeUpTable(
  rows: number,
  make: (random: Random, row: number) => MadeUp,
  { seed = 1, times = false }: { readonly seed?: number; readonly times?: boolean } = {},
): Table {
  const random = seededRandom(seed);
  const leads = Array.from({ length: rows }, (_, row) => {
    const lead = make(random, row);
    return { ...lead, won: random() < 1 / (1 + Math.exp(-lead.odds)) };
  });
  return {
    ids: leads.map((_, row) => `lead-${seed}-${row}`),
    won: leads.map(({ won }) => won),
    times: times ? leads.map((_, row) => row) : null,
    columns: Object.keys(leads[0]?.cells ?? {}).map((name) =>
      columnOf(
        name,
        leads.map(({ cells }) => cells[name] ?? null),
      ),
    ),
  };
}

export function columnOf(name: string, cells: readonly Cell[]): Column {
  const first = cells.find((cell) => cell !== null);
  const type = typeof first === 'number' ? 'number' : typeof first === 'boolean' ? 'boolean' : 'text';
  return { name, field: name, type, cells, signal: null };
}

/** The table with a further column, made from each row and its outcome. */
export const withColumn = (
  table: Table,
  name: string,
  cellOf: (row: number, won: boolean, random: Random) => Cell,
): Table => {
  const random = seededRandom(99 + table.columns.length);
  const cells = table.won.map((won, row) => cellOf(row, won, random));
  return { ...table, columns: [...table.columns, columnOf(name, cells)] };
};

export const oneOf = (random: Random, weights: Readonly<Record<string, number>>): string => {
  let left = random();
  for (const [name, weight] of Object.entries(weights)) {
    if (left < weight) return name;
    left -= weight;
  }
  return Object.keys(weights).at(-1) ?? '';
};

/** Log odds of the truth behind {@link leads}; blanks and `noise` say nothing. */
export const TRUTH = {
  source: { web: -0.7, fair: 0.4, referral: 1.6 },
  optedOut: -1.2,
  /** From 300 seconds on. */
  longVisit: 1.4,
} as const;

/** Leads with a clear truth: where they came from, whether they opted out, how long they stayed. */
export const leads = (random: Random): MadeUp => {
  const source = oneOf(random, { web: 0.6, fair: 0.25, referral: 0.15 }) as keyof typeof TRUTH.source;
  const optedOut = random() < 0.2;
  const seconds = Math.round(random() * 600);
  const noise = oneOf(random, { a: 0.4, b: 0.3, c: 0.2, d: 0.1 });
  return {
    cells: {
      source,
      optedOut,
      seconds: random() < 0.05 ? null : seconds,
      noise: random() < 0.3 ? null : noise,
    },
    odds:
      -1 + TRUTH.source[source] + (optedOut ? TRUTH.optedOut : 0) + (seconds >= 300 ? TRUTH.longVisit : 0),
  };
};
