import { DAY_MS } from '../domain/clock.ts';
import { DIGEST } from '../domain/digest.ts';
import { ACTIVITY, PERSON, type EntityId } from '../domain/entity.ts';
import { partitionBy } from '../domain/partition-by.ts';
import { RULES } from '../domain/record.ts';
import type { Fields } from '../domain/value.ts';
import { captureEvents, type Due } from '../ledger/capture-events.ts';
import { inTransaction } from '../ledger/database.ts';
import { readDigests, readDigestTouches, type StoredDigest } from '../ledger/digests.ts';
import { bearEntities } from '../ledger/hand-offs.ts';
import { readKnown } from '../ledger/known-records.ts';
import { stillToDecide } from '../ledger/to-decide.ts';
import { getsDigest, hasNewLines, makeDigest, tellsNew } from '../rules/digest/make.ts';
import type { Decided } from './commit.ts';
import type { DecideContext } from './context.ts';
import { eventOf } from './event-of.ts';
import { madeId } from './made-id.ts';
import { readFields } from './read-fields.ts';

export interface DecidedDigests {
  /** Where work is due now. */
  readonly due: readonly Due[];
  /** When people are to be decided about again, as what is new of them may not be told yet. */
  readonly next: ReadonlyMap<EntityId, Date>;
}

const NOTHING: DecidedDigests = { due: [], next: new Map() };

/** Who does more in the days that are told is a machine. */
const MOST_TOUCHES = 1_000;

/**
 * Tells of what people have done, in one record of each that is kept up to date: no more often than the rules say, and only
 * when there is something new. One that sales has closed is left to them; what is new after that is in another. Who is being
 * handed over has another owner in a moment, and is decided about again then.
 */
export async function decideDigests(
  decided: readonly Decided[],
  isHandedOver: (one: Decided) => boolean,
  context: DecideContext,
  now: Date,
): Promise<DecidedDigests> {
  const { db, digest: rules, kindOf, hash, worker } = context;
  const kind = kindOf(RULES, DIGEST);
  if (rules === null || kind === null) return NOTHING;
  const [leaving, staying] = partitionBy(decided, isHandedOver);
  const next = new Map(leaving.map(({ claimed: { entity } }) => [entity, now]));
  const asked = staying
    .map(({ claimed: { entity, lane }, about, course: { standing, decision } }) => ({
      person: entity,
      lane,
      first: madeId(`digest/${entity}`, hash),
      input: { ...about.input, standing },
      decision,
      told: about.standing?.told ?? {},
    }))
    .filter((one) => getsDigest(rules, one));
  if (asked.length === 0) return { due: [], next };
  const people = asked.map(({ person }) => person);
  const touches = await readDigestTouches(db, people, {
    kinds: rules.kinds,
    since: new Date(now.getTime() - (rules.days + 1) * DAY_MS),
    most: MOST_TOUCHES,
  });
  const doers = asked.filter(({ person }) => touches.has(person));
  const [last, owners] = await Promise.all([readDigests(db, doers), readOwners(doers, context)]);
  const closed = await closedBySales([...last.values()], context);
  const news = doers.flatMap((one) => {
    const { person, lane, first } = one;
    const did = (touches.get(person) ?? []).map((touch) => ({ ...touch, at: touch.at.getTime() }));
    const digest = makeDigest(rules, { ...one, owner: owners.get(person) ?? null }, did);
    if (digest === null) return [];
    const before = last.get(person);
    if (before === undefined) return [{ id: first, person, lane, fields: digest }];
    const isClosed = closed.has(before.id);
    if (!(isClosed ? hasNewLines : tellsNew)(digest, before.told)) return [];
    const mayTellAt = new Date(before.toldAt.getTime() + rules.everyMs);
    if (now < mayTellAt) {
      next.set(person, mayTellAt);
      return [];
    }
    const id = isClosed ? madeId(`digest/${before.id}`, hash) : before.id;
    return [{ id, person, lane, fields: digest }];
  });
  if (news.length === 0) return { due: [], next };
  const due = await inTransaction(db, async (tx) => {
    const mine = await stillToDecide(tx, people, worker);
    const told = news.filter(({ person }) => mine.has(person));
    await bearEntities(
      tx,
      told.map(({ id }) => ({ id, kind })),
      { ...context, now },
    );
    const events = told.map(({ id, lane, fields }) => eventOf(DIGEST, id, fields, lane, now));
    return captureEvents(tx, events, { ...context, now });
  });
  return { due, next };
}

/**
 * Who has each person, by e-mail address; a queue is nobody. What the rules have decided counts before the systems have it.
 */
async function readOwners(
  people: readonly {
    readonly person: EntityId;
    readonly input: { readonly person: Fields };
    readonly told: Fields;
  }[],
  { db }: Pick<DecideContext, 'db'>,
): Promise<ReadonlyMap<EntityId, string>> {
  const known = await readKnown(
    db,
    people.map(({ person }) => person),
  );
  return new Map(
    people.flatMap(({ person, input, told }) => {
      const own = known.get(person)?.find(({ ref }) => ref.system === RULES && ref.object === PERSON);
      const given = told[OWNER] ?? null;
      const owner = given !== null && own?.agreed?.[OWNER] !== given ? given : input.person[OWNER];
      return typeof owner === 'string' && owner.includes('@') ? [[person, owner] as const] : [];
    }),
  );
}

/** The field of a person that says who has them. */
const OWNER = 'owner';

/** Those that were open when they were made, and are done now. */
async function closedBySales(
  digests: readonly StoredDigest[],
  { db, mappings }: Pick<DecideContext, 'db' | 'mappings'>,
): Promise<ReadonlySet<EntityId>> {
  const seen = await readFields(
    db,
    mappings.get(ACTIVITY),
    digests.map(({ id }) => id),
    ({ ref }) => ref.system !== RULES,
  );
  return new Set(
    digests.flatMap(({ id, told }) => {
      const { isDone, status } = seen.get(id) ?? {};
      return isDone === true && status !== told['status'] ? [id] : [];
    }),
  );
}
