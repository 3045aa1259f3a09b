import type { SimReply, SimRequest } from '../../../../src/connector/sim/server.ts';
import type { FieldDescribe, Org, SaveOptions } from '../org.ts';
import { DELIMITERS, LINE_ENDINGS, type DelimiterName, type LineEndingName } from './csv.ts';
import { INGEST_OPERATIONS, ingestInfo, type IngestJob, type JobFault } from './job.ts';
import { processIngest } from './process.ts';
import { noSuchJob, refusal } from './reply.ts';
import { ingestResults } from './results.ts';
import { settle, startRun } from './run.ts';
import { bulkStore, findJob, type BulkStore } from './store.ts';

/** Vendor limit on one upload after base64 (developer.salesforce.com: Bulk API 2.0, Limits). */
const MAX_UPLOAD_BASE64 = 150_000_000;

/** `/jobs/ingest…`; `rest` is the path below it, `version` e.g. `68.0`. */
export async function handleIngest(
  request: SimRequest,
  org: Org,
  version: string,
  rest: readonly string[],
): Promise<SimReply> {
  const store = bulkStore(org);
  const [id, part] = rest;
  if (id === undefined) {
    if (request.method === 'POST') return createJob(request, org, store, version);
    if (request.method === 'GET') return listJobs(store);
    return methodNotAllowed(request.method);
  }
  const job = findJob(store.ingest, id);
  if (job === undefined) return noSuchJob();
  takeFault(request, job);
  if (part === undefined) return oneJob(request, org, store, job);
  if (part === 'batches' && request.method === 'PUT') return upload(request, job);
  if (request.method !== 'GET') return methodNotAllowed(request.method);
  await settle(store, job);
  return ingestResults(job, part) ?? noSuchJob();
}

async function oneJob(request: SimRequest, org: Org, store: BulkStore, job: IngestJob): Promise<SimReply> {
  switch (request.method) {
    case 'GET':
      await settle(store, job);
      return { status: 200, body: ingestInfo(job) };
    case 'PATCH':
      return changeState(request, org, store, job);
    case 'DELETE':
      if (job.state === 'Open' || job.state === 'InProgress') {
        return refusal(400, 'INVALIDJOBSTATE', `Job in state ${job.state} cannot be deleted`);
      }
      store.ingest.delete(job.id);
      return { status: 204 };
    default:
      return methodNotAllowed(request.method);
  }
}

function createJob(request: SimRequest, org: Org, store: BulkStore, version: string): SimReply {
  const body = request.json() as Readonly<Record<string, string | undefined>>;
  const operation = INGEST_OPERATIONS.find((known) => known === body.operation);
  if (operation === undefined) {
    return refusal(400, 'INVALIDOPERATION', `Unknown operation: ${body.operation ?? ''}`);
  }
  const describe = org.describe(body.object ?? '');
  if (describe === null) {
    return refusal(400, 'INVALIDENTITY', `Entity '${body.object ?? ''}' is not supported by the Bulk API.`);
  }
  const key = body.externalIdFieldName;
  if (operation === 'upsert' && key === undefined) {
    return refusal(400, 'INVALIDJOB', 'External ID was blank for upsert. An external ID must be specified.');
  }
  if (operation === 'upsert' && !describe.fields.some((field) => isKey(field, key ?? ''))) {
    return refusal(400, 'INVALIDJOB', `Field name provided, ${key ?? ''} does not match an External ID`);
  }
  const delimiter = (body.columnDelimiter ?? 'COMMA') as DelimiterName;
  const lineEnding = (body.lineEnding ?? 'LF') as LineEndingName;
  if (!(delimiter in DELIMITERS) || !(lineEnding in LINE_ENDINGS) || (body.contentType ?? 'CSV') !== 'CSV') {
    return refusal(400, 'INVALIDJOB', 'columnDelimiter, lineEnding or contentType has an unknown value');
  }
  const now = new Date();
  const job: IngestJob = {
    kind: 'ingest',
    id: store.nextId(),
    operation,
    object: describe.name,
    externalIdFieldName: key ?? null,
    apiVersion: Number(version),
    form: { delimiter, lineEnding },
    createdById: org.userId,
    createdAt: now,
    modifiedAt: now,
    state: 'Open',
    processingMs: 0,
    save: saveOptions(request, version, body.assignmentRuleId !== undefined),
    content: null,
    fault: null,
    errorMessage: null,
    outcome: { header: [], successful: [], failed: [], unprocessed: [] },
    run: null,
  };
  store.ingest.set(job.id, job);
  takeFault(request, job);
  return { status: 200, body: ingestInfo(job) };
}

function upload(request: SimRequest, job: IngestJob): SimReply {
  if (job.state !== 'Open') {
    return refusal(
      400,
      'INVALIDJOBSTATE',
      `Job is in state ${job.state}; data is taken only while it is Open`,
    );
  }
  if (job.content !== null)
    return refusal(400, 'INVALIDBATCH', `Found multiple contents for job: <${job.id}>`);
  if ((request.body.length * 4) / 3 > MAX_UPLOAD_BASE64) {
    return refusal(400, 'EXCEEDEDQUOTA', 'Maximum size of the upload exceeded');
  }
  job.content = request.body;
  return { status: 201 };
}

function changeState(request: SimRequest, org: Org, store: BulkStore, job: IngestJob): SimReply {
  const { state } = request.json() as { readonly state?: string };
  const ended = job.state === 'JobComplete' || job.state === 'Failed' || job.state === 'Aborted';
  if (state === 'Aborted') {
    if (ended) return refusal(400, 'INVALIDJOBSTATE', 'Aborting already Completed Job not allowed');
    job.state = 'Aborted';
  } else if (state === 'UploadComplete') {
    if (job.state !== 'Open') {
      return refusal(400, 'INVALIDJOBSTATE', `Job in state ${job.state} cannot be closed`);
    }
    startRun(store, job, () => processIngest(job, org));
  } else {
    return refusal(400, 'INVALIDJOBSTATE', `Job state ${state ?? ''} cannot be set by a client`);
  }
  job.modifiedAt = new Date();
  return { status: 200, body: ingestInfo(job) };
}

const listJobs = (store: BulkStore): SimReply => ({
  status: 200,
  body: { done: true, records: [...store.ingest.values()].map(ingestInfo), nextRecordsUrl: null },
});

/**
 * The faults `bulk-fail` (`message`, `after` rows, default 0) and `bulk-partial` (`rows`, default 1) stick to the job
 * whose call they hit.
 */
function takeFault(request: SimRequest, job: IngestJob): void {
  const args = request.fault?.args ?? {};
  const faults: Readonly<Record<string, JobFault>> = {
    'bulk-fail': {
      kind: 'fail',
      message:
        typeof args.message === 'string' ? args.message : 'InternalServerError : Internal server error',
      after: Number(args.after ?? 0),
    },
    'bulk-partial': { kind: 'partial', rows: Number(args.rows ?? 1) },
  };
  job.fault = faults[request.fault?.name ?? ''] ?? job.fault;
}

/** Assignment rules run only for a job that names one (developer.salesforce.com: Bulk API 2.0, Create a Job). */
function saveOptions(request: SimRequest, version: string, autoAssign: boolean): SaveOptions {
  const client = /client=([^,;]+)/.exec(request.headers['sforce-call-options'] ?? '')?.[1];
  return { api: `bulkapi/${version}`, autoAssign, ...(client === undefined ? {} : { client }) };
}

const isKey = (field: FieldDescribe, key: string): boolean =>
  (field.externalId || field.idLookup) && field.name.toLowerCase() === key.toLowerCase();

const methodNotAllowed = (method: string): SimReply =>
  refusal(405, 'METHOD_NOT_ALLOWED', `HTTP Method '${method}' not allowed`);
