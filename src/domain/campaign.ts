import type { EntityId, EntityKind } from './entity.ts';
import type { RecordRef } from './record.ts';

/** What people are won by, as `mappings/campaign.yaml` has it. */
export const CAMPAIGN: EntityKind = 'campaign';
/** Who belongs to one, with which status. */
export const CAMPAIGN_MEMBER: EntityKind = 'campaign-member';

/** A campaign as reports need it; null is not known. */
export interface Campaign {
  readonly id: EntityId;
  readonly name: string | null;
  /** In the systems' words, as the mapping gives them. */
  readonly type: string | null;
  readonly status: string | null;
  /** Days, as `2026-03-01`. */
  readonly start: string | null;
  readonly end: string | null;
  readonly budgetedCost: number | null;
  readonly actualCost: number | null;
  /** ISO 4217; null: the account's own. */
  readonly currency: string | null;
  readonly parent: EntityId | null;
  /** What links of the campaign bear as `utm_campaign`. */
  readonly utm: string | null;
  readonly refs: readonly RecordRef[];
}

/**
 * Tells which campaign a touchpoint is of, by what it says: our id, the id of a record, what its links bear, or its name, in
 * this order. Null when nothing fits, and when several campaigns do: credit is not given by guess.
 */
export function campaignFinder(campaigns: readonly Campaign[]): (told: string) => Campaign | null {
  const byId = new Map<string, Set<Campaign>>();
  const byUtm = new Map<string, Set<Campaign>>();
  const byName = new Map<string, Set<Campaign>>();
  const note = (names: Map<string, Set<Campaign>>, name: string | null, campaign: Campaign): void => {
    const key = fold(name ?? '');
    if (key !== '') names.set(key, (names.get(key) ?? new Set()).add(campaign));
  };
  for (const campaign of campaigns) {
    note(byId, campaign.id, campaign);
    for (const { id } of campaign.refs) note(byId, id, campaign);
    note(byUtm, campaign.utm, campaign);
    note(byName, campaign.name, campaign);
  }
  return (told) => {
    const found = [byId, byUtm, byName]
      .map((names) => names.get(fold(told)))
      .find((some) => some !== undefined);
    const [only = null, ...others] = found ?? [];
    return others.length > 0 ? null : only;
  };
}

const fold = (text: string): string => text.normalize('NFC').replace(/\s+/g, ' ').trim().toLowerCase();
