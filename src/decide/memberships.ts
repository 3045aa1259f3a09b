import { CAMPAIGN_MEMBER } from '../domain/campaign.ts';
import { PERSON, type EntityId, type EntityKind } from '../domain/entity.ts';
import { RULES } from '../domain/record.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { readMembers } from '../ledger/members.ts';
import { mappedFields } from '../mapping/fields.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { readFields } from './read-fields.ts';
import { CAMPAIGNS, type Membership } from './tell-campaigns.ts';

/**
 * What campaigns people are members of, each once: as the systems have it and not as it was decided, as a member may wait, or
 * have been taken out. Nobody is asked about where no mapping tells of it.
 */
export async function membershipsOf(
  people: readonly EntityId[],
  { db, mappings }: { readonly db: LedgerDb; readonly mappings: ReadonlyMap<EntityKind, Mapping> },
): Promise<ReadonlyMap<EntityId, readonly Membership[]>> {
  const mapping = mappings.get(CAMPAIGN_MEMBER);
  const ofPeople = mappings.get(PERSON);
  const isTold = ofPeople !== undefined && mappedFields(ofPeople, RULES, PERSON).includes(CAMPAIGNS);
  if (mapping === undefined || !isTold) return new Map();
  const members = await readMembers(db, people);
  const seen = await readFields(
    db,
    mapping,
    members.map(({ member }) => member),
    ({ ref }) => ref.system !== RULES,
  );
  // Of two members in one campaign, as a lead and a contact of one person, the one that has answered comes last, and stays.
  const hasAnswered = (member: EntityId): number => (seen.get(member)?.['responded'] === true ? 1 : 0);
  const inOrder = members.toSorted((a, b) => hasAnswered(a.member) - hasAnswered(b.member));
  return new Map(
    [...Map.groupBy(inOrder, ({ person }) => person)].map(([person, theirs]) => {
      const byCampaign = new Map(
        theirs.map(({ campaign, member, status }) => [campaign, seen.get(member)?.['status'] ?? status]),
      );
      return [
        person,
        [...byCampaign]
          .map(([campaign, status]) => ({ campaign, status: typeof status === 'string' ? status : null }))
          .toSorted((a, b) => (a.campaign < b.campaign ? -1 : 1)),
      ];
    }),
  );
}
