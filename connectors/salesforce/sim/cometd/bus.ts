import type { Change, Org } from '../org.ts';
import { mergeUpdates } from './merge.ts';
import type { Outgoing } from './message.ts';
import { toPayload, type EventChange } from './payload.ts';

/** An event on the bus: kept for replay, told to listeners. */
export interface BusEvent {
  readonly replayId: number;
  readonly change: EventChange;
}

/** The change events of one org, of the selected entities only, with the past ones that can be replayed. */
export interface EventBus {
  /** Selected entities. Without the add-on Salesforce allows five. */
  entities: ReadonlySet<string>;
  /** How many past events are kept; stands for the 72 hours of Salesforce. */
  retention: number;
  publish(change: EventChange): void;
  /** What came after an id: -2 everything kept, -1 nothing. Null for an id that is not, or no longer, known. */
  after(replayId: number): readonly BusEvent[] | null;
  listen(listener: (event: BusEvent) => void): void;
  /** The event as a message on a channel. */
  toMessage(event: BusEvent, channel: string): Outgoing;
}

const DEFAULT_ENTITIES = ['Lead', 'Contact', 'Account', 'Opportunity', 'Task'] as const;

const buses = new WeakMap<Org, EventBus>();

/** The bus of an org; it records from the first call on, so call it when the org is made. */
export function eventBus(org: Org): EventBus {
  const known = buses.get(org);
  if (known !== undefined) return known;
  const bus = makeBus(org);
  buses.set(org, bus);
  org.onChange((changes) => {
    for (const change of mergeUpdates(changes)) bus.publish(change);
  });
  return bus;
}

function makeBus(org: Org): EventBus {
  const kept: BusEvent[] = [];
  const listeners: ((event: BusEvent) => void)[] = [];
  let last = 6_420;
  let issued = false;
  return {
    entities: new Set<string>(DEFAULT_ENTITIES),
    retention: 10_000,
    publish(change) {
      if (!this.entities.has(change.entityName)) return;
      // Ids grow but are not contiguous: nobody may count on the next one.
      last += 1 + (last % 3);
      issued = true;
      const event = { replayId: last, change };
      kept.push(event);
      if (kept.length > this.retention * 2) kept.splice(0, kept.length - this.retention);
      for (const listener of listeners) listener(event);
    },
    after(replayId) {
      if (replayId === -1) return [];
      const past = kept.slice(-this.retention);
      if (replayId === -2) return past;
      const place = past.findIndex((event) => event.replayId === replayId);
      // The newest id stays good for ever so long: nothing after it can have been missed.
      if (place < 0) return issued && replayId === last ? [] : null;
      return past.slice(place + 1);
    },
    listen(listener) {
      listeners.push(listener);
    },
    toMessage(event, channel) {
      const describe = org.describe(event.change.entityName);
      return {
        channel,
        data: {
          schema: schemaId(event.change.entityName),
          payload: toPayload(event.change, describe, commitNumber(event.change)),
          event: { replayId: event.replayId },
        },
      };
    },
  };
}

/** Opaque to clients; the same for one entity as long as its fields stay the same. */
const schemaId = (entityName: string): string =>
  Buffer.from(entityName.padEnd(16, '-')).toString('base64url').slice(0, 22);

/** Grows with time; the same for all events of a transaction. */
const commitNumber = (change: Pick<Change, 'commitTimestamp'>): number => change.commitTimestamp * 6;
