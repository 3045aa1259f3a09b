import { setTimeout as sleep } from 'node:timers/promises';
import type { Org } from '../org.ts';
import { channelEntity } from './channel.ts';
import type { Client, ClientStore } from './client.ts';
import {
  authenticationInvalid,
  refuse,
  reply,
  unknownClient,
  type Incoming,
  type Outgoing,
} from './message.ts';

/** How long a poll is held open when nothing happens (developer.salesforce.com: Streaming API, Timeouts). */
export const HOLD_MS = 110_000;

export function handshake(message: Incoming, org: Org, clients: ClientStore, token: string): Outgoing {
  if (!org.validSession(token)) {
    return {
      ...refuse(message, '403::Handshake denied'),
      ext: { sfdc: { failureReason: '401::Authentication invalid' }, replay: true },
      advice: { reconnect: 'none' },
    };
  }
  if (message.supportedConnectionTypes?.includes('long-polling') !== true) {
    return refuse(message, '400::Only long-polling is supported');
  }
  return reply(message, {
    version: '1.0',
    minimumVersion: '1.0',
    supportedConnectionTypes: ['long-polling'],
    clientId: clients.add(token).id,
    ext: { replay: true, 'payload.format': true },
    successful: true,
  });
}

/** Answers with what waits, else when something comes, the hold ends or the caller goes. */
export async function connect(
  message: Incoming,
  org: Org,
  clients: ClientStore,
  client: Client,
  hold: { readonly ms: number; readonly signal: AbortSignal },
): Promise<readonly Outgoing[]> {
  if (client.waiting.length === 0 && hold.ms > 0) await held(client, hold);
  if (!org.validSession(client.token)) return [authenticationInvalid(message)];
  if (clients.find(client.id) === null) return [unknownClient(message)];
  // Nobody hears the answer of a caller that has gone: its events wait for the next poll.
  const events = hold.signal.aborted ? [] : client.waiting.splice(0);
  return [
    ...events,
    reply(message, { advice: { interval: 0, timeout: HOLD_MS, reconnect: 'retry' }, successful: true }),
  ];
}

async function held(
  client: Client,
  hold: { readonly ms: number; readonly signal: AbortSignal },
): Promise<void> {
  // A client polls once at a time: a second poll ends the first.
  client.wake?.();
  const woken = new AbortController();
  const wake = (): void => woken.abort();
  client.wake = wake;
  const signal = AbortSignal.any([woken.signal, hold.signal]);
  await sleep(hold.ms, undefined, { signal, ref: false }).catch(() => undefined);
  if (client.wake === wake) client.wake = null;
  client.lastSeen = Date.now();
}

export function subscribe(message: Incoming, org: Org, clients: ClientStore, client: Client): Outgoing {
  const channel = message.subscription ?? '';
  const entity = channelEntity(channel, org);
  if (entity === null) return refuse(message, `400::The channel specified is not valid: ${channel}`);
  const from = message.ext?.replay?.[channel] ?? -1;
  const missed = clients.bus.after(from);
  if (missed === null) {
    return refuse(
      message,
      `400::The replayId {${from}} you provided was invalid.  Please provide a valid ID, -2 to replay all events, or -1 to replay only new events.`,
    );
  }
  client.subscriptions.add(channel);
  for (const event of missed) clients.offer(client, event, [channel]);
  return reply(message, { subscription: channel, successful: true });
}

export function unsubscribe(message: Incoming, client: Client): Outgoing {
  client.subscriptions.delete(message.subscription ?? '');
  return reply(message, { subscription: message.subscription, successful: true });
}

export function disconnect(message: Incoming, clients: ClientStore, client: Client): Outgoing {
  clients.remove(client.id);
  return reply(message, { successful: true });
}
