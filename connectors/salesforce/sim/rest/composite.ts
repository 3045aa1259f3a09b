import type { SimReply, SimRequest } from '../../../../src/connector/sim/server.ts';
import { objectBody, type Call, type Dispatch } from './call.ts';
import { fill } from './reference.ts';
import { failure, ok } from './reply.ts';

interface Part {
  readonly method: string;
  readonly url: string;
  readonly referenceId: string;
  readonly body?: unknown;
  readonly richInput?: unknown;
  readonly httpHeaders?: Readonly<Record<string, string>>;
}

interface PartReply {
  readonly body: unknown;
  readonly httpHeaders: Readonly<Record<string, string>>;
  readonly httpStatusCode: number;
  readonly referenceId: string;
}

const MOST_PARTS = 25;
const MOST_QUERIES = 5;
const MOST_GRAPHS = 75;
const MOST_NODES = 500;
const FAILED_GRAPHS_BEFORE_HALT = 14;

const HALTED = [
  {
    errorCode: 'PROCESSING_HALTED',
    message: 'The transaction was rolled back since another operation in the same transaction failed.',
  },
];

/** `POST /composite`: parts in order, later ones may use `@{reference.field}` of earlier answers. */
export function composite(call: Call, dispatch: Dispatch): SimReply {
  const body = objectBody(call);
  const parts = partsOf(body['compositeRequest']);
  if (parts.length === 0) return failure('INVALID_INPUT', 'compositeRequest must hold requests');
  if (parts.length > MOST_PARTS) {
    return failure(
      'LIMIT_EXCEEDED',
      `Limit of ${MOST_PARTS} exceeded for number of operations in this request`,
    );
  }
  const costly = parts.filter((part) => /\/query|\/composite\/sobjects|\/search/.test(part.url));
  if (costly.length > MOST_QUERIES) {
    return failure('LIMIT_EXCEEDED', `Limit of ${MOST_QUERIES} exceeded for number of query operations`);
  }
  return ok({ compositeResponse: runParts(call, dispatch, parts, body['allOrNone'] === true).replies });
}

/** Whether a request is such a call, and something in it does not only read. */
export function writesTogether(request: SimRequest): boolean {
  const { method, path } = request;
  if (method !== 'POST' || !/^\/services\/data\/v[\d.]+\/composite$/.test(path)) return false;
  try {
    const { compositeRequest } = request.json() as { readonly compositeRequest?: unknown };
    return partsOf(compositeRequest).some((part) => part.method.toUpperCase() !== 'GET');
  } catch {
    return false;
  }
}

/** `POST /composite/graph`: each graph all or none. */
export function graph(call: Call, dispatch: Dispatch): SimReply {
  const { graphs } = objectBody(call);
  const list = Array.isArray(graphs)
    ? (graphs as readonly { readonly graphId: string; readonly compositeRequest: unknown }[])
    : [];
  const nodes = list.reduce((sum, each) => sum + partsOf(each.compositeRequest).length, 0);
  if (list.length > MOST_GRAPHS || nodes > MOST_NODES) {
    return failure('LIMIT_EXCEEDED', `at most ${MOST_GRAPHS} graphs and ${MOST_NODES} nodes are allowed`);
  }
  let failed = 0;
  const answers = list.map(({ graphId, compositeRequest }) => {
    const parts = partsOf(compositeRequest);
    const run =
      failed >= FAILED_GRAPHS_BEFORE_HALT
        ? { replies: parts.map(halted), isSuccessful: false }
        : runParts(call, dispatch, parts, true);
    if (!run.isSuccessful) failed += 1;
    return { graphId, graphResponse: { compositeResponse: run.replies }, isSuccessful: run.isSuccessful };
  });
  return ok({ graphs: answers });
}

/** `POST /composite/batch`: independent parts, without headers in the answer. */
export function batch(call: Call, dispatch: Dispatch): SimReply {
  const body = objectBody(call);
  const parts = partsOf(body['batchRequests']);
  if (parts.length > MOST_PARTS) {
    return failure(
      'LIMIT_EXCEEDED',
      `Limit of ${MOST_PARTS} exceeded for number of operations in this request`,
    );
  }
  let isHalted = false;
  const results = parts.map((part) => {
    if (isHalted) {
      const message = 'The batch request processing is halted.';
      return { statusCode: 412, result: [{ errorCode: 'BATCH_PROCESSING_HALTED', message }] };
    }
    const reply = dispatch(partCall(call, { ...part, body: part.richInput }));
    if (reply.status >= 400 && body['haltOnError'] === true) isHalted = true;
    return { statusCode: reply.status, result: reply.body ?? null };
  });
  return ok({ hasErrors: results.some((result) => result.statusCode >= 400), results });
}

function runParts(
  call: Call,
  dispatch: Dispatch,
  parts: readonly Part[],
  isAllOrNone: boolean,
): { readonly replies: readonly PartReply[]; readonly isSuccessful: boolean } {
  return call.org.transaction((rollback) => {
    const answers = new Map<string, unknown>();
    const replies: PartReply[] = [];
    for (const part of parts) {
      const reply = runPart(call, dispatch, part, answers);
      replies.push(reply);
      if (reply.httpStatusCode < 300) answers.set(part.referenceId, reply.body);
      if (isAllOrNone && isFailed(reply)) {
        rollback();
        const culprit = replies.length - 1;
        return {
          replies: parts.map((each, index) => (index === culprit ? reply : halted(each))),
          isSuccessful: false,
        };
      }
    }
    return { replies, isSuccessful: replies.every((reply) => reply.httpStatusCode < 400) };
  });
}

/** A collection answers 200 even when rows failed; with the outer allOrNone that counts as failed. */
const isFailed = (reply: PartReply): boolean =>
  reply.httpStatusCode >= 300 ||
  (Array.isArray(reply.body) &&
    reply.body.some((row: unknown) => (row as { readonly success?: unknown } | null)?.success === false));

function runPart(
  call: Call,
  dispatch: Dispatch,
  part: Part,
  answers: ReadonlyMap<string, unknown>,
): PartReply {
  const filled = fill({ url: part.url, body: part.body }, answers);
  const reply =
    'missing' in filled
      ? failure('PROCESSING_HALTED', `Invalid reference specified. No value for ${filled.missing} found`)
      : dispatch(partCall(call, { ...part, ...(filled.value as Pick<Part, 'url' | 'body'>) }));
  const location = reply.headers?.['Location'];
  return {
    body: reply.body ?? null,
    httpHeaders: location === undefined ? {} : { Location: location },
    httpStatusCode: reply.status,
    referenceId: part.referenceId,
  };
}

const halted = (part: Part): PartReply => ({
  body: HALTED,
  httpHeaders: {},
  httpStatusCode: 400,
  referenceId: part.referenceId,
});

function partCall(call: Call, part: Part): Call {
  const [path = '', search = ''] = part.url.split('?', 2);
  const [, version = call.version, rest = ''] = /^\/?(?:services\/data\/)?v(\d+\.\d)\/(.*)$/.exec(path) ?? [];
  return {
    ...call,
    method: part.method.toUpperCase(),
    path: rest
      .split('/')
      .filter((segment) => segment !== '')
      .map(decodeURIComponent),
    query: new URLSearchParams(search),
    headers: {
      ...call.headers,
      ...Object.fromEntries(
        Object.entries(part.httpHeaders ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
      ),
    },
    body: () => part.body,
    version,
  };
}

const partsOf = (value: unknown): readonly Part[] => (Array.isArray(value) ? (value as readonly Part[]) : []);
