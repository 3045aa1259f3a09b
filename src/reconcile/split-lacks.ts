import type { SystemName, SystemRecord } from '../domain/record.ts';
import { refKey } from '../domain/record.ts';
import type { Lack } from '../domain/split.ts';
import type { LinkedRecord } from '../ledger/linked-records.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { explainScope } from './explain-scope.ts';
import { valuesAsSeen } from './values-as-seen.ts';

/**
 * Where an entity with these records lacks one, and whether it gets one there as any other would: by the mapping and its
 * scope. Whether one is found that is it already, only a search tells.
 */
export function lacksOf(
  links: readonly LinkedRecord[],
  live: ReadonlyMap<string, SystemRecord>,
  mapping: Mapping,
  isWritable: (system: SystemName) => boolean,
  unwanted: readonly SystemName[],
): readonly Lack[] {
  const outOfScope = explainScope(mapping, valuesAsSeen(mapping, standingFor(links, live)));
  return [...mapping.objects.keys()].flatMap((system): readonly Lack[] => {
    const here = links.filter(({ ref }) => ref.system === system);
    if (here.some(({ endedWhy }) => endedWhy === null) || !isWritable(system)) return [];
    const why =
      here.length > 0
        ? 'its record there was deleted'
        : !mapping.createIn.has(system)
          ? 'the mapping makes none there'
          : unwanted.includes(system)
            ? 'its creation was discarded'
            : (outOfScope.find((one) => one.system === system)?.why ?? null);
    return [{ system, made: why === null, why }];
  });
}

/** The record of each system that takes part in the merge: the primary one, or the oldest. */
function standingFor(links: readonly LinkedRecord[], live: ReadonlyMap<string, SystemRecord>) {
  const alive = links.filter(({ endedWhy }) => endedWhy === null);
  return [...Map.groupBy(alive, ({ ref }) => ref.system).values()].flatMap((group) => {
    const link = group.find(({ primary }) => primary) ?? group[0];
    if (link === undefined) return [];
    const record = live.get(refKey(link.ref));
    const lastSeen = record?.fields ?? link.lastSeen;
    const { ref, agreed } = link;
    return lastSeen === null ? [] : [{ ref, lastSeen, agreed, modifiedAt: record?.modifiedAt ?? null }];
  });
}
