import { isDeepStrictEqual } from 'node:util';
import { COMPANY, OPPORTUNITY, type EntityId } from '../domain/entity.ts';
import { partitionBy } from '../domain/partition-by.ts';
import { RULES } from '../domain/record.ts';
import { sameFields, sameValue, type Fields } from '../domain/value.ts';
import { captureEvents, type Due } from '../ledger/capture-events.ts';
import { inTransaction } from '../ledger/database.ts';
import { lockEntities } from '../ledger/entities.ts';
import { renewKnown } from '../ledger/known-records.ts';
import { opportunitiesOfCompanies } from '../ledger/opportunities.ts';
import { readStandings, writeStandings, type StoredStanding } from '../ledger/standings.ts';
import { askToDecide, endDecisions, stillToDecide, type ToDecide } from '../ledger/to-decide.ts';
import type { Opportunity } from '../rules/input.ts';
import type { DecideContext } from './context.ts';
import { eventOf } from './event-of.ts';
import { opportunityOf } from './opportunity-of.ts';
import { readFields } from './read-fields.ts';
import { tellOpportunities } from './tell-opportunities.ts';
import { tellsMore } from './tell.ts';

export interface DecidedCompanies {
  /** Where they are to be looked at now, to be told. */
  readonly due: readonly Due[];
  /** Where writes are due now that waited for this. */
  readonly deliver: readonly Due[];
}

/** What is told of one company. */
interface Told {
  readonly claimed: ToDecide;
  readonly before: StoredStanding | null;
  readonly fields: Fields;
  readonly restsOn: readonly EntityId[];
}

/**
 * Tells what sales made of companies, by all the opportunities that name them, whether or not somebody is known to have a part
 * in those. Ends the leases.
 */
export async function decideCompanies(
  claimed: readonly ToDecide[],
  context: DecideContext,
  now: Date,
): Promise<DecidedCompanies> {
  if (claimed.length === 0) return { due: [], deliver: [] };
  const { db, mappings, kindOf, worker } = context;
  const ids = kindOf(RULES, COMPANY) === COMPANY ? claimed.map(({ entity }) => entity) : [];
  const [asked, standings] = await Promise.all([readOpportunities(ids, context), readStandings(db, ids)]);
  const told = claimed.flatMap((item): readonly Told[] => {
    const opportunities = asked.get(item.entity);
    if (opportunities === undefined) return [];
    const before = standings.get(item.entity) ?? null;
    const fields = { ...before?.told, ...tellOpportunities(opportunities, before?.told ?? {}) };
    return [{ claimed: item, before, fields, restsOn: opportunities.map(({ id }) => id) }];
  });
  const due = await inTransaction(db, async (tx) => {
    await lockEntities(tx, ids);
    const mine = await stillToDecide(tx, ids, worker);
    const news = told.filter((one) => mine.has(one.claimed.entity) && isNews(one));
    await writeStandings(tx, news.map(standingAt(now)), now);
    const [moved, unmoved] = partitionBy(news, ({ before, fields }) =>
      tellsMore(mappings.get(COMPANY), COMPANY, fields, before?.told ?? {}),
    );
    const looks = await captureEvents(
      tx,
      moved.map(({ claimed: { entity, lane }, fields }) => eventOf(COMPANY, entity, fields, lane, now)),
      { ...context, now },
    );
    await renewKnown(
      tx,
      unmoved.map(({ claimed: { entity: id }, fields }) => ({
        ref: { system: RULES, object: COMPANY, id },
        fields,
        modifiedAt: now,
      })),
    );
    return looks;
  });
  // An opportunity that has left a company meanwhile does not find it there before it is stored.
  const since = await readOpportunities(ids, context);
  const changed = claimed.filter(({ entity }) => !isDeepStrictEqual(asked.get(entity), since.get(entity)));
  await askToDecide(
    db,
    changed.map(({ entity, lane, receivedAt }) => ({ entity, lane, since: receivedAt ?? now })),
    context.clock.now(),
  );
  const ended = claimed.map(({ entity, rings }) => ({ entity, rings, next: null }));
  const deliver = await inTransaction(db, (tx) => endDecisions(tx, ended, worker, context.clock.now()));
  return { due, deliver };
}

async function readOpportunities(
  companies: readonly EntityId[],
  { db, mappings }: Pick<DecideContext, 'db' | 'mappings'>,
): Promise<ReadonlyMap<EntityId, readonly Opportunity[]>> {
  const ofCompanies = await opportunitiesOfCompanies(db, companies);
  const fields = await readFields(db, mappings.get(OPPORTUNITY), [...ofCompanies.values()].flat());
  return new Map(
    companies.map((company) => [
      company,
      (ofCompanies.get(company) ?? []).flatMap((id) => {
        const known = fields.get(id);
        return known === undefined ? [] : [opportunityOf(id, known)];
      }),
    ]),
  );
}

const isNews = ({ before, fields, restsOn }: Told): boolean =>
  before === null
    ? restsOn.length > 0
    : !sameFields(fields, before.told) || !sameValue(restsOn, before.restsOn);

/** A company is in no stage. */
const standingAt =
  (now: Date) =>
  ({ claimed: { entity }, before, fields: told, restsOn }: Told): StoredStanding => ({
    ...(before ?? { entity, stage: '', cycle: 1, since: now, returnAt: null, answeredAt: null, heard: [] }),
    told,
    restsOn,
  });
