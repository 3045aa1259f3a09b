import type { EntityId, EntityKind } from '../domain/entity.ts';
import type { Lane } from '../domain/lane.ts';
import { refKey, type SystemName } from '../domain/record.ts';
import type { Value } from '../domain/value.ts';
import type { ClaimedEntity } from '../ledger/claim-entities.ts';
import { normaliseDomain } from '../identity/domain.ts';
import { normaliseEmail } from '../identity/email.ts';
import { isFreeMail } from '../identity/free-mail.ts';
import { IDENTITY_KINDS, type EntityRules } from '../identity/rules.ts';
import { toCanonical, type Resolver } from '../mapping/canonical.ts';
import { mappedFields } from '../mapping/fields.ts';
import { matchFields, type Column, type FieldMapping, type Mapping } from '../mapping/mapping.ts';
import { search, type Hit, type SearchKey, type Snapshots } from './gather.ts';
import type { Misses } from './misses.ts';
import { BY_RULES, ruleLookups } from './rule-lookups.ts';
import { hasLink } from './view.ts';
import type { World } from './world.ts';

export interface Found {
  readonly hits: ReadonlyMap<EntityId, readonly Hit[]>;
  /** What the look-ups of the rules of identity found: candidates. */
  readonly alike: readonly Hit[];
  readonly unsearched: ReadonlySet<SystemName>;
}

/** Looks, in every system where an entity has no record, for one that is it: by external key, then by what identifies. */
export async function searchMissing(
  batch: readonly ClaimedEntity[],
  kind: EntityKind,
  mapping: Mapping,
  snapshots: Snapshots,
  resolver: Resolver,
  world: World,
  lane: Lane,
  rules: EntityRules | null,
  misses: Misses,
): Promise<Found> {
  const hits: Hit[] = [];
  const unsearched = new Set<SystemName>();
  const searches = world.systems
    .filter((traits) => traits.readable && mapping.objects.has(traits.name))
    .flatMap((traits) => {
      const lacking = batch.filter((claimed) => claimed.kind === kind && !hasLink(claimed, traits.name));
      if (lacking.length === 0) return [];
      return (mapping.objects.get(traits.name) ?? []).map(async (object) => {
        const { name: system } = traits;
        const keys = lacking.flatMap((claimed) => {
          const identifying = [
            ...identifyingKeys(claimed, system, object, mapping, snapshots, resolver),
            ...(rules === null
              ? []
              : ruleLookups(claimed, system, object, mapping, rules, snapshots, resolver)),
          ];
          // Once a create was sent, who knows what is there.
          return claimed.tried.includes(system)
            ? [...externalKeys(claimed, system, traits.externalKeyField), ...identifying]
            : identifying.filter((key) => !misses.isKnown(system, object, key));
        });
        if (keys.length === 0) return;
        const answer = await search(system, object, keys, mappedFields(mapping, system, object), world, lane);
        if (answer === null) unsearched.add(system);
        else {
          hits.push(...answer);
          const found = new Set(answer.map((hit) => hit.entity));
          misses.note(
            system,
            object,
            keys.filter((key) => !found.has(key.entity)),
          );
        }
      });
    });
  await Promise.all(searches);
  const [alike, exact] = [hits.filter(isCandidate), hits.filter((hit) => !isCandidate(hit))];
  return { hits: Map.groupBy(exact, (hit) => hit.entity), alike, unsearched };
}

const isCandidate = (hit: Hit): boolean => hit.by === BY_RULES;

function externalKeys(
  claimed: ClaimedEntity,
  system: SystemName,
  field: string | null,
): readonly SearchKey[] {
  if (field === null || !claimed.unsure.includes(system)) return [];
  const { id } = claimed;
  return [
    { entity: id, by: 'external-key', field, values: [id], fits: (record) => record.externalKey === id },
  ];
}

function identifyingKeys(
  claimed: ClaimedEntity,
  system: SystemName,
  object: string,
  mapping: Mapping,
  snapshots: Snapshots,
  resolver: Resolver,
): readonly SearchKey[] {
  return mapping.matchBy.flatMap((match) => {
    const parts = matchFields(match).flatMap((name) => {
      const field = mapping.fields.find((candidate) => candidate.name === name);
      const column = field?.columns.get(system)?.get(object);
      if (field === undefined || column === undefined) return [];
      const key = keyOf(field, claimed.kind, system, column, resolver);
      const wanted = valueOf(claimed, name, mapping, snapshots, resolver, key);
      return wanted === null ? [] : [{ name, column, key, wanted }];
    });
    const [first] = parts;
    if (first === undefined || parts.length < matchFields(match).length) return [];
    return [
      {
        entity: claimed.id,
        by: first.key.by,
        field: first.column.field,
        values: first.key.spellings(first.wanted),
        fits: (record) => {
          const readings = toCanonical(mapping, record, resolver);
          return parts.every(({ name, column, key, wanted }) => {
            // What a record found points at is known by its own id there, and mostly not yet by its entity.
            if (key.isReference) return key.spellings(wanted).includes(String(record.fields[column.field]));
            const reading = readings.get(name);
            return reading?.kind === 'value' && key.normalised(reading.value) === wanted;
          });
        },
      },
    ];
  });
}

function valueOf(
  claimed: ClaimedEntity,
  name: string,
  mapping: Mapping,
  snapshots: Snapshots,
  resolver: Resolver,
  key: IdentifyingKey,
): string | null {
  for (const link of claimed.links) {
    const snapshot = snapshots.get(refKey(link.ref));
    if (link.endedWhy !== null || snapshot?.kind !== 'present') continue;
    const reading = toCanonical(mapping, snapshot.record, resolver).get(name);
    const value = reading?.kind === 'value' ? key.normalised(reading.value) : null;
    if (value !== null) return value;
  }
  return null;
}

/** How a field tells that two records are the same. */
interface IdentifyingKey {
  readonly by: string;
  readonly isReference: boolean;
  /** Null for what identifies nothing. */
  normalised(value: Value): string | null;
  /** How systems may have stored it. */
  spellings(normalised: string): readonly string[];
}

/** People and companies are known by address and domain; what a reference points at, by its record there; all else by the exact value. */
function keyOf(
  { name, type }: FieldMapping,
  kind: EntityKind,
  system: SystemName,
  { targets }: Column,
  resolver: Resolver,
): IdentifyingKey {
  if (type === 'email') return EMAIL;
  if (type === 'reference') {
    const idsOf = (entity: string): readonly string[] =>
      [resolver.refOf(entity, system, targets)?.id].filter((id) => id !== undefined);
    return { ...EXACT, by: name, isReference: true, spellings: idsOf };
  }
  return (IDENTITY_KINDS as readonly EntityKind[]).includes(kind) ? DOMAIN : { ...EXACT, by: name };
}

const EMAIL: IdentifyingKey = {
  by: 'email',
  isReference: false,
  normalised: (value) => (typeof value === 'string' ? normaliseEmail(value) : null),
  spellings: (email) => [email],
};

const DOMAIN: IdentifyingKey = {
  by: 'domain',
  isReference: false,
  normalised: (value) => {
    const domain = typeof value === 'string' ? normaliseDomain(value) : null;
    // A free-mail domain says nothing about who somebody works for.
    return domain !== null && isFreeMail(domain) ? null : domain;
  },
  // It may be stored as a web address.
  spellings: (domain) =>
    ['', 'www.', 'https://', 'https://www.', 'http://', 'http://www.'].flatMap((prefix) => [
      `${prefix}${domain}`,
      `${prefix}${domain}/`,
    ]),
};

const EXACT: Omit<IdentifyingKey, 'by'> = {
  isReference: false,
  normalised: (value) =>
    typeof value === 'string' || typeof value === 'number' ? String(value).trim() || null : null,
  spellings: (value) => [value],
};
