import { setImmediate as breathe, setTimeout as sleep } from 'node:timers/promises';
import type { IngestJob, QueryJob } from './job.ts';
import type { BulkStore } from './store.ts';

/** Queues a job's work in the background, as Salesforce does: it goes on even when nobody polls. */
export function startRun(store: BulkStore, job: IngestJob | QueryJob, work: () => Promise<void>): void {
  const wait = store.processingMs;
  job.state = 'UploadComplete';
  job.run = (async () => {
    await breathe();
    if (job.state === 'UploadComplete') job.state = 'InProgress';
    if (wait > 0) await sleep(wait, undefined, { ref: false });
    if (job.state === 'InProgress') await work();
  })();
}

/** With no processing time set, a poll finds the job done; so nothing depends on how fast the machine is. */
export async function settle(store: BulkStore, job: IngestJob | QueryJob): Promise<void> {
  if (store.processingMs === 0) await job.run;
}
