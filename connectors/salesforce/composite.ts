import type { CallOptions } from '../../src/connector/contract.ts';
import type { Answer, Client, Effect } from './client.ts';
import { COMPOSITE_CALLS, DATA } from './versions.ts';

/** One call within a composite call. */
export interface Subrequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Subanswer {
  readonly httpStatusCode: number;
  /** As the call alone would answer; an error list when refused. */
  readonly body: unknown;
}

/**
 * Up to 25 independent calls in one that counts once against the daily limit. Answers in the order of the request.
 * `timeoutMs` is for those that take long one after the other.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_composite.htm
 */
export async function composite(
  client: Client,
  subrequests: readonly Subrequest[],
  effect: Effect,
  options: CallOptions,
  timeoutMs?: number,
): Promise<Answer<readonly Subanswer[]>> {
  if (subrequests.length > COMPOSITE_CALLS) throw new RangeError(`at most ${COMPOSITE_CALLS} calls`);
  const answer = await client.send<{ readonly compositeResponse: readonly Subanswer[] }>(
    {
      method: 'POST',
      path: `${DATA}/composite`,
      body: {
        allOrNone: false,
        compositeRequest: subrequests.map(({ method, path, headers, body: content }, at) => ({
          method,
          url: path,
          referenceId: `call${at}`,
          ...(headers ? { httpHeaders: headers } : {}),
          ...(content === undefined ? {} : { body: content }),
        })),
      },
      effect,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    },
    options,
  );
  return { ...answer, body: answer.body.compositeResponse };
}
