import type { Fields, Value } from '../domain/value.ts';
import type { ReportSettings } from './settings/settings.ts';

/** The channel of a touch by the first rule that fits; null: it does not count. `columns`: what the rules read, in their order. */
export type ChannelOf = (columns: readonly (Value | undefined)[]) => string | null;

/** Most touches are alike in what the rules read, so that each likeness is judged once, up to so many. */
const MOST_KEPT = 20_000;

/** No rule asks for the time, so that any will do. */
const NO_TIME = new Date(0);

export function makeChannelOf({ touches, reads }: Pick<ReportSettings, 'touches' | 'reads'>): ChannelOf {
  const known = new Map<string, string | null>();
  const judge = (columns: readonly (Value | undefined)[]): string | null => {
    const fields: Fields = Object.fromEntries(reads.map((name, index) => [name, columns[index] ?? null]));
    const fits = touches.find(({ when }) => {
      const outcome = when.evaluate({ fields, now: NO_TIME });
      return outcome.kind === 'known' && outcome.value === true;
    });
    return fits?.channel ?? null;
  };
  return (columns) => {
    const key = JSON.stringify(columns);
    const before = known.get(key);
    if (before !== undefined) return before;
    if (known.size >= MOST_KEPT) known.clear();
    const channel = judge(columns);
    known.set(key, channel);
    return channel;
  };
}
