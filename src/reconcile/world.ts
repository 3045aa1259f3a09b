import type { RecordChanges } from '../domain/conflict.ts';
import type { CallLane, Lane } from '../domain/lane.ts';
import type { Owner } from '../domain/owner.ts';
import type { RecordRef, SystemName, SystemRecord } from '../domain/record.ts';
import type { Snapshot } from '../domain/snapshot.ts';

/** What reconcile needs to know of the systems and may ask of them. It never writes. */
export interface World {
  readonly systems: readonly SystemTraits[];
  /** One snapshot per ref; what could not be read comes back as `unreadable`, never as an exception. */
  read(
    system: SystemName,
    object: string,
    ids: readonly string[],
    fields: readonly string[],
    lane: CallLane,
  ): Promise<readonly Snapshot[]>;
  /** Records whose field has one of the values; null when the system could not be asked. */
  find(
    system: SystemName,
    query: {
      readonly object: string;
      readonly field: string;
      readonly values: readonly string[];
      readonly fields: readonly string[];
    },
    lane: Lane,
  ): Promise<readonly SystemRecord[] | null>;
  /** Who changed fields of these records last, as far as the system tells; never an exception. */
  lastChanges?(
    system: SystemName,
    query: {
      readonly object: string;
      readonly ids: readonly string[];
      readonly fields: readonly string[];
    },
    lane: Lane,
  ): Promise<readonly RecordChanges[]>;
  /** Null when they could not be read. */
  owners(system: SystemName): Promise<readonly Owner[] | null>;
}

export interface SystemTraits {
  readonly name: SystemName;
  readonly readable: boolean;
  readonly writable: boolean;
  readonly externalKeyField: string | null;
  /** Its records' ids, and the references between them, are Leadloop's own ids. */
  readonly ownIds: boolean;
}

/** Rows grouped by system and object, so that each group is one batch of calls. */
export function byObject<T extends RecordRef>(
  refs: Iterable<T>,
): Map<string, { system: string; object: string; refs: T[] }> {
  const groups = new Map<string, { system: string; object: string; refs: T[] }>();
  for (const ref of refs) {
    const key = `${ref.system}/${ref.object}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { system: ref.system, object: ref.object, refs: [ref] });
    else group.refs.push(ref);
  }
  return groups;
}
