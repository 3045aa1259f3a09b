import type { CallOptions } from '../../src/connector/contract.ts';
import { chunks } from '../../src/domain/chunks.ts';
import { FailureError, type Failure } from '../../src/domain/failure.ts';
import type { WriteResult } from '../../src/domain/write.ts';
import type { Client } from './client.ts';
import { asUnknownOutcome, failureOf } from './failures.ts';
import { composite, type Subanswer, type Subrequest } from './composite.ts';
import { evidenceOfErrors } from './refusal.ts';
import { resultOf, type VendorRow } from './row-result.ts';
import { CALL_TIMEOUT_MS, COLLECTION_ROWS, COMPOSITE_COLLECTIONS, DATA, EXTERNAL_KEY } from './versions.ts';
import type { Batch, Item } from './write-plan.ts';

/** Extra calls that finding bad rows may cost per 200: two per halving finds one culprit. */
const EXTRA_CALLS = 16;

/**
 * Writes a batch, 200 rows in a collection and up to five collections in a call; a refused row does not touch the others.
 * Answers go to `settle` as they come.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobjects_collections.htm
 */
export async function writeByCollections(
  client: Client,
  batch: Batch,
  options: CallOptions,
  settle: (item: Item, result: WriteResult) => void,
): Promise<void> {
  for (const group of chunks(chunks(batch.items, COLLECTION_ROWS), COMPOSITE_COLLECTIONS)) {
    const answers = await sendTogether(client, batch, group, options);
    for (const [at, items] of group.entries()) {
      const answer = answers[at] ?? items.map(lost);
      const results = await halved(client, batch, items, answer, options, { calls: EXTRA_CALLS });
      for (const [place, item] of items.entries()) settle(item, results[place] ?? lost());
    }
  }
}

/** Results of each collection, which are carried out one after the other, each in a transaction of its own. */
async function sendTogether(
  client: Client,
  batch: Batch,
  group: readonly (readonly Item[])[],
  options: CallOptions,
): Promise<readonly (readonly WriteResult[])[]> {
  const [first] = group;
  if (first !== undefined && group.length === 1) return [await send(client, batch, first, options)];
  try {
    const subrequests = group.map((items) => collectionOf(batch, items));
    const timeoutMs = CALL_TIMEOUT_MS * group.length;
    const { body } = await composite(client, subrequests, 'write', options, timeoutMs);
    return group.map((items, at) => resultsIn(batch, items, body[at]));
  } catch (error) {
    const failure = wholeCall(error, options.signal);
    if (isCollateral(failure)) {
      // One bad row took the others' collections with it; alone, each shows whether it was its own.
      const answers: (readonly WriteResult[])[] = [];
      for (const items of group) answers.push(await send(client, batch, items, options));
      return answers;
    }
    return group.map((items) => items.map(() => ({ kind: 'failed', failure })));
  }
}

/**
 * One bad row can make Salesforce refuse, or a trigger fail, all rows of a collection. It did nothing then for certain, so
 * its halves are sent again, each row at most until it stands alone or the extra calls are used up.
 */
async function halved(
  client: Client,
  batch: Batch,
  items: readonly Item[],
  results: readonly WriteResult[],
  options: CallOptions,
  left: { calls: number },
): Promise<readonly WriteResult[]> {
  const isSettled = (result: WriteResult): boolean =>
    result.kind !== 'failed' || !isCollateral(result.failure);
  if (items.length < 2 || left.calls < 2 || results.some(isSettled)) return results;
  left.calls -= 2;
  const all: WriteResult[] = [];
  for (const half of chunks(items, Math.ceil(items.length / 2))) {
    const answer = await send(client, batch, half, options);
    all.push(...(await halved(client, batch, half, answer, options, left)));
  }
  return all;
}

const COLLATERAL = new Set(['JSON_PARSER_ERROR', 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 'APEX_ERROR']);

const isCollateral = ({ kind, code }: Failure): boolean => kind === 'invalid-record' && COLLATERAL.has(code);

async function send(
  client: Client,
  batch: Batch,
  items: readonly Item[],
  options: CallOptions,
): Promise<readonly WriteResult[]> {
  try {
    const { body } = await client.send<unknown>({ ...collectionOf(batch, items), effect: 'write' }, options);
    return rowsIn(batch, items, body);
  } catch (error) {
    const failure = wholeCall(error, options.signal);
    return items.map(() => ({ kind: 'failed', failure }));
  }
}

function collectionOf(batch: Batch, items: readonly Item[]): Subrequest {
  const creating = batch.kind === 'create';
  const keyField = creating ? EXTERNAL_KEY : 'Id';
  return {
    method: 'PATCH',
    path: `${DATA}/composite/sobjects${creating ? `/${batch.object}/${EXTERNAL_KEY}` : ''}`,
    ...(batch.autoAssign ? {} : { headers: { 'Sforce-Auto-Assign': 'FALSE' } }),
    body: {
      allOrNone: false,
      records: items.map((item) => ({
        attributes: { type: batch.object },
        ...item.values,
        [keyField]: item.target,
      })),
    },
  };
}

/** As the collection's own call would be understood. */
function resultsIn(
  batch: Batch,
  items: readonly Item[],
  answer: Subanswer | undefined,
): readonly WriteResult[] {
  if (answer === undefined || answer.httpStatusCode < 300) return rowsIn(batch, items, answer?.body);
  const code = `HTTP_${answer.httpStatusCode}`;
  const message = 'Salesforce refused the rows without an error list.';
  const refusal = failureOf(evidenceOfErrors(answer.body, batch.object) ?? { code, message });
  const failure = answer.httpStatusCode >= 500 ? asUnknownOutcome(refusal) : refusal;
  return items.map(() => ({ kind: 'failed', failure }));
}

function rowsIn(batch: Batch, items: readonly Item[], body: unknown): readonly WriteResult[] {
  if (!Array.isArray(body) || body.length !== items.length) return items.map(lost);
  return body.map((row) => resultOf(batch.object, row as VendorRow));
}

/** The answer came, but it does not say what became of each row. */
const lost = (): WriteResult => ({
  kind: 'failed',
  failure: asUnknownOutcome(
    failureOf({ code: 'ANSWER_UNREADABLE', message: 'The answer does not match the rows sent.' }),
  ),
});

/** What a call that failed as a whole means for each of its rows. A call that was still waiting its turn did nothing. */
export function wholeCall(error: unknown, signal: AbortSignal | undefined): Failure {
  if (error instanceof FailureError) return error.failure;
  if (signal?.aborted) return failureOf({ code: 'NETWORK_UNSENT', message: 'Stopped before it was sent.' });
  throw error;
}
