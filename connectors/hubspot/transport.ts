import { Client } from '@hubspot/api-client';

/** One HTTP request to HubSpot, before sign-in and pacing. */
export interface Request {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  /** Lists travel as `a,b`. */
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; the text when it is none (gateways answer HTML); null when empty. */
  readonly body: unknown;
}

export interface Silence {
  readonly kind: 'silence';
  /** False when the connection was never made: the request cannot have been carried out. */
  readonly sent: boolean;
  readonly reason: string;
}

/** Sends one request with this token (null: none), once, and never throws for what the network does. */
export type Transport = (
  request: Request,
  token: string | null,
  signal?: AbortSignal,
) => Promise<Answer | Silence>;

/** HubSpot ends its own work after 100 s; a batch of 100 takes a few. The client itself waits 300 s. */
export const DEADLINE_MS = 30_000;

/**
 * HubSpot's client, used through `apiRequest`: it hands over every answer as it came. The generated methods would hide
 * the limit headers, accept one status code each, drop fields they do not know and fix the API version.
 * Its retries repeat creates after a 5xx and its limiter is shared by all clients of the process: both stay off.
 */
export function createTransport(baseUrl: string, deadlineMs: number = DEADLINE_MS): Transport {
  let current: { readonly token: string | null; readonly client: Client } | null = null;

  // One client per token: changing a client's token rebuilds all of it.
  function clientFor(token: string | null): Client {
    if (current?.token !== token) {
      const auth = token === null ? {} : { accessToken: token };
      current = { token, client: new Client({ ...auth, basePath: baseUrl, numberOfApiCallRetries: 0 }) };
    }
    return current.client;
  }

  return async (request, token, signal) => {
    const deadline = AbortSignal.timeout(deadlineMs);
    const stop = signal === undefined ? deadline : AbortSignal.any([deadline, signal]);
    try {
      return await orStopped(exchange(clientFor(token), request), stop);
    } catch (error) {
      if (deadline.aborted)
        return { kind: 'silence', sent: true, reason: `no answer within ${deadlineMs} ms` };
      if (signal?.aborted === true) return { kind: 'silence', sent: true, reason: 'stopped by the caller' };
      return { kind: 'silence', sent: !neverConnected(error), reason: networkReason(error) };
    }
  };
}

async function exchange(client: Client, request: Request): Promise<Answer> {
  const { method, path, query, json, form } = request;
  const response = await client.apiRequest({
    method,
    path,
    ...(query === undefined ? {} : { qs: { ...query } }),
    ...(json === undefined ? {} : { body: json }),
    ...(form === undefined
      ? {}
      : {
          defaultJson: false,
          headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams(form).toString(),
        }),
  });
  return {
    kind: 'answer',
    status: response.status,
    headers: response.headers,
    body: parse(await response.text()),
  };
}

function parse(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** The client takes no signal, so a late answer is left to itself; undici closes it in the end. */
function orStopped<T>(work: Promise<T>, stop: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onStop = (): void => reject(new Error('stopped'));
    if (stop.aborted) onStop();
    stop.addEventListener('abort', onStop, { once: true });
    work.then(resolve, reject).finally(() => stop.removeEventListener('abort', onStop));
  });
}

const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

const codeOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;

const causeOf = (error: unknown): unknown =>
  error instanceof Error && error.cause !== undefined ? error.cause : error;

const neverConnected = (error: unknown): boolean => NEVER_CONNECTED.has(codeOf(causeOf(error)) ?? '');

const networkReason = (error: unknown): string => `network: ${codeOf(causeOf(error)) ?? 'connection lost'}`;
