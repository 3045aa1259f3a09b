import { refKey, type RecordRef } from '../domain/record.ts';

/** A twin: one of several records of one entity in one system. */
export interface Twin {
  readonly ref: RecordRef;
  /** How many mapped fields it fills. */
  readonly filled: number;
  /** When it was linked first, by our own clock. */
  readonly linkedAt: Date;
}

/**
 * The twin that takes part in the merge. `objects` are the mapping's objects of the system, in their order: what a
 * record can become comes after what it is created as, so a later object (a contact) is before an earlier one (a lead);
 * then the record with more in it, then the one we have known longest, then the lowest id, so that the choice is the
 * same wherever and whenever it is made. Null without twins.
 */
export function choosePrimary(twins: readonly Twin[], objects: readonly string[]): RecordRef | null {
  const rank = ({ ref }: Twin): number => objects.indexOf(ref.object);
  const [first] = twins.toSorted(
    (a, b) =>
      rank(b) - rank(a) ||
      b.filled - a.filled ||
      a.linkedAt.getTime() - b.linkedAt.getTime() ||
      (refKey(a.ref) < refKey(b.ref) ? -1 : 1),
  );
  return first?.ref ?? null;
}
