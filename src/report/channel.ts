import type { Fields, Value } from '../domain/value.ts';
import { kept } from './kept.ts';
import type { ReportSettings } from './settings/settings.ts';

/** The channel of a touch by the first rule that fits; null: it does not count. `columns`: what the rules read, in their order. */
export type ChannelOf = (columns: readonly (Value | undefined)[]) => string | null;

/** No rule asks for the time, so that any will do. */
const NO_TIME = new Date(0);

export function makeChannelOf({ touches, reads }: Pick<ReportSettings, 'touches' | 'reads'>): ChannelOf {
  // Most touches are alike in what the rules read, so that each likeness is judged once.
  const channelOf = kept((likeness) => {
    const columns = JSON.parse(likeness) as readonly Value[];
    const fields: Fields = Object.fromEntries(reads.map((name, index) => [name, columns[index] ?? null]));
    const fits = touches.find(({ when }) => {
      const outcome = when.evaluate({ fields, now: NO_TIME });
      return outcome.kind === 'known' && outcome.value === true;
    });
    return fits?.channel ?? null;
  });
  return (columns) => channelOf(JSON.stringify(columns));
}
