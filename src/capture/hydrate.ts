import type { Connection, ConnectorDefinition, ReadRequest } from '../connector/contract.ts';
import type { Clock } from '../domain/clock.ts';
import type { RecordChanges } from '../domain/conflict.ts';
import { FailureError, type Failure } from '../domain/failure.ts';
import type { CallLane, Lane } from '../domain/lane.ts';
import type { Owner } from '../domain/owner.ts';
import type { SystemName, SystemRecord } from '../domain/record.ts';
import type { Snapshot } from '../domain/snapshot.ts';

/** How long a list of owners is believed. */
const OWNERS_MS = 10 * 60_000;
/** As long again where a newer one could not be had. */
const OLD_OWNERS_MS = 60_000;
/** Where there is none yet: in an outage not every batch waits to be told so once more. */
const NO_OWNERS_MS = 1_000;

export interface Connected {
  readonly definition: ConnectorDefinition;
  readonly connection: Connection;
}

/** What went wrong with a whole call; the caller may pause the connection. */
export type OnTrouble = (system: SystemName, failure: Failure) => void;

/** Reads records as they are now. What can not be read comes back as such: it never looks like "no change". */
export function makeHydration(
  systems: ReadonlyMap<SystemName, Connected>,
  clock: Clock,
  onTrouble: OnTrouble,
) {
  const owners = new Map<
    SystemName,
    { readonly until: number; readonly list: Promise<readonly Owner[] | null> }
  >();

  async function guarded<T>(
    system: SystemName,
    call: (connection: Connection) => Promise<T>,
    otherwise: (failure: Failure) => T | Promise<T>,
  ): Promise<T> {
    const connected = systems.get(system);
    if (connected === undefined) throw new Error(`no connection to ${system}`);
    try {
      return await call(connected.connection);
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      onTrouble(system, error.failure);
      return otherwise(error.failure);
    }
  }

  return {
    systems: [...systems.values()].map(({ definition }) => ({
      name: definition.name,
      readable: definition.capabilities.readable,
      writable: definition.capabilities.writable,
      externalKeyField: definition.capabilities.externalKeyField,
      ownIds: definition.capabilities.ownIds,
    })),

    read: (
      system: SystemName,
      object: string,
      ids: readonly string[],
      fields: readonly string[],
      lane: CallLane,
    ): Promise<readonly Snapshot[]> =>
      guarded<readonly Snapshot[]>(
        system,
        (connection) => connection.read({ object, ids, fields }, { lane }),
        (failure) => ids.map((id) => ({ kind: 'unreadable', ref: { system, object, id }, failure })),
      ),

    find: (
      system: SystemName,
      query: {
        readonly object: string;
        readonly field: string;
        readonly values: readonly string[];
        readonly fields: readonly string[];
      },
      lane: Lane,
    ): Promise<readonly SystemRecord[] | null> =>
      guarded<readonly SystemRecord[] | null>(
        system,
        (connection) => connection.find(query, { lane }),
        () => null,
      ),

    /** Good to know and no more: whatever goes wrong, the sync goes on without it, and no connection is paused for it. */
    async lastChanges(system: SystemName, query: ReadRequest, lane: Lane): Promise<readonly RecordChanges[]> {
      try {
        return (await systems.get(system)?.connection.lastChanges?.(query, { lane })) ?? [];
      } catch {
        return [];
      }
    },

    owners(system: SystemName): Promise<readonly Owner[] | null> {
      const known = owners.get(system);
      if (known !== undefined && clock.now().getTime() < known.until) return known.list;
      const list = guarded<readonly Owner[] | null>(
        system,
        (connection) => connection.owners({ lane: 'live' }),
        async () => {
          const before = (await known?.list) ?? null;
          const until = clock.now().getTime() + (before === null ? NO_OWNERS_MS : OLD_OWNERS_MS);
          owners.set(system, { until, list: Promise.resolve(before) });
          return before;
        },
      );
      owners.set(system, { until: clock.now().getTime() + OWNERS_MS, list });
      return list;
    },
  };
}
