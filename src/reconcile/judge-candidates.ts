import type { EntityId } from '../domain/entity.ts';
import { refKey, type RecordRef, type SystemName } from '../domain/record.ts';
import type { Fields } from '../domain/value.ts';
import type { JudgedCandidate } from '../identity/decide-identity.ts';
import { judge } from '../identity/judge.ts';
import { prepare, type Prepared } from '../identity/prepare.ts';
import type { EntityRules } from '../identity/rules.ts';
import type { LedgerDb } from '../ledger/database.ts';
import { entitiesOf, primariesOf } from '../ledger/references.ts';
import type { Resolver } from '../mapping/canonical.ts';
import type { Mapping } from '../mapping/mapping.ts';
import type { Hit } from './gather.ts';
import { identityFields } from './identity-fields.ts';

/** A record that could be the same, with what it holds under its system's own names. */
export interface Candidate {
  readonly ref: RecordRef;
  readonly entity: EntityId | null;
  readonly fields: Fields;
  /** Where its entity has records. */
  readonly systems: readonly SystemName[];
}

export interface Judge {
  /** Nothing when no rule holds. */
  judge(
    seeker: Prepared,
    candidate: Pick<Candidate, 'ref' | 'entity' | 'fields'>,
  ): readonly JudgedCandidate[];
  prepared(candidate: Pick<Candidate, 'ref' | 'fields'>): Prepared;
}

/** Judges many pairs of a batch; each candidate is made ready to be compared once. */
export function judgeOf(rules: EntityRules, mapping: Mapping, resolver: Resolver): Judge {
  const ready = new Map<string, Prepared>();
  const prepared: Judge['prepared'] = ({ ref, fields }) => {
    const known = ready.get(refKey(ref));
    if (known !== undefined) return known;
    const record = { ref, fields, externalKey: null, modifiedAt: null };
    const made = prepare(rules, identityFields(mapping, record, resolver));
    ready.set(refKey(ref), made);
    return made;
  };
  return {
    prepared,
    judge(seeker, candidate) {
      const judgement = judge(rules, seeker, prepared(candidate));
      return judgement === null ? [] : [{ ref: candidate.ref, entity: candidate.entity, ...judgement }];
    },
  };
}

/** Records that look-ups found as candidates, by the entity they were for, with whose they are already. */
export async function ownersOfHits(
  hits: readonly Hit[],
  db: LedgerDb,
): Promise<ReadonlyMap<EntityId, readonly Candidate[]>> {
  if (hits.length === 0) return new Map();
  const owners = await entitiesOf(
    db,
    hits.map((hit) => hit.record.ref),
  );
  const primaries = await primariesOf(db, [...new Set(owners.values())]);
  const candidates = hits.map(({ entity: asker, record: { ref, fields } }) => {
    const entity = owners.get(refKey(ref)) ?? null;
    const refs = entity === null ? [] : (primaries.get(entity) ?? []);
    return { asker, ref, entity, fields, systems: refs.map((own) => own.system) };
  });
  return Map.groupBy(candidates, ({ asker }) => asker);
}
