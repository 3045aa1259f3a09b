import type { SaveOptions } from '../org.ts';
import type { CsvForm } from './csv.ts';

export const INGEST_OPERATIONS = ['insert', 'update', 'upsert', 'delete', 'hardDelete'] as const;
export type IngestOperation = (typeof INGEST_OPERATIONS)[number];

/** `Open → UploadComplete → InProgress → JobComplete | Failed`, and `Aborted` from any but the last two. */
export type JobState = 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted';

interface JobBase {
  /** 18 characters, prefix 750. */
  readonly id: string;
  readonly object: string;
  readonly apiVersion: number;
  readonly form: CsvForm;
  readonly createdById: string;
  readonly createdAt: Date;
  state: JobState;
  modifiedAt: Date;
  /** Milliseconds from the start of processing to its end. */
  processingMs: number;
  /** Resolves at the end of processing; null before its start. Never rejects. */
  run: Promise<void> | null;
}

export interface IngestJob extends JobBase {
  readonly kind: 'ingest';
  readonly operation: IngestOperation;
  readonly externalIdFieldName: string | null;
  readonly save: SaveOptions;
  /** The one upload; dropped once processed. */
  content: Buffer | null;
  fault: JobFault | null;
  errorMessage: string | null;
  outcome: Outcome;
}

export interface QueryJob extends JobBase {
  readonly kind: 'query';
  readonly operation: 'query' | 'queryAll';
  readonly query: string;
  /** Header and rows; empty until complete. */
  table: readonly (readonly string[])[];
}

/** What became of each row of an upload, with its cells as they came. */
export interface Outcome {
  header: readonly string[];
  readonly successful: {
    readonly id: string;
    readonly created: boolean;
    readonly cells: readonly string[];
  }[];
  readonly failed: { readonly id: string; readonly error: string; readonly cells: readonly string[] }[];
  readonly unprocessed: (readonly string[])[];
}

/** A scripted fault that has hit one of the job's calls and shows when the job is processed. */
export type JobFault =
  /** The job ends Failed after `after` rows; the rest stay unprocessed. */
  | { readonly kind: 'fail'; readonly message: string; readonly after: number }
  /** The first `rows` rows fail with a lock error, as when another load holds their parents. */
  | { readonly kind: 'partial'; readonly rows: number };

/** Salesforce's datetime in JSON: no colon in the zone. */
const stamp = (date: Date): string => date.toISOString().replace('Z', '+0000');

/** The job as `GET /jobs/ingest/{id}` shows it (developer.salesforce.com: Bulk API 2.0, Get Job Info). */
export function ingestInfo(job: IngestJob): Record<string, unknown> {
  const { outcome } = job;
  const open = job.state === 'Open';
  return {
    id: job.id,
    operation: job.operation,
    object: job.object,
    createdById: job.createdById,
    createdDate: stamp(job.createdAt),
    systemModstamp: stamp(job.modifiedAt),
    state: job.state,
    ...(job.externalIdFieldName === null ? {} : { externalIdFieldName: job.externalIdFieldName }),
    concurrencyMode: 'Parallel',
    contentType: 'CSV',
    apiVersion: job.apiVersion,
    jobType: 'V2Ingest',
    ...(open
      ? { contentUrl: `services/data/v${job.apiVersion.toFixed(1)}/jobs/ingest/${job.id}/batches` }
      : {}),
    lineEnding: job.form.lineEnding,
    columnDelimiter: job.form.delimiter,
    ...(open
      ? {}
      : {
          numberRecordsProcessed: outcome.successful.length + outcome.failed.length,
          numberRecordsFailed: outcome.failed.length,
        }),
    ...(job.errorMessage === null ? {} : { errorMessage: job.errorMessage }),
    retries: 0,
    totalProcessingTime: job.processingMs,
    apiActiveProcessingTime: job.processingMs,
    apexProcessingTime: 0,
  };
}

/** The job as `GET /jobs/query/{id}` shows it (developer.salesforce.com: Bulk API 2.0, Get Information About a Query Job). */
export function queryInfo(job: QueryJob): Record<string, unknown> {
  return {
    id: job.id,
    operation: job.operation,
    object: job.object,
    createdById: job.createdById,
    createdDate: stamp(job.createdAt),
    systemModstamp: stamp(job.modifiedAt),
    state: job.state,
    concurrencyMode: 'Parallel',
    contentType: 'CSV',
    apiVersion: job.apiVersion,
    jobType: 'V2Query',
    lineEnding: job.form.lineEnding,
    columnDelimiter: job.form.delimiter,
    ...(job.state === 'JobComplete' ? { numberRecordsProcessed: Math.max(0, job.table.length - 1) } : {}),
    retries: 0,
    totalProcessingTime: job.processingMs,
    isPkChunkingSupported: true,
  };
}
