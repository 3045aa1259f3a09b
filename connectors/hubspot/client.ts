import type { BudgetReading, CallOptions, ConnectorContext } from '../../src/connector/contract.ts';
import { retryRead } from '../../src/connector/retry.ts';
import type { Failure } from '../../src/domain/failure.ts';
import { answerEvidence, silenceEvidence } from './evidence.ts';
import { failed } from './judge.ts';
import type { TokenSource } from './oauth.ts';
import type { Answer, Request, Transport } from './transport.ts';

export interface Call extends Request {
  /** Searches have a limit of their own and count against no other. */
  readonly bucket: 'call' | 'search';
  /** A lost answer to a read is tried again here; to a write, it is the caller's to find out. */
  readonly effect: 'read' | 'write';
  /** The object the call is about, for the refs in failures. */
  readonly object?: string;
}

/** The one door to HubSpot: paced, signed in, timed, judged. Throws `FailureError` for anything but a 2xx. */
export interface Api {
  call<Body>(call: Call, options: CallOptions): Promise<Body>;
}

/** Attempts of a read, the first one included. */
const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 200;
/** A read waits for the burst limits inside the governor; a used-up day is told to the caller. */
const LONGEST_LIMIT_WAIT_MS = 10_000;

export function createApi(
  context: Pick<ConnectorContext, 'governor' | 'log' | 'random'>,
  tokens: TokenSource,
  transport: Transport,
): Api {
  async function attempt(call: Call, options: CallOptions, renewed: boolean): Promise<unknown> {
    await takeTurn(call, options);
    const token = await tokens.current();
    const answer = await transport(call, token, options.signal);
    if (answer.kind === 'silence') {
      throw failed(silenceEvidence(answer.sent, call.effect, answer.reason));
    }
    report({ bucket: call.bucket, ...budgetIn(answer) });
    if (answer.status >= 200 && answer.status < 300) return answer.body;
    // A refused token is refused before anything is carried out, so this repeats writes safely, too.
    if (answer.status === 401 && !renewed && (await tokens.renew(token))) return attempt(call, options, true);
    const error = failed(answerEvidence(answer, call.effect), call.object ?? null);
    if (error.failure.kind === 'rate-limited' && error.failure.retryAfterMs !== undefined) {
      report({ bucket: call.bucket, pauseMs: error.failure.retryAfterMs });
    }
    throw error;
  }

  async function takeTurn(call: Call, options: CallOptions): Promise<void> {
    try {
      await context.governor.take(call.bucket, options.lane, options.signal);
    } catch (error) {
      if (options.signal?.aborted !== true) throw error;
      throw failed(silenceEvidence(false, call.effect, 'stopped by the caller before it was sent'));
    }
  }

  function report(reading: BudgetReading): void {
    if (Object.keys(reading).length > 1) context.governor.report(reading);
  }

  async function persist(call: Call, options: CallOptions): Promise<unknown> {
    const once = (): Promise<unknown> => attempt(call, options, false);
    if (call.effect === 'write') return once();
    return retryRead(once, {
      attempts: ATTEMPTS,
      firstWaitMs: FIRST_PAUSE_MS,
      random: context.random,
      passes,
      signal: options.signal,
      onRetry: ({ code }, round) =>
        context.log.debug('hubspot: reading again', { path: call.path, code, round }),
    });
  }

  return { call: <Body>(call: Call, options: CallOptions) => persist(call, options) as Promise<Body> };
}

function passes(failure: Failure): boolean {
  if (failure.kind === 'rate-limited') return (failure.retryAfterMs ?? 0) <= LONGEST_LIMIT_WAIT_MS;
  return failure.kind === 'transient';
}

/** https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines: no such headers on searches. */
function budgetIn(answer: Answer): Omit<BudgetReading, 'bucket'> {
  const header = (name: string): number | null => {
    const value = answer.headers.get(`x-hubspot-ratelimit-${name}`);
    return value === null || !/^\d+$/.test(value) ? null : Number(value);
  };
  const remaining = header('remaining');
  const limit = header('daily');
  const left = header('daily-remaining');
  return {
    ...(remaining === null ? {} : { remaining }),
    ...(limit === null || left === null ? {} : { daily: { used: limit - left, limit } }),
  };
}
