import type { CallOptions } from '../../src/connector/contract.ts';
import { chunks } from '../../src/domain/chunks.ts';
import type { RecordRef } from '../../src/domain/record.ts';
import type { WriteResult } from '../../src/domain/write.ts';
import type { Client } from './client.ts';
import { wholeCall } from './collections.ts';
import { failureOf } from './failures.ts';
import { resultOf, type VendorRow } from './row-result.ts';
import { COLLECTION_ROWS, DATA } from './versions.ts';

/**
 * Deletes records, 200 a call. They lie in the org's recycle bin for 15 days before Salesforce forgets them.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobjects_collections_delete.htm
 */
export async function erase(
  client: Client,
  refs: readonly RecordRef[],
  options: CallOptions,
): Promise<readonly WriteResult[]> {
  const results: WriteResult[] = [];
  for (const some of chunks(refs, COLLECTION_ROWS)) results.push(...(await eraseSome(client, some, options)));
  return results;
}

async function eraseSome(
  client: Client,
  refs: readonly RecordRef[],
  options: CallOptions,
): Promise<readonly WriteResult[]> {
  const ids = refs.map(({ id }) => id).join(',');
  try {
    // A step: what was deleted already is told as such, so a lost answer is no reason to look first.
    const { body } = await client.send<unknown>(
      { method: 'DELETE', path: `${DATA}/composite/sobjects?ids=${ids}&allOrNone=false`, effect: 'step' },
      options,
    );
    const rows = Array.isArray(body) && body.length === refs.length ? (body as readonly VendorRow[]) : [];
    return refs.map((ref, index) => answerFor(ref, rows[index]));
  } catch (error) {
    const failure = wholeCall(error, options.signal);
    return refs.map(() => ({ kind: 'failed', failure }));
  }
}

const answerFor = ({ object }: RecordRef, row: VendorRow | undefined): WriteResult =>
  row === undefined
    ? {
        kind: 'failed',
        failure: {
          ...failureOf({ code: 'ANSWER_UNREADABLE', message: 'The answer does not match the rows sent.' }),
          kind: 'transient',
        },
      }
    : withMissingRecord(resultOf(object, row));

/** Nothing is written but the record's end, so an id that leads nowhere is its own. */
const withMissingRecord = (result: WriteResult): WriteResult =>
  result.kind === 'failed' && result.failure.code === 'INVALID_CROSS_REFERENCE_KEY'
    ? { kind: 'failed', failure: failureOf({ code: 'NOT_FOUND', message: result.failure.message }) }
    : result;
