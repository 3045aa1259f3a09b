import type { CallOptions } from '../../src/connector/contract.ts';
import { FailureError, type Failure } from '../../src/domain/failure.ts';
import type { WriteResult } from '../../src/domain/write.ts';
import type { Client } from './client.ts';
import { asUnknownOutcome, failureOf } from './failures.ts';
import { resultOf, type VendorRow } from './row-result.ts';
import { COLLECTION_ROWS, DATA, EXTERNAL_KEY } from './versions.ts';
import type { Batch, Item } from './write-plan.ts';

/** Extra calls that finding bad rows may cost per 200: two per halving finds one culprit. */
const EXTRA_CALLS = 16;

/**
 * Writes a batch, 200 rows a call; a refused row does not touch the others. Answers go to `settle` as they come.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobjects_collections.htm
 */
export async function writeByCollections(
  client: Client,
  batch: Batch,
  options: CallOptions,
  settle: (item: Item, result: WriteResult) => void,
): Promise<void> {
  for (let start = 0; start < batch.items.length; start += COLLECTION_ROWS) {
    const items = batch.items.slice(start, start + COLLECTION_ROWS);
    const results = await sendHalving(client, batch, items, options, { calls: EXTRA_CALLS });
    for (const [at, item] of items.entries()) settle(item, results[at] ?? lost());
  }
}

/**
 * One bad row can make Salesforce refuse, or a trigger fail, all rows of a call. Such a call did nothing for certain, so
 * its halves are sent again, each row at most until it stands alone or the extra calls are used up.
 */
async function sendHalving(
  client: Client,
  batch: Batch,
  items: readonly Item[],
  options: CallOptions,
  left: { calls: number },
): Promise<readonly WriteResult[]> {
  const results = await send(client, batch, items, options);
  if (items.length < 2 || left.calls < 2 || !results.every(isCollateral)) return results;
  left.calls -= 2;
  const half = Math.ceil(items.length / 2);
  return [
    ...(await sendHalving(client, batch, items.slice(0, half), options, left)),
    ...(await sendHalving(client, batch, items.slice(half), options, left)),
  ];
}

const COLLATERAL = new Set(['JSON_PARSER_ERROR', 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 'APEX_ERROR']);

const isCollateral = (result: WriteResult): boolean =>
  result.kind === 'failed' && result.failure.kind === 'invalid-record' && COLLATERAL.has(result.failure.code);

async function send(
  client: Client,
  batch: Batch,
  items: readonly Item[],
  options: CallOptions,
): Promise<readonly WriteResult[]> {
  const creating = batch.kind === 'create';
  const keyField = creating ? EXTERNAL_KEY : 'Id';
  try {
    const { body } = await client.send<unknown>(
      {
        method: 'PATCH',
        path: `${DATA}/composite/sobjects${creating ? `/${batch.object}/${EXTERNAL_KEY}` : ''}`,
        headers: batch.autoAssign ? {} : { 'Sforce-Auto-Assign': 'FALSE' },
        body: {
          allOrNone: false,
          records: items.map((item) => ({
            attributes: { type: batch.object },
            ...item.values,
            [keyField]: item.target,
          })),
        },
        effect: 'write',
      },
      options,
    );
    if (!Array.isArray(body) || body.length !== items.length) return items.map(lost);
    return body.map((row) => resultOf(batch.object, row as VendorRow));
  } catch (error) {
    const failure = wholeCall(error, options.signal);
    return items.map(() => ({ kind: 'failed', failure }));
  }
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
