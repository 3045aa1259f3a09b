import { refKey } from '../domain/record.ts';
import { isBlank, sameValue } from '../domain/value.ts';
import type { ClaimedEntity, Link } from '../ledger/claim-entities.ts';
import { toCanonical, type Resolver } from '../mapping/canonical.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { isInScope, type FieldValues } from '../mapping/scope.ts';
import { hasOverdue } from './compute.ts';
import { agreedValues } from './field-values.ts';
import type { SystemRecord, SystemName } from '../domain/record.ts';
import type { Snapshot } from '../domain/snapshot.ts';

/**
 * Whether what rang shows nothing new: every record that rang holds what was last agreed with its system, and no
 * system lacks a record, and nothing is held that this would take away. This is how the echo of our own writes, and a sweep over unchanged systems, costs no call.
 */
export function nothingNew(
  claimed: ClaimedEntity,
  snapshots: ReadonlyMap<string, Snapshot>,
  mapping: Mapping,
  resolver: Resolver,
): boolean {
  if (claimed.unsure.length > 0 || claimed.held || claimed.corrections.length > 0) return false;
  // A side that takes its change back lets the other one's flow, although it says what was agreed.
  if (claimed.openConflicts.length > 0) return false;
  const linked = new Set<SystemName>(claimed.links.map((link) => link.ref.system));
  const depends = mapping.scope.size + mapping.computed.size > 0;
  const values: FieldValues = depends ? agreedValues(mapping, claimed.links) : new Map();
  const lacks = (system: SystemName): boolean => !linked.has(system) && isInScope(mapping, system, values);
  if ([...mapping.createIn].some(lacks)) return false;
  const primaries = claimed.links.filter(
    ({ primary, endedWhy, ref }) => primary && endedWhy === null && isInScope(mapping, ref.system, values),
  );
  if (hasOverdue(mapping, primaries, values, resolver)) return false;
  return claimed.inbox.every((entry) => {
    if (entry.origin === 'look') return false;
    const link = claimed.links.find((candidate) => refKey(candidate.ref) === refKey(entry.ref));
    const snapshot = snapshots.get(refKey(entry.ref));
    if (link === undefined || snapshot === undefined) return false;
    // Where a person is to be told of a deletion, only a plan does.
    if (link.endedWhy !== null) return snapshot.kind !== 'present' && mapping.onDelete !== 'park';
    if (snapshot.kind !== 'present') return false;
    // A twin that is not the primary record has no say while it lives.
    return link.primary ? holdsAgreed(link, snapshot.record, mapping, resolver) : true;
  });
}

function holdsAgreed(link: Link, record: SystemRecord, mapping: Mapping, resolver: Resolver): boolean {
  const { shadow } = link;
  if (shadow === null) return false;
  for (const [name, reading] of toCanonical(mapping, record, resolver)) {
    // What is computed is compared with what comes out, not with what the record says meanwhile.
    if (mapping.computed.has(name)) continue;
    if (reading.kind !== 'value') return false;
    const agreed = shadow[name];
    if (agreed === undefined ? !isBlank(reading.value) : !sameValue(agreed, reading.value)) return false;
  }
  return true;
}
