import type { CountQuery } from '../expression/expression.ts';
import type { Touchpoint, TouchpointTotal } from './input.ts';

/** What is counted: touchpoints of a kind, all or those about something that contains a text, in small letters. */
interface Watched {
  readonly kind: string;
  readonly containing: string | null;
}

/** Everything that rules count, each once, so that a person's touchpoints are gone through once. */
export interface TallyPlan {
  readonly watched: readonly Watched[];
  /** The places in `watched`, by kind. */
  readonly byKind: ReadonlyMap<string, readonly number[]>;
  readonly ofQuery: ReadonlyMap<CountQuery, number>;
}

/** When the person did what is watched, in the order of `watched`; each in no order. */
export type Tally = readonly (readonly number[] | undefined)[];

export function planTally(queries: readonly CountQuery[]): TallyPlan {
  const places = new Map<string, number>();
  const watched: Watched[] = [];
  const ofQuery = new Map(
    queries.map((query) => {
      const key = JSON.stringify([query.activity, query.containing]);
      const place = places.get(key) ?? watched.length;
      if (place === watched.length)
        watched.push({ kind: query.activity, containing: inSmall(query.containing) });
      places.set(key, place);
      return [query, place];
    }),
  );
  return { watched, byKind: Map.groupBy(watched.keys(), (place) => watched[place]?.kind ?? ''), ofQuery };
}

/** Titles of forms and pages are written now this way, now that. */
const inSmall = (text: string | null): string | null => text?.toLowerCase() ?? null;

const NEVER: readonly number[] = Object.freeze([]);

export function tallyOf({ watched, byKind }: TallyPlan, touchpoints: readonly Touchpoint[]): Tally {
  const tally: number[][] = [];
  for (const { kind, at, about } of touchpoints) {
    const places = byKind.get(kind);
    if (places === undefined) continue;
    const small = about.toLowerCase();
    for (const place of places) {
      const containing = watched[place]?.containing ?? null;
      if (containing === null || small.includes(containing)) (tally[place] ??= []).push(at);
    }
  }
  return tally;
}

/** When the person did what a query asks for, whatever its window. */
export const timesOf = ({ ofQuery }: TallyPlan, tally: Tally, query: CountQuery): readonly number[] =>
  tally[ofQuery.get(query) ?? -1] ?? NEVER;

/** How many lie within the time up to a moment: later than its beginning, and not later than the moment. */
export function countWithin(times: readonly number[], windowMs: number, at: number): number {
  let count = 0;
  for (const time of times) if (time <= at && time > at - windowMs) count += 1;
  return count;
}

export function countEver({ activity, containing }: CountQuery, totals: readonly TouchpointTotal[]): number {
  const text = inSmall(containing);
  let sum = 0;
  for (const { kind, about, count } of totals)
    if (kind === activity && (text === null || about.toLowerCase().includes(text))) sum += count;
  return sum;
}
