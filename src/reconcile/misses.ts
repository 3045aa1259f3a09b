import type { Clock } from '../domain/clock.ts';
import type { SystemName } from '../domain/record.ts';
import type { SearchKey } from './gather.ts';

/**
 * What was looked for in a system for an entity, and was not there. An entity is looked at again as soon as the rules have
 * said what they say of it, and need not be searched for a second time then. Believed for less time than a write that was
 * planned from a search may wait, and for the same entity only: another one that looks for the same may be its double.
 */
export interface Misses {
  isKnown(system: SystemName, object: string, key: SearchKey): boolean;
  note(system: SystemName, object: string, keys: readonly SearchKey[]): void;
}

const BELIEVED_MS = 30_000;

export function createMisses(clock: Clock): Misses {
  /** Oldest first. */
  const until = new Map<string, number>();
  const nameOf = (system: SystemName, object: string, { entity, field, values }: SearchKey): string =>
    JSON.stringify([entity, system, object, field, values]);

  function forget(now: number): void {
    for (const [name, time] of until) {
      if (time > now) return;
      until.delete(name);
    }
  }

  return {
    isKnown: (system, object, key) =>
      (until.get(nameOf(system, object, key)) ?? -Infinity) > clock.now().getTime(),
    note(system, object, keys) {
      const now = clock.now().getTime();
      forget(now);
      for (const key of keys) {
        const name = nameOf(system, object, key);
        until.delete(name);
        until.set(name, now + BELIEVED_MS);
      }
    },
  };
}
