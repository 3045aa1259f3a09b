import type { Tokens } from '../../../src/connector/contract.ts';
import { FailureError } from '../../../src/domain/failure.ts';
import { failed, failureOf } from '../failures.ts';
import { exchange, networkCode } from '../transport.ts';

/**
 * One token call: the form goes to `<loginUrl>/services/oauth2/token`.
 *
 * The answer names no lifetime (it is the org's session policy), so `expiresAt` is null and a 401 tells the end.
 * `refreshToken` is set only when the answer holds one: with rotation on, it replaces the one sent.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/intro_oauth_and_connected_apps.htm
 * @throws FailureError of kind auth or config when refused, transient when not reached. Never holds what was sent.
 */
export async function requestTokens(
  loginUrl: string,
  form: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<Tokens> {
  const answer = await exchange(
    {
      url: `${loginUrl}/services/oauth2/token`,
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams(form).toString(),
    },
    signal,
  ).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw failed({ code: networkCode(error), message: `${loginUrl} was not reached` });
  });
  const reply = parsed(answer.body);
  if (answer.statusCode !== 200) throw refusal(answer.statusCode, reply);
  if (typeof reply.access_token !== 'string' || typeof reply.instance_url !== 'string') {
    throw failed({
      code: 'ANSWER_UNREADABLE',
      message: 'The token answer holds no access_token and instance_url.',
    });
  }
  return {
    accessToken: reply.access_token,
    refreshToken: reply.refresh_token ?? null,
    expiresAt: null,
    instanceUrl: reply.instance_url.replace(/\/$/, ''),
  };
}

interface TokenReply {
  readonly access_token?: string;
  readonly refresh_token?: string;
  readonly instance_url?: string;
  readonly error?: string;
  readonly error_description?: string;
}

function parsed(body: string): TokenReply {
  try {
    return JSON.parse(body) as TokenReply;
  } catch {
    return {};
  }
}

function refusal(status: number, reply: TokenReply): FailureError {
  const failure = failureOf({
    code: reply.error ?? `HTTP_${status}`,
    message: reply.error_description ?? `The token endpoint answered HTTP ${status}.`,
  });
  // A refusal of the token endpoint that we have no name for still means: nobody is signed in.
  return new FailureError(failure.kind === 'bug' ? { ...failure, kind: 'auth', actor: 'admin' } : failure);
}
