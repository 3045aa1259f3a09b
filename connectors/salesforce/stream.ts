import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { ConnectorContext, StreamRequest } from '../../src/connector/contract.ts';
import { onePerRecord, type Event } from '../../src/domain/event.ts';
import { FailureError } from '../../src/domain/failure.ts';
import { assertNever } from '../../src/domain/assert-never.ts';
import type { Session } from './auth/session.ts';
import { listen, StreamBreak, type StreamMessage } from './bayeux.ts';
import { channelOf, hear } from './change-event.ts';
import type { Client } from './client.ts';
import { failed } from './failures.ts';

/** Channel → the replay id of its last event taken over. Ids are opaque and belong to one org. */
const Cursor = z.record(z.string(), z.number());

const FROM_NOW = -1;
const FIRST_WAIT_MS = 1_000;
const LAST_WAIT_MS = 60_000;
/** After the day's events are used up: the count falls by the hour. */
const LIMIT_WAIT_MS = 15 * 60_000;

/**
 * Change Data Capture over CometD, until the signal aborts. Events are kept 72 hours, so a break shorter than that
 * loses nothing; whatever may be lost is told by `onGap`.
 * https://developer.salesforce.com/docs/atlas.en-us.change_data_capture.meta/change_data_capture/cdc_subscribe.htm
 * @throws FailureError of kind config or auth when listening cannot work until someone acts.
 */
export async function stream(
  client: Client,
  context: ConnectorContext,
  request: StreamRequest,
): Promise<void> {
  const { signal } = request;
  const ended = (): boolean => signal.aborted;
  const stored = request.cursor === null ? {} : Cursor.parse(JSON.parse(request.cursor));
  const replay = new Map(
    request.objects.map(channelOf).map((channel) => [channel, stored[channel] ?? FROM_NOW] as const),
  );
  let wait = FIRST_WAIT_MS;
  let session: Session | null = null;
  let refused = false;
  while (!ended()) {
    let pause = 0;
    try {
      session = session && refused ? await client.session.renew(session) : await client.session.current();
      refused = false;
      for await (const messages of listen(session, replay, signal)) {
        wait = FIRST_WAIT_MS;
        await takeOver(messages, replay, request);
      }
    } catch (error) {
      if (ended()) return;
      pause = afterBreak(error, replay, request);
      refused = error instanceof StreamBreak && error.reason === 'session';
      context.log.debug('salesforce stream starts again', {
        why: error instanceof Error ? error.message : '',
      });
      wait = Math.min(wait * 2, LAST_WAIT_MS);
    }
    await sleep(pause + wait * context.random(), undefined, { signal }).catch(() => undefined);
  }
}

async function takeOver(
  messages: readonly StreamMessage[],
  replay: Map<string, number>,
  request: StreamRequest,
): Promise<void> {
  const events: Event[] = [];
  const moved = new Map<string, number>();
  for (const { channel, replayId, payload } of messages) {
    const heard = hear(payload);
    if (heard.kind === 'gap') request.onGap(heard.reason);
    else events.push(...heard.events);
    moved.set(channel, replayId);
  }
  if (moved.size === 0) return;
  // Moved only afterwards: if the inbox fails, the same events come again.
  const cursor = JSON.stringify(
    Object.fromEntries([...replay, ...moved].filter(([, id]) => id !== FROM_NOW)),
  );
  await request.onEvents(onePerRecord(events), cursor);
  for (const [channel, id] of moved) replay.set(channel, id);
}

/** Mends what can be mended; returns how long to wait beside the usual backoff, in ms. */
function afterBreak(error: unknown, replay: Map<string, number>, request: StreamRequest): number {
  if (error instanceof FailureError && error.failure.kind === 'transient') return 0;
  if (!(error instanceof StreamBreak)) throw error;
  switch (error.reason) {
    case 'lost':
    case 'session':
      return 0;
    case 'limit':
      return LIMIT_WAIT_MS;
    case 'replay':
      request.onGap(`The place in ${error.channel ?? 'the stream'} is lost: ${error.message}`);
      for (const channel of error.channel === null ? replay.keys() : [error.channel])
        replay.set(channel, FROM_NOW);
      return 0;
    case 'refused':
      throw failed({ code: 'STREAM_REFUSED', message: `${error.channel ?? ''}: ${error.message}` });
    default:
      return assertNever(error.reason);
  }
}
