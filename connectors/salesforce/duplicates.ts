import type { CallOptions } from '../../src/connector/contract.ts';
import type { WriteResult } from '../../src/domain/write.ts';
import type { Client } from './client.ts';
import { wholeCall } from './collections.ts';
import { composite, type Subrequest } from './composite.ts';
import { resultOf, type VendorRow } from './row-result.ts';
import { COMPOSITE_CALLS, DATA, EXTERNAL_KEY } from './versions.ts';
import type { Batch, Item } from './write-plan.ts';

/** A duplicate rule refused the row, and a collection row does not say which record it found. */
export const needsMatch = (result: WriteResult): boolean =>
  result.kind === 'failed' && result.failure.code === 'DUPLICATES_DETECTED' && !result.failure.candidates;

/**
 * Sends refused rows once more, singly (25 to a call), because only a single record's refusal names the match. The rows
 * were certainly not written, and a create still goes by its key, so nothing can double.
 */
export async function nameMatches(
  client: Client,
  batch: Batch,
  items: readonly Item[],
  options: CallOptions,
  settle: (item: Item, result: WriteResult) => void,
): Promise<void> {
  for (let start = 0; start < items.length; start += COMPOSITE_CALLS) {
    const chunk = items.slice(start, start + COMPOSITE_CALLS);
    try {
      const { body: answers } = await composite(
        client,
        chunk.map((item) => singly(batch, item)),
        'write',
        options,
      );
      for (const [at, item] of chunk.entries()) {
        const answer = answers[at];
        if (answer) settle(item, resultOf(batch.object, rowOf(batch, item, answer)));
      }
    } catch (error) {
      const failure = wholeCall(error, options.signal);
      // A refusal of the second call leaves the first answer standing; a lost answer does not.
      if (failure.kind === 'unknown-outcome')
        for (const item of chunk) settle(item, { kind: 'failed', failure });
    }
  }
}

function singly(batch: Batch, item: Item): Subrequest {
  const record = batch.kind === 'create' ? `${EXTERNAL_KEY}/${encodeURIComponent(item.target)}` : item.target;
  return {
    method: 'PATCH',
    path: `${DATA}/sobjects/${batch.object}/${record}`,
    ...(batch.autoAssign ? {} : { headers: { 'Sforce-Auto-Assign': 'FALSE' } }),
    body: item.values,
  };
}

/** An update's success has no body. */
function rowOf(
  batch: Batch,
  item: Item,
  answer: { readonly httpStatusCode: number; readonly body: unknown },
): VendorRow {
  if (answer.httpStatusCode >= 300)
    return { success: false, errors: answer.body as VendorRow['errors'] & object };
  if (batch.kind === 'update') return { success: true, id: item.target };
  return answer.body as VendorRow;
}
