import { chunks } from '../domain/chunks.ts';
import type { EntityId, EntityKind } from '../domain/entity.ts';
import { refKey, type SystemName, type SystemRecord } from '../domain/record.ts';
import { blockKeys } from '../identity/block-keys.ts';
import { chooseAmong } from '../identity/decide-identity.ts';
import { prepare, type Prepared } from '../identity/prepare.ts';
import { IDENTITY_KINDS, type EntityRules, type IdentityRules } from '../identity/rules.ts';
import { blockCandidates } from '../ledger/block-candidates.ts';
import { noteBlocks, noteSeen } from '../ledger/block-keys.ts';
import { AT_ONCE } from '../ledger/commit-plans.ts';
import { inTransaction, type LedgerDb } from '../ledger/database.ts';
import { wakeWaiting } from '../ledger/mend-links.ts';
import type { Resolver } from '../mapping/canonical.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { blocksOf, identityFields, mergedFields, rulesFor } from './identity-fields.ts';
import { judgeOf, type Candidate, type Judge } from './judge-candidates.ts';
import { hasLink, sidesOf, type EntityView, type IdentityVerdict } from './view.ts';

export interface IdentifyContext {
  readonly db: LedgerDb;
  readonly identity: IdentityRules | null;
  readonly mappings: ReadonlyMap<EntityKind, Mapping>;
  readonly resolver: Resolver;
  /** Systems that can be read: the others only give, and never lack a record. */
  readonly readable: ReadonlySet<SystemName>;
  readonly readAt: Date;
  readonly now: Date;
}

/** By entity and lacking system. Where the rules were not asked there is nothing. */
export type Identified = ReadonlyMap<EntityId, ReadonlyMap<SystemName, IdentityVerdict>>;

/** What the look-ups of the rules found, by the entity they were for. */
export type LookedUp = ReadonlyMap<EntityId, readonly Candidate[]>;

/**
 * Asks the rules about every entity that lacks a record in a system where the exact look-ups found none. Its records are
 * noted first, so that of two entities that are looked at side by side at least one finds the other.
 */
export async function identify(
  views: readonly EntityView[],
  lookedUp: LookedUp,
  context: IdentifyContext,
): Promise<Identified> {
  const identified = new Map<EntityId, ReadonlyMap<SystemName, IdentityVerdict>>();
  for (const kind of IDENTITY_KINDS) {
    const mapping = context.mappings.get(kind);
    const rules = mapping === undefined ? null : rulesFor(kind, mapping, context.identity);
    if (rules === null || mapping === undefined) continue;
    const seekers = views.flatMap((view) => seekerOf(view, rules, mapping, context));
    if (seekers.length === 0) continue;
    await note(seekers, rules, mapping, context);
    const judge = judgeOf(rules, mapping, context.resolver);
    const verdicts = await decide(seekers, lookedUp, judge, rules, context);
    for (const { seeker, system, verdict } of await withoutRivals(verdicts, judge, rules, context.db))
      identified.set(seeker.id, new Map([...(identified.get(seeker.id) ?? []), [system, verdict]]));
  }
  return identified;
}

interface Seeker {
  readonly id: EntityId;
  /** Entities that a person has said are not this one. */
  readonly apart: readonly EntityId[];
  readonly records: readonly SystemRecord[];
  /** Readable systems where it has a record: whoever has one there as well is somebody else. */
  readonly from: readonly SystemName[];
  readonly lacks: readonly SystemName[];
  readonly prepared: Prepared;
}

function seekerOf(
  view: EntityView,
  rules: EntityRules,
  mapping: Mapping,
  { readable, resolver }: IdentifyContext,
): readonly Seeker[] {
  if (view.claimed.kind !== rules.kind) return [];
  const lacks = [...mapping.objects.keys()].filter(
    (system) =>
      readable.has(system) &&
      !hasLink(view.claimed, system) &&
      !view.unsearched.has(system) &&
      !view.found.some(({ ref }) => ref.system === system),
  );
  const records = [...sidesOf(view).values()].map((side) => side.record);
  if (lacks.length === 0 || records.length === 0) return [];
  const fields = mergedFields(records.map((record) => identityFields(mapping, record, resolver)));
  const from = records.map((record) => record.ref.system).filter((system) => readable.has(system));
  const { id, apart } = view.claimed;
  return [{ id, apart, records, from, lacks, prepared: prepare(rules, fields) }];
}

/** In short transactions: whoever shares the built-in database's one session waits for each. */
async function note(
  seekers: readonly Seeker[],
  rules: EntityRules,
  mapping: Mapping,
  { db, readable, resolver, readAt, now }: IdentifyContext,
): Promise<void> {
  const records = seekers.flatMap((seeker) => seeker.records.filter(({ ref }) => readable.has(ref.system)));
  for (const some of chunks(records, AT_ONCE)) {
    await inTransaction(db, async (tx) => {
      await noteSeen(tx, some, readAt);
      const blocks = some.map((record) => blocksOf(rules, mapping, record, resolver));
      await wakeWaiting(tx, await noteBlocks(tx, blocks), { now, since: now });
    });
  }
}

interface Decided {
  readonly seeker: Seeker;
  readonly system: SystemName;
  readonly verdict: IdentityVerdict;
  readonly candidates: readonly Candidate[];
}

async function decide(
  seekers: readonly Seeker[],
  lookedUp: LookedUp,
  judge: Judge,
  rules: EntityRules,
  { db }: IdentifyContext,
): Promise<readonly Decided[]> {
  const wanted = seekers.flatMap((seeker) => lacksOf(seeker));
  const questions = wanted.map(({ seeker, system }, index) => ({
    id: String(index),
    system,
    blocks: blockKeys(rules, seeker.prepared),
    without: seeker.from,
    not: seeker.id,
  }));
  const sharing = await blockCandidates(db, rules.kind, questions, rules.largestBlock);
  const byQuestion = Map.groupBy(
    sharing.flatMap((candidate) => candidate.askers.map((asker) => ({ asker, candidate }))),
    ({ asker }) => asker,
  );
  return wanted.map(({ seeker, system }, index) => {
    const found: readonly Candidate[] = [
      ...(byQuestion.get(String(index)) ?? []).map(({ candidate }) => candidate),
      ...(lookedUp.get(seeker.id) ?? []).filter(
        (one) => one.ref.system === system && !one.systems.some((other) => seeker.from.includes(other)),
      ),
    ];
    const possible = found.filter(({ entity }) => entity === null || !seeker.apart.includes(entity));
    const candidates = [...new Map(possible.map((one) => [refKey(one.ref), one])).values()];
    const judged = candidates.flatMap((one) => judge.judge(seeker.prepared, one));
    const verdict = { decision: chooseAmong(rules, judged), from: seeker.from, rivals: [] };
    return { seeker, system, candidates, verdict };
  });
}

const lacksOf = (seeker: Seeker): readonly { readonly seeker: Seeker; readonly system: SystemName }[] =>
  seeker.lacks.map((system) => ({ seeker, system }));

/**
 * A link must be the only one from the other side, too: where another record of the seeker's own system would be linked
 * to the same candidate, a person decides.
 */
async function withoutRivals(
  decided: readonly Decided[],
  judge: Judge,
  rules: EntityRules,
  db: LedgerDb,
): Promise<readonly Decided[]> {
  const questions = decided.flatMap(({ seeker, system, verdict: { decision }, candidates }, index) => {
    const target =
      decision.kind === 'link'
        ? candidates.find((one) => refKey(one.ref) === refKey(decision.candidate.ref))
        : undefined;
    if (target === undefined) return [];
    const prepared = judge.prepared(target);
    return seeker.from.map((own) => ({
      id: String(index),
      system: own,
      blocks: blockKeys(rules, prepared),
      without: [system],
      not: seeker.id,
      prepared,
    }));
  });
  const sharing = await blockCandidates(db, rules.kind, questions, rules.largestBlock);
  return decided.map((one, index) => {
    const target = questions.find(({ id }) => id === String(index))?.prepared;
    const { decision } = one.verdict;
    if (target === undefined || decision.kind !== 'link') return one;
    const rivals = sharing
      .filter(({ askers }) => askers.includes(String(index)))
      .filter((rival) => judge.judge(target, rival).some(({ outcome }) => outcome === 'link'))
      .map(({ ref, entity }) => ({ ref, entity }));
    if (rivals.length === 0) return one;
    const parked = { kind: 'park', candidates: [decision.candidate] } as const;
    return { ...one, verdict: { decision: parked, from: one.seeker.from, rivals } };
  });
}
