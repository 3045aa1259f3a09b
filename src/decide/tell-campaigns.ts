import type { EntityId } from '../domain/entity.ts';
import type { Fields } from '../domain/value.ts';

/** The field of the record `person` of the system `rules` that says what campaigns somebody is a member of. */
export const CAMPAIGNS = 'campaigns';

/** That somebody is a member of a campaign now. */
export interface Membership {
  readonly campaign: EntityId;
  /** In the words of the system that has the member; null: not known. */
  readonly status: string | null;
}

export interface InCampaigns {
  readonly memberships: readonly Membership[];
  /** The names of these campaigns; one whose name is not known is left out. */
  readonly campaigns: ReadonlyMap<EntityId, string>;
}

/**
 * One line for each campaign, in the order of their names, as `Spring Fair 2026: Responded`. Of somebody who is in none, and
 * was never told to be in one, nothing is said.
 */
export function tellCampaigns({ memberships, campaigns }: InCampaigns, told: Fields): Fields {
  const lines = memberships.flatMap(({ campaign, status }) => {
    const name = campaigns.get(campaign);
    return name === undefined ? [] : [onOneLine(status === null ? name : `${name}: ${status}`)];
  });
  if (lines.length === 0) return told[CAMPAIGNS] === undefined ? {} : { [CAMPAIGNS]: null };
  return { [CAMPAIGNS]: [...new Set(lines)].toSorted().join('\n') };
}

const onOneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim();
