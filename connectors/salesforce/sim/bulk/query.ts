import type { SimReply, SimRequest } from '../../../../src/connector/sim/server.ts';
import type { Org } from '../org.ts';
import { DELIMITERS, LINE_ENDINGS, writeCsv, type DelimiterName, type LineEndingName } from './csv.ts';
import { queryInfo, type QueryJob } from './job.ts';
import { csvReply, noSuchJob, refusal } from './reply.ts';
import { settle, startRun } from './run.ts';
import { bulkStore, findJob, type BulkStore } from './store.ts';
import { readSelect, toTable } from './table.ts';

/** Rows on a page when the caller does not say. */
const PAGE = 50_000;

/** `/jobs/query…`; `rest` is the path below it, `version` e.g. `68.0`. */
export async function handleQuery(
  request: SimRequest,
  org: Org,
  version: string,
  rest: readonly string[],
): Promise<SimReply> {
  const store = bulkStore(org);
  const [id, part] = rest;
  if (id === undefined) {
    if (request.method === 'POST') return createJob(request, org, store, version);
    return { status: 200, body: { done: true, records: [...store.query.values()].map(queryInfo) } };
  }
  const job = findJob(store.query, id);
  if (job === undefined) return noSuchJob();
  if (part === 'results') {
    await settle(store, job);
    return page(request, job, version);
  }
  switch (request.method) {
    case 'GET':
      await settle(store, job);
      return { status: 200, body: queryInfo(job) };
    case 'PATCH':
      if (job.state === 'JobComplete' || job.state === 'Aborted') {
        return refusal(400, 'INVALIDJOBSTATE', 'Aborting already Completed Job not allowed');
      }
      job.state = 'Aborted';
      return { status: 200, body: queryInfo(job) };
    case 'DELETE':
      store.query.delete(job.id);
      return { status: 204 };
    default:
      return refusal(405, 'METHOD_NOT_ALLOWED', `HTTP Method '${request.method}' not allowed`);
  }
}

function createJob(request: SimRequest, org: Org, store: BulkStore, version: string): SimReply {
  const body = request.json() as Readonly<Record<string, string | undefined>>;
  const query = body.query ?? '';
  const operation = body.operation === 'queryAll' ? 'queryAll' : 'query';
  const select = readSelect(query);
  if (select === null) {
    return refusal(
      400,
      'API_ERROR',
      'Only plain fields of one object and its parents, without OFFSET, in a bulk query',
    );
  }
  const delimiter = (body.columnDelimiter ?? 'COMMA') as DelimiterName;
  const lineEnding = (body.lineEnding ?? 'LF') as LineEndingName;
  if (!(delimiter in DELIMITERS) || !(lineEnding in LINE_ENDINGS)) {
    return refusal(400, 'INVALIDJOB', 'columnDelimiter or lineEnding has an unknown value');
  }
  const outcome = org.query(query, { all: operation === 'queryAll', version });
  if ('error' in outcome) return refusal(400, outcome.error.statusCode, outcome.error.message);
  const now = new Date();
  const job: QueryJob = {
    kind: 'query',
    id: store.nextId(),
    operation,
    query,
    object: org.describe(select.object)?.name ?? select.object,
    apiVersion: Number(version),
    form: { delimiter, lineEnding },
    createdById: org.userId,
    createdAt: now,
    modifiedAt: now,
    state: 'UploadComplete',
    processingMs: 0,
    table: [],
    run: null,
  };
  store.query.set(job.id, job);
  const reply = { status: 200, body: queryInfo(job) };
  startRun(store, job, async () => {
    job.table = toTable(select.fields, outcome.rows);
    job.state = 'JobComplete';
    job.modifiedAt = new Date();
    return Promise.resolve();
  });
  return reply;
}

/** One page of a finished job. Every page has the header row; `Sforce-Locator` is the text `null` on the last. */
function page(request: SimRequest, job: QueryJob, version: string): SimReply {
  if (Number(version) !== job.apiVersion) {
    return refusal(
      409,
      'API_ERROR',
      `Results are read in the version of the job, ${job.apiVersion.toFixed(1)}`,
    );
  }
  if (job.state !== 'JobComplete') {
    return refusal(400, 'INVALIDJOBSTATE', `Job in state ${job.state} has no results`);
  }
  const locator = request.query.get('locator');
  const start = locator === null ? 0 : Number(Buffer.from(locator, 'base64url').toString());
  const size = Number(request.query.get('maxRecords') ?? PAGE);
  if (!Number.isInteger(start) || !(size > 0)) {
    return refusal(400, 'INVALID_QUERY_LOCATOR', 'invalid locator or maxRecords');
  }
  const [header = [], ...rows] = job.table;
  const end = Math.min(start + size, rows.length);
  return csvReply(writeCsv([header, ...rows.slice(start, end)], job.form), {
    'Sforce-Locator': end < rows.length ? Buffer.from(String(end)).toString('base64url') : 'null',
    'Sforce-NumberOfRecords': String(end - start),
  });
}
