import { earliest } from '../domain/clock.ts';
import { COMPANY, type EntityId } from '../domain/entity.ts';
import type { Lane } from '../domain/lane.ts';
import { partitionBy } from '../domain/partition-by.ts';
import { sameFields, sameValue } from '../domain/value.ts';
import { dueOnce, type Due } from '../ledger/capture-events.ts';
import { inTransaction } from '../ledger/database.ts';
import {
  askToDecide,
  claimToDecide,
  endDecisions,
  releaseToDecide,
  type ToDecide,
} from '../ledger/to-decide.ts';
import { countShadowed, type Difference } from '../ledger/trials.ts';
import { decideCompanies } from './companies.ts';
import { commitDecisions, type CommittedDecisions, type Decided } from './commit.ts';
import type { DecideContext } from './context.ts';
import { changedMeanwhile, gather, restsOn, type Asked } from './gather.ts';
import { entryOf } from './hand-over.ts';
import { decideDigests } from './digests.ts';
import { decideMembers } from './members.ts';
import { courseOf } from './steps.ts';
import { tellCampaigns } from './tell-campaigns.ts';
import { tellOpportunities } from './tell-opportunities.ts';
import { tellCourse } from './tell.ts';
import { isTried, verdictOf, type Trial } from './trial.ts';

export interface DecideOutcome extends Omit<CommittedDecisions, 'over'> {
  /** How many people and companies were decided about. */
  readonly decided: number;
  /** Where writes are due now that waited for this. */
  readonly deliver: readonly Due[];
}

/** Decides about one batch of people and companies of a lane and partition: claim, gather, decide, commit. */
export async function decideBatch(
  lane: Lane,
  partition: number,
  context: DecideContext,
): Promise<DecideOutcome> {
  const { db, worker, clock, leaseMs, batchSize: limit } = context;
  const now = clock.now();
  const claimed = await claimToDecide(db, { lane, partition, limit, worker, now, leaseMs });
  if (claimed.length === 0) return { decided: 0, due: [], deliver: [], notices: 0 };
  context.onClaim?.(claimed.length);
  try {
    const [companies, people] = partitionBy(claimed, ({ kind }) => kind === COMPANY);
    const ofCompanies = await decideCompanies(companies, context, now);
    const trial = await context.trial();
    const canary = trial?.kind === 'canary' ? trial : null;
    const shadow = trial?.kind === 'shadow' ? trial : null;
    const its = canary === null ? [] : people.filter(({ entity }) => isTried(entity, canary));
    const others = people.filter((item) => !its.includes(item));
    const committed = await decideAll(others, context, shadow, now);
    const more = await decideAll(its, { ...context, ...canary }, null, now);
    return {
      decided: claimed.length,
      due: [...ofCompanies.due, ...committed.due, ...more.due],
      deliver: dueOnce([...ofCompanies.deliver, ...committed.deliver, ...more.deliver]),
      notices: committed.notices + more.notices,
    };
  } catch (error) {
    const failedAt = clock.now();
    const dueAt = new Date(failedAt.getTime() + leaseMs);
    const entities = claimed.map(({ entity }) => entity);
    await inTransaction(db, (tx) => releaseToDecide(tx, entities, worker, { now: failedAt, dueAt }));
    throw error;
  }
}

/** Decides about some people by the same rules. */
async function decideAll(
  claimed: readonly ToDecide[],
  context: DecideContext,
  shadow: Trial | null,
  now: Date,
): Promise<Omit<DecideOutcome, 'decided'>> {
  if (claimed.length === 0) return { due: [], deliver: [], notices: 0 };
  const { scoring, qualification } = context.rules;
  const people = scoring === null && qualification === null ? [] : claimed.map(({ entity }) => entity);
  const asked = await gather(people, context, now);
  const decided = claimed.flatMap((item) => {
    const about = asked.get(item.entity);
    return about === undefined ? [] : [decideOne(item, about, context)];
  });
  // Before it is stored where people stand from now on.
  const others = shadow === null ? null : await gather(people, { ...context, ...shadow }, now);
  const { handOver } = context;
  const isHandedOver = ({ course }: Decided): boolean =>
    handOver !== null && entryOf(course, handOver.handOff) !== null;
  const directory = decided.some(isHandedOver) ? await context.directory() : null;
  const { over, ...committed } = await commitDecisions(claimed, decided, directory, context, now);
  const changed = new Set(await changedMeanwhile(asked, context));
  const news = claimed.filter(({ entity }) => changed.has(entity));
  await askToDecide(
    context.db,
    news.map(({ entity, lane, receivedAt }) => ({ entity, lane, since: receivedAt ?? now })),
    context.clock.now(),
  );
  const ofMembers = await decideMembers(claimed, context, now);
  const ofDigests = await decideDigests(decided, isHandedOver, context, now);
  const ended = over.map((item) => ({
    ...item,
    next: earlier(item.next, ofDigests.next.get(item.entity) ?? null),
  }));
  const deliver = await inTransaction(context.db, (tx) =>
    endDecisions(tx, ended, context.worker, context.clock.now()),
  );
  if (shadow !== null && others !== null) {
    const differences = decided.flatMap((item) => differenceOf(item, others, shadow) ?? []);
    await countShadowed(context.db, shadow.id, decided.length, differences, now);
  }
  return { ...committed, due: [...committed.due, ...ofMembers, ...ofDigests.due], deliver };
}

const earlier = (a: Date | null, b: Date | null): Date | null =>
  a === null || b === null ? (a ?? b) : earliest([a, b]);

/** What the shadow says of the same person, where it is something else. It is only counted. */
function differenceOf(
  { claimed: { entity }, course }: Decided,
  others: ReadonlyMap<EntityId, Asked>,
  shadow: Trial,
): Difference | null {
  const about = others.get(entity);
  if (about === undefined) return null;
  const [live, candidate] = [verdictOf(course), verdictOf(courseOf(shadow, about.input))];
  return live === candidate ? null : { entity, live, candidate };
}

function decideOne(claimed: ToDecide, about: Asked, context: DecideContext): Decided {
  const course = courseOf(context, about.input);
  const { standing } = about;
  const before = standing?.told ?? {};
  const told = {
    ...tellCourse(course, context.outcomes, before),
    ...tellOpportunities(about.input.opportunities, before),
    ...tellCampaigns(about, before),
  };
  const isNews =
    standing === null ||
    !sameFields(told, standing.told) ||
    !sameValue(course.standing.heard, standing.heard) ||
    !sameValue(restsOn(about), standing.restsOn);
  return { claimed, about, course, told, isNews };
}
