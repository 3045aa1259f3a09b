import { CAMPAIGN_MEMBER, campaignFinder } from '../domain/campaign.ts';
import type { EntityId } from '../domain/entity.ts';
import { refKey, RULES } from '../domain/record.ts';
import { sameFields, type Fields } from '../domain/value.ts';
import { readCampaigns } from '../ledger/campaigns.ts';
import { readCampaignTouches, type CampaignTouches } from '../ledger/campaign-touches.ts';
import { captureEvents, type Due } from '../ledger/capture-events.ts';
import { inTransaction } from '../ledger/database.ts';
import { bearEntities } from '../ledger/hand-offs.ts';
import { readLastSeen } from '../ledger/last-seen.ts';
import type { ToDecide } from '../ledger/to-decide.ts';
import { memberStatus, type MemberRules, type MemberTouch } from '../rules/members/members.ts';
import type { Hash } from '../rules/receipt.ts';
import type { DecideContext } from './context.ts';
import { eventOf } from './event-of.ts';
import { madeId } from './made-id.ts';

export interface Member {
  readonly id: EntityId;
  readonly campaign: EntityId;
  readonly person: EntityId;
  readonly status: string;
}

/**
 * Tells of what campaigns people have become members, and of statuses that have changed. A member has an id that is made of
 * both, so that nobody becomes one twice; one who was taken out of a campaign is not put into it again.
 *
 * @returns where work is due now
 */
export async function decideMembers(
  claimed: readonly ToDecide[],
  context: DecideContext,
  now: Date,
): Promise<readonly Due[]> {
  const { db, members: rules, kindOf, hash } = context;
  const kind = kindOf(RULES, CAMPAIGN_MEMBER);
  if (rules === null || kind === null) return [];
  const people = claimed.map(({ entity }) => entity);
  const told = await readCampaignTouches(db, people, rules.reads);
  if (told.length === 0) return [];
  const members = membersOf(told, rules, campaignFinder(await readCampaigns(db)), hash);
  const known = await readLastSeen(
    db,
    members.map(({ id }) => ({ system: RULES, object: CAMPAIGN_MEMBER, id })),
  );
  const news = members.filter(({ id, ...member }) => {
    const before = known.get(refKey({ system: RULES, object: CAMPAIGN_MEMBER, id }));
    return before === undefined || !sameFields(fieldsOf(member), before);
  });
  if (news.length === 0) return [];
  const lanes = new Map(claimed.map(({ entity, lane }) => [entity, lane]));
  return inTransaction(db, async (tx) => {
    await bearEntities(
      tx,
      news.map(({ id }) => ({ id, kind })),
      { ...context, now },
    );
    const events = news.map(({ id, ...member }) =>
      eventOf(CAMPAIGN_MEMBER, id, fieldsOf(member), lanes.get(member.person) ?? 'live', now),
    );
    return captureEvents(tx, events, { ...context, now });
  });
}

const fieldsOf = ({ campaign, person, status }: Omit<Member, 'id'>): Fields => ({ campaign, person, status });

/** Who is a member of which campaign, by all that they did for it, in whatever words it was named. */
export function membersOf(
  told: readonly CampaignTouches[],
  rules: MemberRules,
  find: ReturnType<typeof campaignFinder>,
  hash: Hash,
): readonly Member[] {
  const touches = new Map<string, Omit<Member, 'status'> & { readonly touches: MemberTouch[] }>();
  for (const { person, campaign: words, touches: done } of told) {
    const campaign = find(words)?.id;
    if (campaign === undefined) continue;
    const id = madeId(`${campaign}/${person}`, hash);
    const one = touches.get(id) ?? { id, campaign, person, touches: [] };
    touches.set(id, one);
    one.touches.push(...done);
  }
  return [...touches.values()].flatMap(({ touches: done, ...member }) => {
    const status = memberStatus(rules, done);
    return status === null ? [] : [{ ...member, status }];
  });
}
