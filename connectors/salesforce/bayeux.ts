import type { Session } from './auth/session.ts';
import { API_VERSION } from './versions.ts';

/**
 * The Bayeux protocol (CometD) as the Streaming API speaks it: long polling, cookies, replay ids. Our own, because
 * jsforce's client keeps a dead token, resubscribes without a word when its replay id has expired, and cannot be stopped
 * without leaving timers behind. These calls do not count against the API limits.
 * https://developer.salesforce.com/docs/atlas.en-us.api_streaming.meta/api_streaming/using_streaming_api_durability.htm
 */

/** Salesforce answers a silent poll after 110 s; this long without an answer means the connection is dead. */
const SILENCE_MS = 130_000;

/** Why a subscription ended. */
export type BreakReason =
  /** Sign in again. */
  | 'session'
  /** The replay id of `channel` is unknown or too old. */
  | 'replay'
  /** Salesforce will not let us listen to `channel`. */
  | 'refused'
  /** The day's events or the clients are used up. */
  | 'limit'
  /** Anything that a new handshake mends: unknown client, silence, network. */
  | 'lost';

export class StreamBreak extends Error {
  readonly reason: BreakReason;
  readonly channel: string | null;
  constructor(reason: BreakReason, message: string, channel: string | null = null) {
    super(message);
    this.name = 'StreamBreak';
    this.reason = reason;
    this.channel = channel;
  }
}

/** One event of a channel. */
export interface StreamMessage {
  readonly channel: string;
  readonly replayId: number;
  readonly payload: unknown;
}

interface Message {
  readonly channel: string;
  readonly successful?: boolean;
  readonly clientId?: string;
  readonly error?: string;
  readonly ext?: { readonly sfdc?: { readonly failureReason?: string } };
  readonly data?: { readonly payload?: unknown; readonly event?: { readonly replayId?: number } };
}

/**
 * Yields what arrives on the channels, one list per answer, until `signal` aborts. Each channel starts after its replay
 * id; -1 is "from now".
 * @throws StreamBreak; never ends by itself otherwise.
 */
export async function* listen(
  session: Session,
  channels: ReadonlyMap<string, number>,
  signal: AbortSignal,
  silenceMs: number = SILENCE_MS,
): AsyncGenerator<readonly StreamMessage[]> {
  const exchange = exchanger(session, signal, silenceMs);
  const [greeting] = await exchange({
    channel: '/meta/handshake',
    version: '1.0',
    supportedConnectionTypes: ['long-polling'],
  });
  if (!greeting?.successful || !greeting.clientId) throw broken(greeting, null);
  const { clientId } = greeting;
  for (const [subscription, replayId] of channels) {
    const replies = await exchange({
      channel: '/meta/subscribe',
      clientId,
      subscription,
      ext: { replay: { [subscription]: replayId } },
    });
    const reply = replies.find((message) => message.channel === '/meta/subscribe');
    if (!reply?.successful) throw broken(reply, subscription);
    yield eventsIn(replies);
  }
  for (;;) {
    const replies = await exchange({ channel: '/meta/connect', clientId, connectionType: 'long-polling' });
    const events = eventsIn(replies);
    if (events.length > 0) yield events;
    const reply = replies.find((message) => message.channel === '/meta/connect');
    if (reply && !reply.successful) throw broken(reply, null);
  }
}

function exchanger(
  session: Session,
  signal: AbortSignal,
  silenceMs: number,
): (message: object) => Promise<readonly Message[]> {
  const cookies = new Map<string, string>();
  let id = 0;
  return async (message) => {
    try {
      const response = await fetch(`${session.instanceUrl}/cometd/${API_VERSION}`, {
        method: 'POST',
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(silenceMs)]),
        headers: {
          'content-type': 'application/json',
          authorization: `OAuth ${session.accessToken}`,
          ...(cookies.size > 0
            ? { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
            : {}),
        },
        body: JSON.stringify([{ ...message, id: String((id += 1)) }]),
      });
      for (const line of response.headers.getSetCookie()) {
        const [, name, value] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
        if (name !== undefined && value !== undefined) cookies.set(name.trim(), value);
      }
      const body: unknown = JSON.parse(await response.text());
      if (
        Array.isArray(body) &&
        body.every((item) => typeof item === 'object' && item !== null && 'channel' in item)
      ) {
        return body as readonly Message[];
      }
      throw new StreamBreak(
        response.status === 401 ? 'session' : 'lost',
        `The stream answered HTTP ${response.status}.`,
      );
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof StreamBreak) throw error;
      throw new StreamBreak('lost', 'The stream was lost.');
    }
  };
}

const eventsIn = (messages: readonly Message[]): readonly StreamMessage[] =>
  messages.flatMap(({ channel, data }) =>
    data?.event?.replayId === undefined
      ? []
      : [{ channel, replayId: data.event.replayId, payload: data.payload }],
  );

/** https://developer.salesforce.com/docs/atlas.en-us.api_streaming.meta/api_streaming/streaming_error_codes.htm */
function broken(message: Message | undefined, channel: string | null): StreamBreak {
  const text = [message?.error, message?.ext?.sfdc?.failureReason].filter(Boolean).join(' / ') || 'no answer';
  return new StreamBreak(reasonIn(text, channel), text, channel);
}

function reasonIn(text: string, channel: string | null): BreakReason {
  if (/\b401::/.test(text)) return 'session';
  if (/replay ?id/i.test(text)) return 'replay';
  if (/limit/i.test(text)) return 'limit';
  if (/Unknown client/i.test(text)) return 'lost';
  return /^40[034]::/.test(text) && channel !== null ? 'refused' : 'lost';
}
