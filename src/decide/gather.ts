import { isDeepStrictEqual } from 'node:util';
import { CAMPAIGN } from '../domain/campaign.ts';
import { COMPANY, OPPORTUNITY, PERSON, type EntityId, type EntityKind } from '../domain/entity.ts';
import { refKey, RULES } from '../domain/record.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { readKnown, type KnownRecord } from '../ledger/known-records.ts';
import { entitiesOf } from '../ledger/references.ts';
import { readTouches, type Touch } from '../ledger/read-touches.ts';
import { opportunitiesOf } from '../ledger/opportunities.ts';
import { readStandings, type StoredStanding } from '../ledger/standings.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { referencesIn } from '../reconcile/references-in.ts';
import { valuesAsSeen } from '../reconcile/values-as-seen.ts';
import type { DecisionInput } from '../rules/input.ts';
import { firstStanding } from '../rules/qualify/standing.ts';
import type { Rules } from '../rules/rules.ts';
import { membershipsOf } from './memberships.ts';
import { opportunityOf } from './opportunity-of.ts';
import { fieldsOf, readFields } from './read-fields.ts';
import type { InCampaigns, Membership } from './tell-campaigns.ts';

/** A person with all that is decided by, and the campaigns that they are members of, where those are told to a system. */
export interface Asked extends InCampaigns {
  readonly input: DecisionInput;
  /** Null: they have never been decided about. */
  readonly standing: StoredStanding | null;
  /** Whom they work for. */
  readonly company: EntityId | null;
  /** The opportunities that they have a part in. */
  readonly opportunities: readonly EntityId[];
  /** What they did, as far back as the rules look, newest first. */
  readonly touches: readonly Touch[];
}

export interface GatherContext {
  readonly db: LedgerDb;
  readonly mappings: ReadonlyMap<EntityKind, Mapping>;
  readonly rules: Rules;
}

/** Who does more within the longest window is a machine. */
const MOST_TOUCHES = 2_000;

/** Where somebody stands when there is no stage machine. */
const NOWHERE = { stage: '', cycle: 1, returnAt: null, answeredAt: null, heard: [] } as const;

/** What the ledger knows of people, as the rules ask for it: a handful of look-ups for all of them. */
export async function gather(
  people: readonly EntityId[],
  { db, mappings, rules }: GatherContext,
  now: Date,
): Promise<ReadonlyMap<EntityId, Asked>> {
  const mapping = mappings.get(PERSON);
  if (mapping === undefined) return new Map();
  const since = new Date(now.getTime() - rules.reads.longestWindowMs);
  const [known, touches, standings] = await Promise.all([
    readKnown(db, people),
    readTouches(db, people, { since, most: MOST_TOUCHES }),
    readStandings(db, people),
  ]);
  // A newcomer's references have not been agreed on yet: the first write waits for the decision.
  const linked = await entitiesOf(
    db,
    [...known.values()]
      .flat()
      .flatMap(({ ref, lastSeen }) => referencesIn(mapping, { ref, fields: lastSeen }).flat()),
  );
  const values = new Map(
    people.map((person) => {
      const records = withTold(person, known.get(person) ?? [], standings.get(person));
      return [person, valuesAsSeen(mapping, records, (ref) => linked.get(refKey(ref)) ?? null)] as const;
    }),
  );
  const employer = mapping.fields.find(({ entity }) => entity === COMPANY)?.name;
  const companyOf = (person: EntityId): EntityId | null => {
    const company = employer === undefined ? null : values.get(person)?.get(employer);
    return typeof company === 'string' ? company : null;
  };
  const dealsOf = await opportunitiesOf(db, people);
  const memberships = await membershipsOf(people, { db, mappings });
  const others = await readOthers(
    {
      companies: people.flatMap((person) => companyOf(person) ?? []),
      opportunities: [...dealsOf.values()].flat(),
      campaigns: [...memberships.values()].flat().map(({ campaign }) => campaign),
    },
    { db, mappings },
  );
  return new Map(
    people.map((person) => {
      const company = companyOf(person);
      const { recent = [], totals = [] } = touches.get(person) ?? {};
      const standing = standings.get(person) ?? null;
      const input: DecisionInput = {
        person: fieldsOf(values.get(person) ?? new Map()),
        company: others.company(company),
        touchpoints: recent.map(({ kind, at, about }) => ({ kind, at: at.getTime(), about: about ?? '' })),
        totals: totals.map(({ kind, about, touches: count }) => ({ kind, about: about ?? '', count })),
        standing: standingOf(standing, rules, now.getTime()),
        opportunities: others.opportunities(dealsOf.get(person) ?? []),
        now: now.getTime(),
      };
      const member = memberships.get(person) ?? [];
      const about: Asked = {
        input,
        standing,
        company,
        opportunities: dealsOf.get(person) ?? [],
        memberships: member,
        campaigns: others.campaigns(member),
        touches: recent,
      };
      return [person, about];
    }),
  );
}

/**
 * Of these people, those whose company, opportunities or campaigns have changed since they were gathered. Asked once it is stored whom
 * people rest on: who changes later finds them there, and who has changed before is seen here.
 */
export async function changedMeanwhile(
  asked: ReadonlyMap<EntityId, Asked>,
  context: Pick<GatherContext, 'db' | 'mappings'>,
): Promise<readonly EntityId[]> {
  const resting = [...asked].filter(([, about]) => restsOn(about).length > 0);
  if (resting.length === 0) return [];
  const others = await readOthers(
    {
      companies: resting.flatMap(([, { company }]) => company ?? []),
      opportunities: resting.flatMap(([, { opportunities }]) => opportunities),
      campaigns: resting.flatMap(([, { memberships }]) => memberships.map(({ campaign }) => campaign)),
    },
    context,
  );
  return resting.flatMap(([person, { company, opportunities, memberships, campaigns, input }]) => {
    const now = {
      company: others.company(company),
      opportunities: others.opportunities(opportunities),
      campaigns: others.campaigns(memberships),
    };
    const then = { company: input.company, opportunities: input.opportunities, campaigns };
    return isDeepStrictEqual(now, then) ? [] : [person];
  });
}

/** Entities whose news are news of the person. */
export const restsOn = ({ company, opportunities, memberships }: Asked): readonly EntityId[] => [
  ...(company === null ? [] : [company]),
  ...opportunities,
  ...memberships.map(({ campaign }) => campaign),
];

/** What is known of companies, opportunities and campaigns, as it is decided by. */
interface Others {
  company(id: EntityId | null): DecisionInput['company'];
  opportunities(ids: readonly EntityId[]): DecisionInput['opportunities'];
  campaigns(memberships: readonly Membership[]): InCampaigns['campaigns'];
}

async function readOthers(
  ids: Readonly<Record<'companies' | 'opportunities' | 'campaigns', readonly EntityId[]>>,
  { db, mappings }: Pick<GatherContext, 'db' | 'mappings'>,
): Promise<Others> {
  const [companies, opportunities, campaigns] = await Promise.all([
    readFields(db, mappings.get(COMPANY), ids.companies),
    readFields(db, mappings.get(OPPORTUNITY), ids.opportunities),
    readFields(db, mappings.get(CAMPAIGN), ids.campaigns),
  ]);
  return {
    company: (id) => (id === null ? null : (companies.get(id) ?? null)),
    opportunities: (some) =>
      some.flatMap((id) => {
        const fields = opportunities.get(id);
        return fields === undefined ? [] : [opportunityOf(id, fields)];
      }),
    campaigns: (memberships) =>
      new Map(
        memberships.flatMap(({ campaign }) => {
          const name = campaigns.get(campaign)?.['name'];
          return typeof name === 'string' ? [[campaign, name] as const] : [];
        }),
      ),
  };
}

/**
 * What the rules have told counts at once, before it has come round to their record: else a status that a hand-off is about to
 * set back would be taken for an answer to it.
 */
function withTold(
  person: EntityId,
  records: readonly KnownRecord[],
  standing: StoredStanding | undefined,
): readonly KnownRecord[] {
  if (standing === undefined) return records;
  const own = records.find(({ ref }) => ref.system === RULES);
  const ref = { system: RULES, object: PERSON, id: person };
  const seenAt = own?.modifiedAt ?? standing.since;
  const modifiedAt = seenAt < standing.since ? standing.since : seenAt;
  return [
    ...records.filter((record) => record !== own),
    { ref, agreed: null, ...own, lastSeen: standing.told, modifiedAt },
  ];
}

function standingOf(
  stored: StoredStanding | null,
  { qualification }: Rules,
  now: number,
): DecisionInput['standing'] {
  if (stored === null)
    return qualification === null ? { ...NOWHERE, since: now } : firstStanding(qualification, now);
  const { stage, cycle, since, returnAt, answeredAt, heard } = stored;
  return {
    stage,
    cycle,
    since: since.getTime(),
    returnAt: returnAt?.getTime() ?? null,
    answeredAt: answeredAt?.getTime() ?? null,
    heard,
  };
}
