import { failureOf } from './failures.ts';
import { evidenceOfErrors, type VendorError } from './refusal.ts';
import { refOf } from './snapshots.ts';
import type { WriteResult } from '../../src/domain/write.ts';

/** One row of a collections or single-record answer. A refused row usually has no id. */
export interface VendorRow {
  readonly id?: string;
  readonly success: boolean;
  /** Only of upserts. */
  readonly created?: boolean;
  readonly errors?: readonly VendorError[];
}

/** `statusCode` here, `errorCode` in single calls: both are read. */
export function resultOf(object: string, row: VendorRow): WriteResult {
  if (row.success && row.id !== undefined) {
    return { kind: 'done', receipt: { ref: refOf(object, row.id), created: row.created ?? false } };
  }
  const evidence = evidenceOfErrors(row.errors, object) ?? {
    code: 'NO_REASON',
    message: 'Salesforce refused the row without a reason.',
  };
  return { kind: 'failed', failure: failureOf(evidence) };
}
