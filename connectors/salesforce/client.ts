// Of the parts that jsforce loads on its own, SOAP is the one that is used here; all of them take as long again.
import 'jsforce/lib/api/soap.js';
import { Connection as JsforceConnection } from 'jsforce/lib/connection.js';
import type { HttpRequest, HttpResponse } from 'jsforce';
import { HttpApi } from 'jsforce/lib/http-api.js';
import type { CallOptions, ConnectorContext } from '../../src/connector/contract.ts';
import { retryRead } from '../../src/connector/retry.ts';
import type { Clock } from '../../src/domain/clock.ts';
import { FailureError, type Failure } from '../../src/domain/failure.ts';
import { keepSession, type Session, type SessionKeeper } from './auth/session.ts';
import { asUnknownOutcome, failed, failureOf, type Evidence } from './failures.ts';
import { evidenceIn } from './refusal.ts';
import type { Settings } from './settings.ts';
import { networkCode, Wire } from './transport.ts';
import { API_VERSION, CALL_BUCKET, CLIENT_NAME } from './versions.ts';

/**
 * What a call does, which decides what a lost answer means.
 * - read: changes nothing; repeated up to {@link READ_TRIES} times
 * - step: may be repeated by the caller without harm; a lost answer is transient
 * - write: never repeated; a lost answer or a 5xx is `unknown-outcome`
 */
export type Effect = 'read' | 'step' | 'write';

export interface Answer<Body> {
  readonly body: Body;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** The vendor's clock when it answered; watermarks come from it, never from ours. */
  readonly at: Date;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** From the instance's root, e.g. `/services/data/v68.0/query?q=…`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; text is sent as it is, with the content type the headers name. */
  readonly body?: unknown;
  readonly effect: Effect;
  /** When the answer is given up; the call time-out where it is not said. */
  readonly timeoutMs?: number;
  /** For CSV: the answer's body stays text. */
  readonly as?: 'text';
}

/** The one door to the vendor: every call of a connection passes here. */
export interface Client {
  send<Body>(call: Call, options: CallOptions): Promise<Answer<Body>>;
  /** For protocols of jsforce's own (SOAP): `run` makes one call on the connection it is given. */
  invoke<Body>(
    run: (api: JsforceConnection) => Promise<Body>,
    effect: Effect,
    options: CallOptions,
  ): Promise<Body>;
  readonly session: SessionKeeper;
}

const READ_TRIES = 4;
const FIRST_WAIT_MS = 250;

export function createClient(settings: Settings, context: ConnectorContext): Client {
  const { governor, clock, random, tokens } = context;
  const session = keepSession(settings, tokens, clock);

  /** Paces, carries out once, renews a refused session once. */
  async function once<Result>(
    effect: Effect,
    options: CallOptions,
    run: (api: Api) => Promise<Result>,
    timeoutMs?: number,
  ): Promise<Result> {
    let current = await session.current();
    for (let attempt = 1; ; attempt += 1) {
      await governor.take(CALL_BUCKET.name, options.lane, options.signal);
      let answer: HttpResponse | null = null;
      const wire = new Wire(
        options.signal,
        (seen) => {
          answer = seen;
          reportUsage(seen, context);
        },
        timeoutMs,
      );
      try {
        return await run({
          session: current,
          connection: connectionOver(wire, current),
          answer: () => answer,
        });
      } catch (error) {
        const failure = failureFor(error, answer, effect, options.signal);
        if (failure.kind === 'rate-limited') {
          governor.report({ bucket: CALL_BUCKET.name, pauseMs: failure.retryAfterMs ?? 0 });
        }
        // A call refused for its session did nothing, so even a write may be made again.
        if (failure.kind !== 'auth' || attempt > 1) throw new FailureError(failure, { cause: error });
        current = await session.renew(current);
      }
    }
  }

  async function call<Result>(
    effect: Effect,
    options: CallOptions,
    run: (api: Api) => Promise<Result>,
    timeoutMs?: number,
  ): Promise<Result> {
    if (effect !== 'read') return once(effect, options, run, timeoutMs);
    return retryRead(() => once(effect, options, run, timeoutMs), {
      attempts: READ_TRIES,
      firstWaitMs: FIRST_WAIT_MS,
      random,
      passes: ({ kind }) => kind === 'transient',
      signal: options.signal,
    });
  }

  return {
    session,
    send: <Body>(request: Call, options: CallOptions) =>
      call(request.effect, options, (api) => sendOver<Body>(api, request, clock), request.timeoutMs),
    invoke: (run, effect, options) => call(effect, options, (api) => run(api.connection)),
  };
}

/** jsforce over our wire, signed in, for one call. */
interface Api {
  readonly session: Session;
  readonly connection: JsforceConnection;
  answer(): HttpResponse | null;
}

async function sendOver<Body>(api: Api, call: Call, clock: Clock): Promise<Answer<Body>> {
  const http = new HttpApi(api.connection, call.as === 'text' ? { responseType: 'text/plain' } : {});
  const body = await http.request<Body>(requestFor(call, api.session));
  const answer = api.answer();
  if (answer === null || answer.statusCode >= 300) {
    throw failed({ code: `HTTP_${answer?.statusCode ?? 0}`, message: 'An unexpected redirect.' });
  }
  const date = answer.headers['date'];
  return { body, headers: answer.headers, at: date === undefined ? clock.now() : new Date(date) };
}

function requestFor(call: Call, session: Session): HttpRequest {
  const { method, path, body } = call;
  const headers = {
    ...(body === undefined || typeof body === 'string' ? {} : { 'content-type': 'application/json' }),
    ...call.headers,
  };
  return {
    method,
    url: `${session.instanceUrl}${path}`,
    headers,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  };
}

/** jsforce without its own sign-in (no refresh function, so a 401 comes back to us) and without its own network. */
function connectionOver(wire: Wire, session: Session): JsforceConnection {
  const connection = new JsforceConnection({
    ...session,
    version: API_VERSION,
    callOptions: { client: CLIENT_NAME },
  });
  connection._transport = wire;
  return connection;
}

function failureFor(
  error: unknown,
  answer: HttpResponse | null,
  effect: Effect,
  signal: AbortSignal | undefined,
): Failure {
  if (effect !== 'write') signal?.throwIfAborted();
  if (error instanceof FailureError) return error.failure;
  const evidence: Evidence = answer
    ? evidenceIn(answer, error)
    : { code: networkCode(error), message: 'Salesforce gave no answer.' };
  const failure = failureOf(evidence);
  if (effect !== 'write') return failure;
  const lost =
    answer === null
      ? evidence.code !== 'NETWORK_UNSENT'
      : answer.statusCode >= 500 && failure.kind !== 'auth';
  return lost ? asUnknownOutcome(failure) : failure;
}

/** `Sforce-Limit-Info: api-usage=18/15000, per-app-api-usage=…`: calls of the last 24 hours. */
function reportUsage(answer: HttpResponse, context: ConnectorContext): void {
  const usage = /api-usage=(\d+)\/(\d+)/.exec(answer.headers['sforce-limit-info'] ?? '');
  if (!usage) return;
  context.governor.report({
    bucket: CALL_BUCKET.name,
    daily: { used: Number(usage[1]), limit: Number(usage[2]) },
  });
}
