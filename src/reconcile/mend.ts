import type { LinkChange } from '../domain/plan.ts';
import { refKey } from '../domain/record.ts';
import type { EntityView } from './view.ts';

/** What the snapshots say of the entity's links themselves, before any field is compared. */
export function linkChanges(view: EntityView): readonly LinkChange[] {
  const { claimed, snapshots, survivors } = view;
  return claimed.links.flatMap((link): readonly LinkChange[] => {
    const snapshot = snapshots.get(refKey(link.ref));
    const live = link.endedWhy === null;
    switch (snapshot?.kind) {
      case 'moved':
        return live ? [{ kind: 'move', from: link.ref, to: snapshot.to, why: snapshot.why }] : [];
      case 'deleted':
        return live ? [{ kind: 'end', ref: link.ref }] : [];
      case 'present': {
        if (!live) return [{ kind: 'revive', ref: link.ref }];
        const key = snapshot.record.externalKey;
        const owner = key === null ? undefined : survivors.get(key);
        const isOthers = owner !== undefined && owner !== claimed.id && !claimed.apart.includes(owner);
        return isOthers ? [{ kind: 'fold', other: owner }] : [];
      }
      case 'unreadable':
      case undefined:
        return [];
    }
  });
}
