import type { CallOptions } from '../../src/connector/contract.ts';
import { FailureError, type Failure } from '../../src/domain/failure.ts';
import type { RecordRef } from '../../src/domain/record.ts';
import type { WriteResult } from '../../src/domain/write.ts';
import type { Api } from './client.ts';
import { paths } from './paths.ts';

/**
 * Deletes contacts for good, with all that HubSpot keeps of them; there is no batch of it. Always by id: by an e-mail address that
 * nobody has, HubSpot would block the address for ever.
 * https://developers.hubspot.com/docs/api-reference/legacy/crm/objects/contacts/gdpr/gdpr-delete-contact
 */
export async function erase(
  api: Api,
  refs: readonly RecordRef[],
  options: CallOptions,
): Promise<readonly WriteResult[]> {
  const results: WriteResult[] = [];
  for (const ref of refs) results.push(await eraseOne(api, ref, options));
  return results;
}

async function eraseOne(api: Api, ref: RecordRef, options: CallOptions): Promise<WriteResult> {
  const { object, id } = ref;
  try {
    await api.call<unknown>(
      {
        method: 'POST',
        path: paths.gdprDelete(object),
        json: { objectId: id },
        bucket: 'call',
        effect: 'write',
        object,
      },
      options,
    );
    return { kind: 'done', receipt: { ref, created: false } };
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    return { kind: 'failed', failure: asOfErasing(error.failure) };
  }
}

/** A scope that is missing is no reason to stop all other work; a lost answer may be asked for again. */
function asOfErasing(failure: Failure): Failure {
  if (failure.kind === 'unknown-outcome') return { ...failure, kind: 'transient' };
  if (failure.code !== 'MISSING_SCOPES' && failure.code !== 'FORBIDDEN') return failure;
  return {
    ...failure,
    kind: 'config',
    code: 'ERASURE_NOT_ALLOWED',
    meaning: 'The app may not delete contacts for good in HubSpot.',
    fix: 'Add the scopes crm.objects.contacts.write and crm.objects.contacts.read to the app in HubSpot, grant them, then erase again.',
    actor: 'admin',
  };
}
