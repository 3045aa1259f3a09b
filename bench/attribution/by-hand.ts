/**
 * The models once more, each from its definition and none by the ways that Leadloop takes: the Shapley value by going
 * through all sets of channels, removal effects by taking a channel out of the graph and letting the walk run until it is
 * over. Slow, and short enough to be read.
 */
import type { Row } from './rows.ts';

export type Totals = ReadonlyMap<string, number>;

export const MODELS_BY_HAND: Readonly<Record<string, (rows: readonly Row[]) => Totals>> = {
  first: byPlace((_length, place) => (place === 0 ? 1 : 0)),
  last: byPlace((length, place) => (place === length - 1 ? 1 : 0)),
  linear: byPlace((length) => 1 / length),
  'u-shaped': byPlace((length, place) => {
    if (length <= 2) return 1 / length;
    return place === 0 || place === length - 1 ? 0.4 : 0.2 / (length - 2);
  }),
  markov,
  shapley,
};

function byPlace(share: (length: number, place: number) => number): (rows: readonly Row[]) => Totals {
  return (rows) =>
    totals(
      rows.flatMap(({ channels, value }) =>
        channels.map((channel, place) => [channel, value * share(channels.length, place)] as const),
      ),
    );
}

function totals(parts: readonly (readonly [channel: string, value: number])[]): Totals {
  const sums = new Map<string, number>();
  for (const [channel, value] of parts) sums.set(channel, (sums.get(channel) ?? 0) + value);
  return sums;
}

const channelsOf = (rows: readonly Row[]): readonly string[] => [
  ...new Set(rows.flatMap(({ channels }) => channels)),
];

/** `v(S)` is what those paths brought that have all their channels in S. */
function shapley(rows: readonly Row[]): Totals {
  const players = channelsOf(rows);
  const bit = (channel: string): number => 2 ** players.indexOf(channel);
  const brought = new Map<number, number>();
  for (const { channels, value } of rows) {
    const set = [...new Set(channels)].reduce((sum, channel) => sum + bit(channel), 0);
    brought.set(set, (brought.get(set) ?? 0) + value);
  }
  const sets = Array.from({ length: 2 ** players.length }, (_, set) => set);
  const worth = sets.map((set) =>
    [...brought].reduce((sum, [own, value]) => ((own & ~set) === 0 ? sum + value : sum), 0),
  );
  const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
  const size = (set: number): number => players.filter((channel) => (set & bit(channel)) !== 0).length;
  const part = Array.from(
    { length: players.length },
    (_, others) => (factorial(others) * factorial(players.length - others - 1)) / factorial(players.length),
  );
  return totals(
    players.flatMap((channel) =>
      sets
        .filter((set) => (set & bit(channel)) === 0)
        .map((set) => {
          const gain = (worth[set | bit(channel)] ?? 0) - (worth[set] ?? 0);
          return [channel, gain * (part[size(set)] ?? 0)] as const;
        }),
    ),
  );
}

/** Each path shares its value by the removal effects of its different channels. */
function markov(rows: readonly Row[]): Totals {
  const effects = effectsByHand(rows);
  return totals(
    rows.flatMap(({ channels, value }) => {
      const own = [...new Set(channels)].map((channel) => [channel, effects.get(channel) ?? 0] as const);
      const sum = own.reduce((before, [, effect]) => before + effect, 0);
      return value === 0 ? [] : own.map(([channel, effect]) => [channel, (value * effect) / sum] as const);
    }),
  );
}

export function effectsByHand(rows: readonly Row[]): Totals {
  const steps = new Map<string, Map<string, number>>();
  const count = (from: string, to: string, times: number): void => {
    const others = steps.get(from) ?? new Map<string, number>();
    steps.set(from, others.set(to, (others.get(to) ?? 0) + times));
  };
  for (const { channels, won, lost } of rows) {
    const walk = ['(start)', ...channels];
    for (const [place, from] of walk.entries()) {
      const to = walk[place + 1];
      if (to !== undefined) count(from, to, won + lost);
      else {
        count(from, '(won)', won);
        count(from, '(lost)', lost);
      }
    }
  }
  const all = chanceOfWin(steps, null);
  return new Map(channelsOf(rows).map((channel) => [channel, 1 - chanceOfWin(steps, channel) / all]));
}

/** Where a walk is after one step more, again and again, until as good as none is under way. */
function chanceOfWin(
  steps: ReadonlyMap<string, ReadonlyMap<string, number>>,
  removed: string | null,
): number {
  let at = new Map([['(start)', 1]]);
  let won = 0;
  for (let left = 1; left > 1e-12;) {
    const after = new Map<string, number>();
    for (const [from, chance] of at) {
      const others = steps.get(from) ?? new Map<string, number>();
      const sum = [...others.values()].reduce((a, b) => a + b, 0);
      for (const [to, times] of others)
        if (to !== removed) after.set(to, (after.get(to) ?? 0) + (chance * times) / sum);
    }
    won += after.get('(won)') ?? 0;
    after.delete('(won)');
    after.delete('(lost)');
    left = [...after.values()].reduce((a, b) => a + b, 0);
    at = after;
  }
  return won;
}
