import { PassThrough } from 'node:stream';
import type { HttpRequest, HttpResponse } from 'jsforce';
import { Transport } from 'jsforce/lib/transport.js';
import { StreamPromise } from 'jsforce/lib/util/promise.js';
import { CALL_TIMEOUT_MS } from './versions.ts';

/**
 * The network under jsforce. Its own would repeat some calls by itself, follow redirects as GET, send local calls
 * through a proxy, and cannot be stopped; this one sends each call once, within the call time-out (answer body
 * included), drops it when `signal` aborts, and shows each answer to `seen`.
 */
export class Wire extends Transport {
  readonly #signal: AbortSignal | undefined;
  readonly #seen: (answer: HttpResponse) => void;

  readonly #timeoutMs: number | undefined;

  constructor(signal: AbortSignal | undefined, seen: (answer: HttpResponse) => void, timeoutMs?: number) {
    super();
    this.#timeoutMs = timeoutMs;
    this.#signal = signal;
    this.#seen = seen;
  }

  override httpRequest(request: HttpRequest): StreamPromise<HttpResponse> {
    const promise = exchange(request, this.#signal, this.#timeoutMs).then((answer) => {
      this.#seen(answer);
      return answer;
    });
    return StreamPromise.create(() => ({ stream: new PassThrough(), promise }));
  }
}

/** One HTTP exchange. Rejects with fetch's error, or the signal's reason; never because of a status. */
export async function exchange(
  request: Pick<HttpRequest, 'url' | 'method' | 'headers' | 'body'>,
  signal: AbortSignal | undefined,
  timeoutMs: number = CALL_TIMEOUT_MS,
): Promise<HttpResponse> {
  const deadline = AbortSignal.timeout(timeoutMs);
  const response = await fetch(request.url, {
    method: request.method,
    redirect: 'manual',
    signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    ...(request.headers ? { headers: withoutLength(request.headers) } : {}),
    ...(typeof request.body === 'string' ? { body: request.body } : {}),
  });
  return {
    statusCode: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
  };
}

/** fetch counts for itself. */
function withoutLength(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'content-length'),
  );
}

/** Network errors after which the vendor cannot have seen the call. */
const UNSENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** What became of a call that has no answer: `NETWORK_UNSENT` certainly did nothing, the others may have. */
export function networkCode(error: unknown): 'NETWORK_UNSENT' | 'NETWORK' | 'TIMEOUT' {
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'TIMEOUT';
  const cause = error instanceof Error ? (error.cause as { readonly code?: unknown } | undefined) : undefined;
  return typeof cause?.code === 'string' && UNSENT.has(cause.code) ? 'NETWORK_UNSENT' : 'NETWORK';
}
