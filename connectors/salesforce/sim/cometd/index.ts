import type { SimReply, SimRequest } from '../../../../src/connector/sim/server.ts';
import type { Org } from '../org.ts';
import { clientStore, type ClientStore } from './client.ts';
import { authenticationInvalid, refuse, unknownClient, type Incoming, type Outgoing } from './message.ts';
import { connect, disconnect, handshake, HOLD_MS, subscribe, unsubscribe } from './meta.ts';

export { eventBus } from './bus.ts';
export { handleCdcControl } from './control.ts';

const PATH = /^\/cometd\/\d+\.0(?:\/.*)?$/;
const COOKIE = 'BAYEUX_BROWSER';

/**
 * The Streaming API (CometD over long-polling): `/cometd/NN.0`, change events only. Null for any other path.
 * The fault `unknown-client` makes the server forget the client whose call it hits.
 */
export async function handleCometd(request: SimRequest, org: Org): Promise<SimReply | null> {
  if (!PATH.test(request.path)) return null;
  // Clients look for a web socket first.
  if (request.method !== 'POST') return { status: 400, body: 'Unknown Bayeux Transport' };
  const body = request.json() as Incoming | readonly Incoming[];
  const messages = isList(body) ? body : [body];
  const clients = clientStore(org);
  const answers: Outgoing[] = [];
  // An answer that others wait for must not be held back by a poll in the same request.
  const alone = messages.length === 1;
  for (const message of messages) answers.push(...(await perform(request, message, org, clients, alone)));
  return {
    status: 200,
    headers: answers.some((answer) => answer.channel === '/meta/handshake' && answer.successful === true)
      ? { 'Set-Cookie': `${COOKIE}=sim; Path=/; HttpOnly` }
      : {},
    body: answers,
  };
}

async function perform(
  request: SimRequest,
  message: Incoming,
  org: Org,
  clients: ClientStore,
  alone: boolean,
): Promise<readonly Outgoing[]> {
  const token = /^(?:OAuth|Bearer)\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
  if (message.channel === '/meta/handshake') return [handshake(message, org, clients, token)];
  if (!org.validSession(token)) return [authenticationInvalid(message)];
  if (request.fault?.name === 'unknown-client') clients.remove(message.clientId ?? '');
  const client = clients.find(message.clientId);
  if (client === null || request.headers.cookie?.includes(COOKIE) !== true) return [unknownClient(message)];
  client.lastSeen = Date.now();
  switch (message.channel) {
    case '/meta/connect': {
      const ms = alone ? Math.min(message.advice?.timeout ?? HOLD_MS, HOLD_MS) : 0;
      return connect(message, org, clients, client, { ms, signal: request.signal });
    }
    case '/meta/subscribe':
      return [subscribe(message, org, clients, client)];
    case '/meta/unsubscribe':
      return [unsubscribe(message, client)];
    case '/meta/disconnect':
      return [disconnect(message, clients, client)];
    default:
      return [refuse(message, `400::Unknown channel ${message.channel ?? ''}`)];
  }
}

const isList = (value: Incoming | readonly Incoming[]): value is readonly Incoming[] => Array.isArray(value);
