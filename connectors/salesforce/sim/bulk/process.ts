import { setImmediate as breathe } from 'node:timers/promises';
import type { Org } from '../org.ts';
import { readCsv } from './csv.ts';
import type { IngestJob } from './job.ts';
import { rowError, toColumn, type Column } from './row.ts';
import { LOCKED, refused, saveRow } from './save-row.ts';

/** Rows are saved in transactions of this many, as in Salesforce; triggers and duplicate checks see one at a time. */
const CHUNK = 200;

/** Saves the upload's rows. Ends with the job's state JobComplete or Failed; never rejects. */
export async function processIngest(job: IngestJob, org: Org): Promise<void> {
  const begun = Date.now();
  job.state = 'InProgress';
  try {
    await saveRows(job, org);
  } catch (error) {
    job.errorMessage = `InvalidBatch : ${error instanceof Error ? error.message : String(error)}`;
  }
  job.content = null;
  job.processingMs = Date.now() - begun;
  job.modifiedAt = new Date();
  if (wasAborted(job)) return;
  job.state = job.errorMessage === null ? 'JobComplete' : 'Failed';
}

async function saveRows(job: IngestJob, org: Org): Promise<void> {
  const content = job.content ?? Buffer.alloc(0);
  if (!lineEndingFits(job, content)) {
    job.errorMessage = `ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is ${job.form.lineEnding}`;
    return;
  }
  let columns: readonly Column[] | null = null;
  let chunk: (readonly string[])[] = [];
  for await (const cells of readCsv(content, job.form)) {
    if (columns === null) {
      columns = takeHeader(job, org, cells);
      continue;
    }
    // A file refused as a whole, or an aborted job, still accounts for each of its rows.
    if (stopped(job)) {
      job.outcome.unprocessed.push(cells);
      continue;
    }
    chunk.push(cells);
    if (chunk.length === CHUNK) {
      saveChunk(job, org, columns, chunk);
      chunk = [];
      await breathe();
    }
  }
  if (columns === null) throw new Error('The file has no header row');
  saveChunk(job, org, columns, chunk);
  if (job.fault?.kind === 'fail') job.errorMessage ??= job.fault.message;
}

function takeHeader(job: IngestJob, org: Org, header: readonly string[]): readonly Column[] {
  job.outcome.header = header;
  const describe = org.describe(job.object);
  if (describe === null) throw new Error(`sObject type '${job.object}' is not supported.`);
  return header.flatMap((cell) => {
    const column = toColumn(cell, describe);
    if (column === null) job.errorMessage ??= `InvalidBatch : Field name not found : ${cell}`;
    return column ?? [];
  });
}

function saveChunk(
  job: IngestJob,
  org: Org,
  columns: readonly Column[],
  chunk: readonly (readonly string[])[],
): void {
  const { successful, failed, unprocessed } = job.outcome;
  const keys = new Set<string>();
  org.transaction(() => {
    for (const cells of chunk) {
      if (stopped(job)) {
        unprocessed.push(cells);
        continue;
      }
      const locked = job.fault?.kind === 'partial' && processed(job) < job.fault.rows;
      const result = locked ? refused(LOCKED) : saveRow(job, org, columns, cells, keys);
      if (result.success) {
        const created = job.operation === 'insert' || result.created === true;
        successful.push({ id: result.id, created, cells });
      } else {
        failed.push({ id: idOf(columns, cells), error: result.errors.map(rowError).join(';'), cells });
      }
    }
  });
}

const processed = (job: IngestJob): number => job.outcome.successful.length + job.outcome.failed.length;

const stopped = (job: IngestJob): boolean =>
  job.errorMessage !== null ||
  job.state === 'Aborted' ||
  (job.fault?.kind === 'fail' && processed(job) >= job.fault.after);

/** A call that arrived while rows were being saved may have aborted the job. */
const wasAborted = (job: IngestJob): boolean => job.state === 'Aborted';

const idOf = (columns: readonly Column[], cells: readonly string[]): string =>
  cells[columns.findIndex((column) => column.kind === 'id')] ?? '';

function lineEndingFits(job: IngestJob, content: Buffer): boolean {
  const end = content.indexOf('\n');
  if (end < 0) return true;
  return (content[end - 1] === 0x0d) === (job.form.lineEnding === 'CRLF');
}
