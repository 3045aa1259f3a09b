import { ACCOUNT } from '../account.ts';
import type { PortalEvent } from '../state/events.ts';
import { toMessage, type Message, type MessageStyle } from './messages.ts';
import { signatureHeaders } from './signature.ts';

/** How the sender behaves; the four chances are in [0, 1]. */
export interface SenderSettings {
  readonly url: string | null;
  readonly style: MessageStyle;
  /** Chance of an event to be sent twice. */
  readonly duplicate: number;
  /** Chance of a batch to be sent in another order. */
  readonly shuffle: number;
  /** Chance of an event never to be sent. */
  readonly lose: number;
  /** Waited before each batch is sent. */
  readonly delayMs: number;
}

export interface SenderCounts {
  /** Messages acknowledged with 2xx. */
  readonly sent: number;
  /** Messages given up after the last retry. */
  readonly failed: number;
  /** Requests that were not acknowledged, retried or not. */
  readonly refusals: number;
  /** Messages waiting, in flight or to be retried. */
  readonly pending: number;
}

export interface Sender {
  send(event: PortalEvent): void;
  settings(): SenderSettings;
  change(settings: Partial<SenderSettings>): void;
  counts(): SenderCounts;
  /** Forgets what is pending and stops. */
  close(): void;
}

const BATCH = 100;
const LINGER_MS = 20;
const IN_FLIGHT = 10;
const TIMEOUT_MS = 5_000;
const RETRIES = 10;
/** HubSpot spreads its retries over 24 hours; here they follow one another fast. */
const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 5_000;

export const DEFAULT_SETTINGS = { style: 'classic', duplicate: 0, shuffle: 0, lose: 0, delayMs: 0 } as const;

/**
 * Sends the account's changes to one URL: batches of at most 100, ten requests at a time, at least once, unordered.
 * https://developers.hubspot.com/docs/api/webhooks
 */
export function newSender(initial: SenderSettings, random: () => number, now: () => number): Sender {
  let settings = initial;
  let waiting: Message[] = [];
  const batches: Message[][] = [];
  const timers = new Set<NodeJS.Timeout>();
  const closed = new AbortController();
  const counts = { sent: 0, failed: 0, refusals: 0, pending: 0 };
  let inFlight = 0;
  let lingering = false;

  function later(ms: number, action: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      action();
    }, ms);
    timers.add(timer);
  }

  function enqueue(message: Message): void {
    waiting.push(message);
    counts.pending += 1;
    if (waiting.length >= BATCH) cut();
    else if (!lingering) {
      lingering = true;
      later(LINGER_MS, () => {
        lingering = false;
        cut();
      });
    }
  }

  function cut(): void {
    if (waiting.length === 0) return;
    const batch = waiting;
    waiting = [];
    if (random() < settings.shuffle) shuffle(batch, random);
    if (settings.delayMs > 0) later(settings.delayMs, () => ready(batch));
    else ready(batch);
  }

  function ready(batch: Message[]): void {
    batches.push(batch);
    pump();
  }

  function pump(): void {
    while (inFlight < IN_FLIGHT) {
      const batch = batches.shift();
      if (batch === undefined) return;
      inFlight += 1;
      void deliver(batch).then((delivered) => {
        inFlight -= 1;
        if (closed.signal.aborted) return;
        if (delivered) done(batch, 'sent');
        else retry(batch);
        pump();
      });
    }
  }

  async function deliver(batch: readonly Message[]): Promise<boolean> {
    const { url } = settings;
    if (url === null) return false;
    const body = JSON.stringify(batch);
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...signatureHeaders(ACCOUNT.clientSecret, url, body, now()),
        },
        body,
        signal: AbortSignal.any([closed.signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      await answer.arrayBuffer();
      return answer.ok;
    } catch {
      // No connection, or no answer in time: the same as a refusal to HubSpot.
      return false;
    }
  }

  function retry(batch: readonly Message[]): void {
    counts.refusals += 1;
    const attempt = Number(batch[0]?.attemptNumber ?? 0) + 1;
    if (attempt > RETRIES) {
      done(batch, 'failed');
      return;
    }
    const wait = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (attempt - 1)) * (1 + random() * 0.2);
    later(wait, () => ready(batch.map((message) => ({ ...message, attemptNumber: attempt }))));
  }

  function done(batch: readonly Message[], how: 'sent' | 'failed'): void {
    counts[how] += batch.length;
    counts.pending -= batch.length;
  }

  return {
    send(event) {
      if (settings.url === null) return;
      const message = toMessage(event, settings.style, Math.floor(random() * 4_000_000_000));
      if (message === null || random() < settings.lose) return;
      enqueue(message);
      if (random() < settings.duplicate) later(LINGER_MS, () => enqueue(message));
    },
    settings: () => settings,
    change(next) {
      settings = { ...settings, ...next };
    },
    counts: () => ({ ...counts }),
    close() {
      closed.abort();
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      waiting = [];
      batches.length = 0;
    },
  };
}

function shuffle(items: unknown[], random: () => number): void {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [items[last], items[other]] = [items[other], items[last]];
  }
}
