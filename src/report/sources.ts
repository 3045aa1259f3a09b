import type { Payee } from '../attribution/restate.ts';
import type { Source } from '../attribution/path.ts';
import { sourceKey } from '../attribution/path.ts';
import type { Campaign } from '../domain/campaign.ts';
import type { Value } from '../domain/value.ts';
import { makeChannelOf } from './channel.ts';
import { kept } from './kept.ts';
import type { ReportSettings } from './settings/settings.ts';

/** What touches are put down to: the channel that the rules name, or the campaign. */
export const CREDITED = ['campaign', 'channel'] as const;
export type Credited = (typeof CREDITED)[number];

/** A touch as it comes from the ledger: {@link touchColumns}, in that order. */
export type ReadTouch = readonly (Value | undefined)[];

/** What is asked of touches: their kind and campaign, and what the rules read. */
export const touchColumns = ({ reads }: Pick<ReportSettings, 'reads'>): readonly string[] => [
  'kind',
  'campaign',
  ...reads,
];

/** What nobody gives their name for: whoever does only this is not known by it. */
const NAMELESS: ReadonlySet<Value | undefined> = new Set(['page_view', 'email_sent', 'email_open']);

export const namesPerson = ([kind]: ReadTouch): boolean => !NAMELESS.has(kind);

/** Says where a touch came from; null: touches of its like do not count. `isNamed`: it was known who the person is. */
export type SourceOf = (touch: ReadTouch, isNamed: boolean) => Source | null;

/** `find`: the campaign that a touch names, in whatever way, so that it is one source. */
export function makeSourceOf(
  settings: ReportSettings,
  credited: Credited,
  find: (told: string) => Campaign | null,
): SourceOf {
  const channelOf = makeChannelOf(settings);
  const campaignOf = kept((told): Source => {
    const campaign = find(told);
    return campaign === null
      ? { kind: 'named', name: told }
      : { kind: 'named', name: titleOf(campaign), id: campaign.id };
  });
  return (touch, isNamed) => {
    const channel = channelOf(touch.slice(2));
    if (channel === null) return null;
    if (credited === 'channel') return { kind: 'named', name: channel };
    const told = touch[1];
    return typeof told === 'string' ? campaignOf(told) : { kind: isNamed ? 'unknown' : 'anonymous' };
  };
}

export const titleOf = ({ name, id }: Campaign): string => name ?? id;

/** As people read it. Sources without a name are in brackets, so that a campaign called "unknown" is not taken for one. */
export const sourceTitle = (source: Payee): string =>
  source.kind === 'named' ? source.name : `(${source.kind})`;

export { sourceKey };
