import { refKey, RULES, type RecordRef } from '../domain/record.ts';
import type { Correction, Kept } from '../domain/split.ts';
import { sameValue, type Fields, type Value } from '../domain/value.ts';
import type { PastWrite } from '../ledger/past-writes.ts';

export interface LinkHistory {
  /** The writes of all records, the latest first. */
  readonly writes: readonly PastWrite[];
  /** Whether no write since the wrong link was made has been forgotten. */
  readonly complete: boolean;
  /** Whether a record leaves, or has left before. */
  readonly leaves: (ref: RecordRef) => boolean;
}

export interface Returns {
  readonly fields: Correction['fields'];
  readonly kept: readonly Kept[];
  /** Whether the record was made from what it is split from: then nothing stood there before. */
  readonly made: boolean;
}

/**
 * What one record held before values came to it across a wrong link: those that still stand are given back, where it is
 * known what they replaced. What somebody has written there since stays. Pure.
 */
export function valuesToReturn(ref: RecordRef, live: Fields, history: LinkHistory): Returns {
  const own = history.writes.filter((write) => refKey(write.ref) === refKey(ref));
  const isForeign = ({ replaced }: PastWrite): boolean => {
    // What the rules say of somebody comes across no link.
    const origins = replaced?.origins.filter(({ system }) => system !== RULES) ?? [];
    return origins.length > 0 && origins.every((origin) => history.leaves(origin) !== history.leaves(ref));
  };
  const foreign = own.filter(isForeign);
  const fields: Record<string, { from: Value; to: Value }> = {};
  const kept: Kept[] = [];
  const updated = foreign.filter(({ kind }) => kind === 'update').flatMap((write) => write.fields);
  for (const field of new Set(updated)) {
    const now = live[field];
    const writes = own.filter((write) => write.fields.includes(field));
    const [last] = writes;
    const wrote = last?.replaced?.after[field];
    if (now === undefined || wrote === undefined) {
      kept.push({ ref, field, why: 'unknown' });
      continue;
    }
    if (!sameValue(now, wrote)) {
      kept.push({ ref, field, why: 'changed since' });
      continue;
    }
    const before = ownValue(field, writes, isForeign, history.complete);
    if (before.kind === 'unknown') kept.push({ ref, field, why: 'unknown' });
    else if (before.kind === 'value' && !sameValue(before.value, now))
      fields[field] = { from: now, to: before.value };
  }
  return { fields, kept, made: foreign.some(({ kind }) => kind === 'create') };
}

type OwnValue =
  | { readonly kind: 'value'; readonly value: Value }
  /** The last write brought a value of its own. */
  | { readonly kind: 'present' }
  | { readonly kind: 'unknown' };

/** Goes back through the writes of a field until a value is met that did not come across the link. */
function ownValue(
  field: string,
  writes: readonly PastWrite[],
  isForeign: (write: PastWrite) => boolean,
  complete: boolean,
): OwnValue {
  let before: Value | undefined;
  for (const write of writes) {
    // Somebody has edited the record between two writes: that is its own.
    const wrote = write.replaced?.after[field];
    if (before !== undefined && wrote !== undefined && !sameValue(wrote, before))
      return { kind: 'value', value: before };
    if (write.replaced === null) return { kind: 'unknown' };
    if (!isForeign(write))
      return before === undefined ? { kind: 'present' } : { kind: 'value', value: before };
    before = write.replaced.before[field];
    if (before === undefined) return { kind: 'unknown' };
  }
  return complete && before !== undefined ? { kind: 'value', value: before } : { kind: 'unknown' };
}
