import { setTimeout as sleep } from 'node:timers/promises';
import type { CallOptions } from '../../src/connector/contract.ts';
import { FailureError, type Failure } from '../../src/domain/failure.ts';
import type { WriteResult } from '../../src/domain/write.ts';
import { fromCsv, toCsv } from './bulk-csv.ts';
import type { Client } from './client.ts';
import { wholeCall } from './collections.ts';
import { asUnknownOutcome, failureOf } from './failures.ts';
import { fullId } from './ids.ts';
import { refOf } from './snapshots.ts';
import { BULK_JOB_ROWS, DATA, EXTERNAL_KEY } from './versions.ts';
import type { Batch, Item } from './write-plan.ts';

const INGEST = `${DATA}/jobs/ingest`;
const FIRST_POLL_MS = 500;
const LAST_POLL_MS = 30_000;
/** Each single call has its own retries already; a job that stays out of sight this often is given up as unknown. */
const POLL_FAILURES = 5;

interface Job {
  readonly id: string;
  readonly state: 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted';
  readonly errorMessage?: string | null;
}

/**
 * Writes a large batch by Bulk API 2.0 ingest jobs: upsert by our key, or update by id. Results come in any order and
 * are matched by the key column.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/bulk_api_2_0_ingest.htm
 */
export async function writeByBulk(
  client: Client,
  batch: Batch,
  options: CallOptions,
  settle: (item: Item, result: WriteResult) => void,
): Promise<void> {
  for (let start = 0; start < batch.items.length; start += BULK_JOB_ROWS) {
    const items = batch.items.slice(start, start + BULK_JOB_ROWS);
    const results = await runJob(client, batch, items, options);
    for (const item of items) settle(item, results(item));
  }
}

type Results = (item: Item) => WriteResult;

async function runJob(
  client: Client,
  batch: Batch,
  items: readonly Item[],
  options: CallOptions,
): Promise<Results> {
  const keyColumn = batch.kind === 'create' ? EXTERNAL_KEY : 'Id';
  let job: Job;
  try {
    job = await uploaded(client, batch, toCsv(items, keyColumn), options);
  } catch (error) {
    // Nothing runs before the upload is declared complete.
    const failure = wholeCall(error, options.signal);
    return () => ({ kind: 'failed', failure });
  }
  try {
    await started(client, job.id, options);
    const ended = await finished(client, job.id, options);
    return await resultsOf(client, batch.object, ended, keyColumn, options);
  } catch (error) {
    if (!(error instanceof FailureError) && !options.signal?.aborted) throw error;
    await abort(client, job.id, options);
    const failure = asUnknownOutcome(
      error instanceof FailureError
        ? error.failure
        : failureOf({ code: 'TIMEOUT', message: `Stopped during bulk job ${job.id}.` }),
    );
    return () => ({ kind: 'failed', failure });
  }
}

async function uploaded(client: Client, batch: Batch, csv: string, options: CallOptions): Promise<Job> {
  const creating = batch.kind === 'create';
  const { body: job } = await client.send<Job>(
    {
      method: 'POST',
      path: INGEST,
      body: {
        object: batch.object,
        operation: creating ? 'upsert' : 'update',
        ...(creating ? { externalIdFieldName: EXTERNAL_KEY } : {}),
        contentType: 'CSV',
        lineEnding: 'LF',
        columnDelimiter: 'COMMA',
      },
      effect: 'step',
    },
    options,
  );
  await client.send(
    {
      method: 'PUT',
      path: `${INGEST}/${job.id}/batches`,
      headers: { 'content-type': 'text/csv' },
      body: csv,
      effect: 'step',
    },
    options,
  );
  return job;
}

/** Declares the upload complete. A lost answer is no harm: the job's state tells. */
async function started(client: Client, id: string, options: CallOptions): Promise<void> {
  try {
    await setState(client, id, 'UploadComplete', options);
  } catch (error) {
    if (!(error instanceof FailureError) || error.failure.kind !== 'transient') throw error;
  }
}

async function finished(client: Client, id: string, options: CallOptions): Promise<Job> {
  let failures = 0;
  for (let wait = FIRST_POLL_MS; ; wait = Math.min(wait * 1.5, LAST_POLL_MS)) {
    await sleep(wait, undefined, options.signal ? { signal: options.signal } : {});
    try {
      const { body: job } = await client.send<Job>(
        { method: 'GET', path: `${INGEST}/${id}`, effect: 'read' },
        options,
      );
      if (['JobComplete', 'Failed', 'Aborted'].includes(job.state)) return job;
      if (job.state === 'Open') await setState(client, id, 'UploadComplete', options);
    } catch (error) {
      failures += 1;
      if (
        !(error instanceof FailureError) ||
        error.failure.kind !== 'transient' ||
        failures === POLL_FAILURES
      )
        throw error;
    }
  }
}

const setState = (client: Client, id: string, state: Job['state'], options: CallOptions): Promise<unknown> =>
  client.send({ method: 'PATCH', path: `${INGEST}/${id}`, body: { state }, effect: 'step' }, options);

/** Best effort, also after our own signal: rows that have not run yet need not run. */
async function abort(client: Client, id: string, options: CallOptions): Promise<void> {
  await setState(client, id, 'Aborted', { lane: options.lane }).catch((error: unknown) => {
    if (!(error instanceof FailureError)) throw error;
  });
}

async function resultsOf(
  client: Client,
  object: string,
  job: Job,
  keyColumn: string,
  options: CallOptions,
): Promise<Results> {
  const results = new Map<string, WriteResult>();
  const key = (row: Readonly<Record<string, string>>): string => row[keyColumn] ?? '';
  for (const row of await resultRows(client, job.id, 'successfulResults', options)) {
    const receipt = {
      ref: refOf(object, row['sf__Id'] ?? ''),
      created: row['sf__Created'] === 'true' && keyColumn !== 'Id',
    };
    results.set(key(row), { kind: 'done', receipt });
  }
  for (const row of await resultRows(client, job.id, 'failedResults', options)) {
    results.set(key(row), { kind: 'failed', failure: rowFailure(object, row['sf__Error'] ?? '') });
  }
  const rest = restOf(job);
  return (item) =>
    results.get(item.target) ?? results.get(fullId(item.target)) ?? { kind: 'failed', failure: rest };
}

/** Rows in neither list were not processed, if the job ended early; if it says complete, nobody knows. */
function restOf(job: Job): Failure {
  if (job.state === 'JobComplete') {
    return asUnknownOutcome(
      failureOf({ code: 'ANSWER_UNREADABLE', message: `Bulk job ${job.id} has no result for the row.` }),
    );
  }
  const message = job.errorMessage ?? `Bulk job ${job.id} ended as ${job.state}.`;
  if (job.state === 'Aborted') return failureOf({ code: 'BULK_UNPROCESSED', message });
  const failure = failureOf({ code: /^[A-Z_]{4,}/.exec(message)?.[0] ?? 'BULK_JOB_FAILED', message });
  return failure.kind === 'bug' ? failureOf({ code: 'BULK_JOB_FAILED', message }) : failure;
}

/** `CODE:message:field,field --`; the message may hold colons, the fields never do. */
export function rowFailure(object: string, text: string): Failure {
  const [, code = 'NO_REASON', message = text, fields = ''] =
    /^([A-Z_]+):([\s\S]*):([\w, ]*)--$/.exec(text.trim()) ?? [];
  return failureOf({ code, message, object, fields: fields.split(/[\s,]+/).filter((name) => name !== '') });
}

/** All rows of one result, page by page: jsforce's own reader of several pages crashes the process. */
async function resultRows(
  client: Client,
  id: string,
  kind: 'successfulResults' | 'failedResults',
  options: CallOptions,
): Promise<readonly Readonly<Record<string, string>>[]> {
  const rows: Readonly<Record<string, string>>[] = [];
  let locator: string | undefined;
  do {
    const page = locator === undefined ? '' : `?locator=${encodeURIComponent(locator)}`;
    const { body, headers } = await client.send<string>(
      { method: 'GET', path: `${INGEST}/${id}/${kind}/${page}`, effect: 'read', as: 'text' },
      options,
    );
    for (const row of fromCsv(body)) rows.push(row);
    locator = headers['sforce-locator'];
  } while (locator !== undefined && locator !== '' && locator !== 'null');
  return rows;
}
