import type { Org } from '../org.ts';
import { channelEntity } from './channel.ts';
import { eventBus, type BusEvent, type EventBus } from './bus.ts';
import type { Outgoing } from './message.ts';

/** One handshake's state: what it listens to and what waits for its next poll. */
export interface Client {
  readonly id: string;
  /** The token of the handshake: when its session ends, so does the client's right to events. */
  readonly token: string;
  readonly subscriptions: Set<string>;
  readonly waiting: Outgoing[];
  /** Ends the poll that is held open, if one is. */
  wake: (() => void) | null;
  lastSeen: number;
}

/** The CometD clients of one org. */
export interface ClientStore {
  readonly bus: EventBus;
  add(token: string): Client;
  /** Null for an id that is unknown or was not seen for too long. */
  find(id: string | undefined): Client | null;
  remove(id: string): void;
  /** How many are subscribed to anything. */
  listening(): number;
  /** What anybody is subscribed to. */
  channels(): readonly string[];
  /** Puts an event into the queue of a client, once for each of its channels that carries it. */
  offer(client: Client, event: BusEvent, channels: Iterable<string>): void;
  /** As after a restart of the server: every client must shake hands again. */
  forgetAll(): void;
}

/** Clients that stay away longer are forgotten (developer.salesforce.com: Streaming API, Client Connection). */
const AWAY_MS = 40_000;

const stores = new WeakMap<Org, ClientStore>();

export function clientStore(org: Org): ClientStore {
  const known = stores.get(org);
  if (known !== undefined) return known;
  const clients = new Map<string, Client>();
  let count = 0;
  const store: ClientStore = {
    bus: eventBus(org),
    add(token) {
      count += 1;
      const client: Client = {
        id: `sim${count.toString(36).padStart(22, '0')}`,
        token,
        subscriptions: new Set(),
        waiting: [],
        wake: null,
        lastSeen: Date.now(),
      };
      clients.set(client.id, client);
      return client;
    },
    find(id) {
      const client = clients.get(id ?? '');
      if (client === undefined) return null;
      if (client.wake === null && Date.now() - client.lastSeen > AWAY_MS) {
        clients.delete(client.id);
        return null;
      }
      return client;
    },
    remove(id) {
      clients.get(id)?.wake?.();
      clients.delete(id);
    },
    listening: () => [...clients.values()].filter((client) => client.subscriptions.size > 0).length,
    channels: () => [...new Set([...clients.values()].flatMap((client) => [...client.subscriptions]))],
    offer(client, event, channels) {
      for (const channel of channels) {
        const entity = channelEntity(channel, org);
        if (entity === '*' || entity === event.change.entityName) {
          client.waiting.push(store.bus.toMessage(event, channel));
        }
      }
      if (client.waiting.length > 0) client.wake?.();
    },
    forgetAll() {
      for (const client of clients.values()) client.wake?.();
      clients.clear();
    },
  };
  store.bus.listen((event) => {
    for (const { id } of [...clients.values()]) {
      const client = store.find(id);
      if (client !== null) store.offer(client, event, client.subscriptions);
    }
  });
  stores.set(org, store);
  return store;
}
