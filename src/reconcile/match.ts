import type { EntityId } from '../domain/entity.ts';
import type { Failure } from '../domain/failure.ts';
import type { AwaitedRecord, LinkChange, SystemFailure } from '../domain/plan.ts';
import type { SystemName } from '../domain/record.ts';
import { decideMatch } from '../identity/decide-match.ts';
import type { ClaimedEntity } from '../ledger/claim-entities.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { possibleMatch } from './possible-match.ts';
import { hasLink, type EntityView } from './view.ts';

export interface Matching {
  readonly links: readonly LinkChange[];
  /** Systems where a record should be created now. */
  readonly create: readonly SystemName[];
  readonly failures: readonly SystemFailure[];
  /** Records of others: once there is one, whether this entity is theirs can be told. */
  readonly waitsFor: readonly AwaitedRecord[];
  /** A system could not be searched, so whether to create there is not known yet. */
  readonly undecided: boolean;
}

/** For each system where the entity has no record: link the one that is it, create one, or ask a person. */
export function matchSystems(
  view: EntityView,
  mapping: Mapping,
  writable: (system: SystemName) => boolean,
): Matching {
  const links: LinkChange[] = [];
  const create: SystemName[] = [];
  const failures: SystemFailure[] = [];
  const waitsFor: AwaitedRecord[] = [];
  let undecided = false;
  for (const system of mapping.objects.keys()) {
    if (hasLink(view.claimed, system)) continue;
    if (view.unsearched.has(system)) {
      undecided = true;
      continue;
    }
    const found = view.found.filter((record) => record.ref.system === system);
    const decision = decideMatch(found, view.claimed.id);
    const verdict = decision.kind === 'none' ? view.alike?.get(system) : undefined;
    if (verdict?.decision.kind === 'link') {
      const { ref, rule } = verdict.decision.candidate;
      links.push({ kind: 'adopt', ref, by: rule });
      continue;
    }
    if (verdict?.decision.kind === 'park') {
      const parked = possibleMatch(view, verdict.decision.candidates, verdict);
      failures.push({ system, failure: parked.failure });
      waitsFor.push(...parked.waitsFor);
      continue;
    }
    switch (decision.kind) {
      case 'link':
        links.push({ kind: 'adopt', ref: decision.ref, by: decision.by });
        break;
      case 'park':
        failures.push({
          system,
          failure: ambiguous(
            decision.candidates.map((candidate) => candidate.ref.id),
            view.claimed.id,
          ),
        });
        break;
      case 'none':
        if (mapping.createIn.has(system) && writable(system) && isWanted(view.claimed, system))
          create.push(system);
        break;
    }
  }
  return { links, create, failures, waitsFor, undecided };
}

/** Where a record that has left still carries the entity's key, a create would overwrite that one: it comes later. */
const isWanted = ({ unwanted, keyElsewhere }: ClaimedEntity, system: SystemName): boolean =>
  !unwanted.includes(system) && !keyElsewhere.includes(system);

const ambiguous = (ids: readonly string[], entity: EntityId): Failure => ({
  kind: 'ambiguous-match',
  code: 'SEVERAL_MATCHES',
  message: `${ids.length} records could be this one: ${ids.join(', ')}`,
  meaning: 'Several records there look like the same one, so none was linked and none was created.',
  fix: `Merge the records that are the same, or correct their e-mail or domain; then it goes on by itself (entity ${entity}).`,
  actor: 'revops',
});
