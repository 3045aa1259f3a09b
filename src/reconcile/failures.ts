import type { SystemFailure } from '../domain/plan.ts';
import { refKey } from '../domain/record.ts';
import type { ClaimedEntity } from '../ledger/claim-entities.ts';
import type { Mapping } from '../mapping/mapping.ts';
import type { EntityView } from './view.ts';

/** The entity's live records that could not be read. */
export function unreadableFailures(view: EntityView): readonly SystemFailure[] {
  return view.claimed.links.flatMap((link) => {
    const snapshot = view.snapshots.get(refKey(link.ref));
    if (link.endedWhy !== null || snapshot?.kind !== 'unreadable') return [];
    return [{ system: link.ref.system, failure: snapshot.failure }];
  });
}

/** A record was deleted in one system, its twins live on, and the mapping wants a person to decide about them. */
export function deletedElsewhere(claimed: ClaimedEntity, mapping: Mapping): readonly SystemFailure[] {
  if (mapping.onDelete !== 'park') return [];
  const living = new Set(
    claimed.links.filter((link) => link.endedWhy === null).map((link) => link.ref.system),
  );
  const gone = claimed.links.filter((link) => link.endedWhy === 'deleted' && !living.has(link.ref.system));
  return gone.map(({ ref }) => ({
    system: ref.system,
    failure: {
      kind: 'deleted',
      code: 'DELETED_THERE',
      message: `${ref.object} ${ref.id} was deleted; its twins live on in ${[...living].join(' and ')}`,
      meaning: 'The record was deleted in one system only, and the mapping leaves the rest to a person.',
      fix: 'Delete the twins too, or restore the record. Nothing is deleted or made anew by itself.',
      actor: 'sales',
    },
  }));
}
